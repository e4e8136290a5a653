import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaaData, caaText, denialOf, readIssueValue } from '../../../functions/core/caa.ts';
import type { DeclaredCertificate } from '../../../functions/core/target.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const record = (line: string): CaaData => {
  const [, flags = '', tag = '', value = ''] = /^(\d+) (\S+) (.*)$/s.exec(line) ?? [];
  return { type: 'CAA', flags: Number(flags), tag, value: bytes(value) };
};
const OURS: DeclaredCertificate = { names: ['example.org'], ca: 'letsencrypt.org', method: 'dns-01' };
const ACCOUNT = 'https://ca.example/acct/1';

describe('readIssueValue', () => {
  it.each<[string, string, string[]]>([
    ['letsencrypt.org', 'letsencrypt.org', []],
    [' \tLetsEncrypt.ORG \t', 'letsencrypt.org', []],
    ['', '', []],
    [';', '', []],
    [' ; ', '', []],
    ['ca.example;', 'ca.example', []],
    ['ca.example; a=b', 'ca.example', ['a=b']],
    ['ca.example ;a = b ; c-1=d=e', 'ca.example', ['a=b', 'c-1=d=e']],
    ['; a=', '', ['a=']],
    ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example', []],
  ])('reads %j', (text, issuer, parameters) => {
    const read = readIssueValue(bytes(text));
    expect([read?.issuer, read?.parameters.map(({ tag, value }) => `${tag}=${value}`)]).toEqual([issuer, parameters]);
  });

  it.each([
    'ca_example',
    'ca..example',
    '.ca.example',
    'ca.example.',
    '-ca.example',
    'ca example',
    '"ca.example"',
    'ca.example; a',
    'ca.example; a=b;',
    'ca.example;; a=b',
    'ca.example; =b',
    'ca.example; a b=c',
    'ca.example; a=b c',
    'ca.example\0',
    'ca.example; a=\xff',
    'c\u0430.example',
  ])('treats %j as no issuer at all', (text) => {
    expect(readIssueValue(Buffer.from(text, 'utf8'))).toBeUndefined();
  });

  it('never throws, and reads back what fits the grammar', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (value) => void readIssueValue(value)));
    const label = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,8})?$/);
    const space = fc.stringMatching(/^[ \t]{0,3}$/);
    const parameter = fc.tuple(label, fc.stringMatching(/^[!-:<-~]{0,12}$/));
    const value = fc.tuple(fc.array(label, { maxLength: 4 }), fc.array(parameter, { maxLength: 4 }), space);
    fc.assert(
      fc.property(value, ([labels, parameters, gap]) => {
        const tail = parameters.map(([tag, text]) => `${gap}${tag}${gap}=${gap}${text}${gap}`).join(';');
        const text = `${gap}${labels.join('.')}${gap}${tail === '' ? '' : `;${tail}`}`;
        expect(readIssueValue(bytes(text))).toEqual({
          issuer: labels.join('.'),
          parameters: parameters.map(([tag, one]) => ({ tag, value: one })),
        });
      }),
    );
  });

  it('is done at once with 64 kB made to be slow', () => {
    for (const text of ['a-'.repeat(32_000), ' '.repeat(64_000), 'a.'.repeat(32_000), ';='.repeat(32_000)])
      expect(readIssueValue(bytes(`${text}!`))).toBeUndefined();
  });
});

