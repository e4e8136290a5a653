import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Net } from '../../../functions/core/net.ts';
import { failed, found } from '../../../functions/core/observation.ts';
import { openHandshake } from '../../../functions/net/tls.ts';
import { authority, type Identity, mint, sentWith } from '../../../lab/certificate.ts';
import { openTlsServer } from '../../../lab/tls-server.ts';

const HOST = 'www.example.org';
const dates = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2099-01-01T00:00:00Z') };
const { root } = authority();
const stranger = authority('Stranger').root;

const URLS = { first: 'http://ca.test/first', second: 'http://ca.test/second' };

/** Root, two generations of issuers and a leaf, each saying where the one above it is, as Let's Encrypt's Generation Y does. */
const over = (top: Identity) => {
  const second = mint({ ...dates, commonName: 'Second', isAuthority: true, issuer: top });
  const first = mint({ ...dates, commonName: 'First', isAuthority: true, issuer: second, issuerUrl: URLS.second });
  return { second, first, leaf: mint({ ...dates, names: [HOST], issuer: first, issuerUrl: URLS.first }) };
};
const good = over(root);
const bad = over(stranger);

const der = ({ chain }: Identity) => new X509Certificate(chain).raw.toString('latin1');

/** What lies at which URL; everything else is silence. */
function library(shelf: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const request: Net['request'] = async ({ url, binary }) => {
    asked.push(url);
    const body = shelf[url];
    if (body === undefined || binary !== true) return failed('timeout', 'nothing came back', 1);
    return found({ address: '192.0.2.1', status: 200, headers: {}, body, truncated: false, firstByteMs: 1 }, 1);
  };
  return { asked, request };
}

async function meet(identity: Identity, shelf: Readonly<Record<string, string>>) {
  await using server = await openTlsServer({ identities: [identity] });
  const { asked, request } = library(shelf);
  const door = openHandshake({ allowPrivate: true, signal: new AbortController().signal, trust: [root.chain], request });
  const seen = await door(HOST, server.address, server.port);
  await door('other.example.org', server.address, server.port);
  return { asked, path: seen.ok ? seen.value.fetchedPath : seen.detail };
}

const full = { [URLS.first]: der(good.first), [URLS.second]: der(good.second) };

describe('a chain that lacks an issuer', () => {
  const table: readonly [string, Identity, Record<string, string>, string | undefined, readonly string[]][] = [
    ['is whole once the second issuer is fetched', sentWith(good.leaf, good.first), full, 'OK', [URLS.second]],
    ['is whole once both issuers are fetched', good.leaf, full, 'OK', [URLS.first, URLS.second]],
    ['asks for nothing where nothing is missing', sentWith(good.leaf, good.first, good.second), full, undefined, []],
    [
      'ends in a root that nobody knows',
      bad.leaf,
      { [URLS.first]: der(bad.first), [URLS.second]: der(stranger) },
      undefined,
      [URLS.first, URLS.second],
    ],
    [
      'ends in the stranger himself where he is what the certificate points to',
      mint({ ...dates, names: [HOST], issuer: stranger, issuerUrl: URLS.first }),
      { [URLS.first]: der(stranger) },
      'SELF_SIGNED_CERT_IN_CHAIN',
      [URLS.first],
    ],
    ['stays open where the issuer cannot be had', good.leaf, {}, undefined, [URLS.first]],
    ['stays open where something else is fetched', good.leaf, { [URLS.first]: 'no certificate' }, undefined, [URLS.first]],
    ['does not take another certificate for the issuer', good.leaf, { [URLS.first]: der(good.second) }, undefined, [URLS.first]],
    [
      'does not take a namesake for the issuer',
      good.leaf,
      { [URLS.first]: der(mint({ ...dates, commonName: 'First', isAuthority: true, keySlot: 'namesake' })) },
      undefined,
      [URLS.first],
    ],
    [
      'is not asked over https',
      mint({ ...dates, names: [HOST], issuer: good.first, issuerUrl: 'https://ca.test/first' }),
      full,
      undefined,
      [],
    ],
  ];
  it.each(table)('%s', async (_, identity, shelf, path, asked) => {
    expect(await meet(identity, shelf)).toEqual({ path, asked });
  });

  it('fetches no more than two, however long the way is', async () => {
    const loop = mint({ ...dates, commonName: 'Loop', isAuthority: true, issuer: good.second, issuerUrl: 'http://ca.test/loop' });
    const links = [loop];
    for (let index = 0; index < 3; index += 1) {
      links.unshift(
        mint({
          ...dates,
          commonName: `Link ${index}`,
          isAuthority: true,
          issuer: links[0] ?? loop,
          issuerUrl: `http://ca.test/${index}`,
        }),
      );
    }
    const [near = loop] = links;
    const leaf = mint({ ...dates, names: [HOST], issuer: near, issuerUrl: 'http://ca.test/near' });
    const shelf = {
      'http://ca.test/near': der(near),
      'http://ca.test/2': der(links[1] ?? loop),
      'http://ca.test/1': der(links[2] ?? loop),
    };
    expect(await meet(leaf, shelf)).toEqual({ path: undefined, asked: ['http://ca.test/near', 'http://ca.test/2'] });
  });
});
