import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { organizationOf, readCertSpotter } from '../../../functions/core/issuance.ts';

describe('the organization of a CA', () => {
  it.each([
    ["C=US, O=Let's Encrypt, CN=YR1", "Let's Encrypt"],
    ["/C=US/O=Let's Encrypt/CN=E7", "Let's Encrypt"],
    ["O=Let's Encrypt", "Let's Encrypt"],
    ['C=US, O="GoDaddy.com, Inc.", CN=Go Daddy Secure', 'GoDaddy.com, Inc.'],
    ['C=US, O=GoDaddy.com\\, Inc., CN=Go Daddy Secure', 'GoDaddy.com, Inc.'],
    ["C=US, O=Not Let's Encrypt, CN=O=Let's Encrypt", "Not Let's Encrypt"],
    ['CN=Lab', ''],
    ['', ''],
  ])('of %s is %s', (name, organization) => expect(organizationOf(name)).toBe(organization));

  it('is a text, whatever the name', () => {
    fc.assert(fc.property(fc.string(), (name) => typeof organizationOf(name) === 'string'));
  });

  it('is read from a row with a friendly name alone', () => {
    const row = { id: '1', dns_names: ['a.test'], not_before: '2026-01-01T00:00:00Z', not_after: '2026-04-01T00:00:00Z' };
    const read = readCertSpotter(JSON.stringify([{ ...row, issuer: { friendly_name: "Let's Encrypt" } }]));
    expect(read?.issuances).toMatchObject([{ organization: "Let's Encrypt" }]);
  });
});