describe('denialOf', () => {
  it.each<[string, string[], Partial<DeclaredCertificate> & { wild?: boolean }, string | undefined]>([
    ['names the CA', ['0 issue letsencrypt.org'], {}, undefined],
    ['names it in capitals', ['0 ISSUE LetsEncrypt.Org'], {}, undefined],
    ['names another CA', ['0 issue digicert.com'], {}, 'forbids'],
    ['names two, one of them ours', ['0 issue digicert.com', '0 issue letsencrypt.org'], {}, undefined],
    ['forbids all', ['0 issue ;'], {}, 'forbids'],
    ['has a value that nobody can read', ['0 issue lets encrypt.org'], {}, 'forbids'],
    ['is about other things', ['0 iodef mailto:a@example.org', '0 issuemail ;', '0 issuevmc ;'], {}, undefined],
    ['has an unknown tag', ['0 tbs x'], {}, undefined],
    ['has a critical unknown tag', ['0 issue letsencrypt.org', '128 tbs x'], {}, 'critical_unknown'],
    ["has the historical critical flag, as Let's Encrypt reads it", ['1 tbs x'], {}, 'critical_unknown'],
    ['has it, for a CA that reads the RFC', ['1 tbs x'], { ca: 'digicert.com' }, undefined],
    ['has a critical known tag', ['128 issue letsencrypt.org', '128 iodef mailto:a'], {}, undefined],
    ['has issuewild for others, and a host is wanted', ['0 issuewild digicert.com'], {}, undefined],
    ['has issuewild for others', ['0 issue letsencrypt.org', '0 issuewild digicert.com'], { wild: true }, 'forbids_wildcard'],
    ['has issuewild for us and issue for others', ['0 issuewild letsencrypt.org', '0 issue ;'], { wild: true }, undefined],
    ['has no issuewild, so that issue counts', ['0 issue digicert.com'], { wild: true }, 'forbids'],
    ['has another account', [`0 issue letsencrypt.org; accounturi=${ACCOUNT}2`], { account: ACCOUNT }, 'account_mismatch'],
    ['has our account', [`0 issue letsencrypt.org; accounturi=${ACCOUNT}`], { account: ACCOUNT }, undefined],
    ['has an account, and ours is not declared', [`0 issue letsencrypt.org; accounturi=${ACCOUNT}`], {}, undefined],
    [
      'has two accounts in one',
      [`0 issue letsencrypt.org; accounturi=${ACCOUNT}; accounturi=${ACCOUNT}`],
      { account: ACCOUNT },
      'account_mismatch',
    ],
    ['has another method', ['0 issue letsencrypt.org; validationmethods=http-01'], {}, 'method_mismatch'],
    ['has our method among others', ['0 issue letsencrypt.org; validationmethods=http-01,dns-01'], {}, undefined],
    ['has an empty list of methods', ['0 issue letsencrypt.org; validationmethods='], {}, 'method_mismatch'],
    ['has an unknown parameter', ['0 issue letsencrypt.org; cansignhttpexchanges=yes'], {}, undefined],
    [
      'has two for other methods, and one that fits',
      ['0 issue letsencrypt.org; validationmethods=http-01', '0 issue letsencrypt.org'],
      {},
      undefined,
    ],
  ])('of a set that %s', (_what, lines, { wild = false, ...declared }, kind) => {
    expect(denialOf(lines.map(record), { ...OURS, ...declared }, wild)?.kind).toBe(kind);
  });
});

it.each([
  ['letsencrypt.org; validationmethods=dns-01;', true],
  ['letsencrypt.org; a=b c=d', true],
  ['lets encrypt.org', false],
  ['digicert.com', false],
])('a denial shows the record that means the CA and is not well formed: %j', (value, shown) => {
  expect(denialOf([record(`0 issue ${value}`)], OURS, false)).toEqual({
    kind: 'forbids',
    ...(shown && { record: record(`0 issue ${value}`) }),
  });
});

describe('caaText', () => {
  it('writes a record as a zone file has it', () => {
    expect(caaText(record('0 issue letsencrypt.org'))).toBe('0 issue "letsencrypt.org"');
  });

  it('escapes whatever is no plain text', () => {
    expect(caaText(record('128 t\x1b[2Jg "\\\x00\xff'))).toBe('128 t\\027[2Jg "\\"\\\\\\000\\255"');
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (value, tag) => {
        expect(caaText({ type: 'CAA', flags: 0, tag: Buffer.from(tag).toString('latin1'), value })).toMatch(/^[ -~]*$/);
      }),
    );
  });
});
