import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExpected } from '../../cli/expecting.ts';
import { answer } from '../../cli/program.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import { openNet } from '../../functions/net/net.ts';
import { digests } from '../../lab/declared.ts';
import { type Internet, startInternet } from '../../lab/internet.ts';
import { text } from '../../lab/plan.ts';
import { acmeWith } from '../../lab/scenario.ts';
import { altered } from '../../lab/vice.ts';
import { worldOf } from './world.ts';

const NAME = '_acme-challenge.acme.test';
const [VALUE = '', OTHER = ''] = digests(2);
const ONE = { names: [NAME], zones: ['acme.test'] };

describe('an expected value', () => {
  const digest = (of: string) => createHash('sha256').update(of).digest('base64url');

  it.each<[string, string, { name: string; value: string }]>([
    ['alone, for the only name', VALUE, { name: NAME, value: VALUE }],
    ['that begins with a hyphen', `-${VALUE.slice(1)}`, { name: NAME, value: `-${VALUE.slice(1)}` }],
    ['with blanks around it', ` ${VALUE}\n`, { name: NAME, value: VALUE }],
    ['as a key authorisation', `token.${VALUE}`, { name: NAME, value: digest(`token.${VALUE}`) }],
    ['with a name', `www.acme.test=${VALUE}`, { name: '_acme-challenge.www.acme.test', value: VALUE }],
    ['with the name of a wildcard', `*.ACME.test.=${VALUE}`, { name: NAME, value: VALUE }],
    ['with a name that is meant as it stands', `_other.acme.test=${VALUE}`, { name: '_other.acme.test', value: VALUE }],
    ['with a name and a key authorisation', `acme.test=t.${VALUE}`, { name: NAME, value: digest(`t.${VALUE}`) }],
  ])('is read %s', (_what, typed, expected) => {
    expect(readExpected([typed], ONE)).toEqual({ ok: true, value: [expected] });
  });

  it.each<[string, string, RegExp]>([
    ['nothing', ' ', /^the value is empty; expected 43 letters/],
    ['a name and nothing', '_acme-challenge.acme.test=', /^the value is empty; expected 43 letters/],
    ['a padded key authorisation', `token.${VALUE}=`, /cannot be the value: it has the sign '=', 44 characters behind its dot/],
    ['42 signs', VALUE.slice(1), /^'\w+' cannot be the value: it has 42 characters; expected 43/],
    ['quotes', `"${VALUE}"`, /: it has quotes around it; expected/],
    ['quotes of a word processor', `“${VALUE}”`, /: it has quotes around it; expected/],
    ['base64', `${VALUE.slice(2)}+/`, /: it has the signs '\+', '\/'; expected/],
    ['padding', `${VALUE}=`, /: it has the sign '=', 44 characters; expected .*without padding/],
    ['everything at once', '"a+"', /: it has quotes around it, the sign '\+', 2 characters; expected/],
    ['a key authorisation that is cut off', 't.abc', /: it has 3 characters behind its dot; expected/],
    ['an escape sequence', `\u001b[2J${VALUE}`, /^'\?\[2J\w+' cannot be the value: it has the signs '\?', '\['/],
    ['a name elsewhere', `www.example.org=${VALUE}`, /^'www\.example\.org' does not lie in acme\.test$/],
    ['a star in the middle', `a.*.acme.test=${VALUE}`, /has the label '\*'/],
    ['a long label', `${'a'.repeat(64)}.acme.test=${VALUE}`, /a label of 64 bytes/],
    ['a service', `https://acme.test=${VALUE}`, /is a service; expected a name/],
    ['a wrong name and a wrong value', 'x.org=abc', /^'x\.org' does not lie in acme\.test\n'abc' cannot be the value/],
  ])('is refused: %s', (_what, typed, words) => {
    expect(readExpected([typed], ONE)).toMatchObject({ ok: false, fault: expect.stringMatching(words) });
  });

  it('needs its name where there are several', () => {
    const two = { names: [NAME, '_acme-challenge.www.acme.test'] };
    expect(readExpected([VALUE], two)).toEqual({
      ok: false,
      fault: `for which name? There are acme.test, www.acme.test; expected <name>=<value>, such as acme.test=${VALUE}`,
    });
    expect(readExpected([`www.acme.test=${VALUE}`], two).ok).toBe(true);
    expect(readExpected([`x.acme.test=${VALUE}`], two)).toMatchObject({ fault: expect.stringContaining('is in no certificate') });
  });

  it('is never anything but 43 characters of base64url, whatever is typed', () => {
    const nearly = fc.stringMatching(/^(\w\.|a\.acme\.test=)?[\w-]{42,44}[=+ ]?$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String(), nearly), (typed) => {
        const read = readExpected([typed], ONE);
        if (read.ok) for (const { value } of read.value) expect(value).toMatch(/^[\w-]{43}$/);
        else expect(read.fault).not.toMatch(/[^\n\P{Cc}]/u);
      }),
    );
  });
});

describe('--expect', () => {
  let internet: Internet;

  beforeAll(async () => {
    const lacking = altered((message) => ({ ...message, answers: message.answers.filter(({ type }) => type !== 'TXT') }));
    internet = await startInternet({ clock: () => new Date('2026-11-20T10:05:00Z') });
    await internet.serve(acmeWith({}, { records: [text(NAME, VALUE)] }));
    const hosts = [{ name: 'ns1.part.test' }, { name: 'ns2.part.test', vice: lacking }];
    await internet.serve({ zone: 'part.test', hosts, records: [text('_acme-challenge.part.test', VALUE)] });
  });
  afterAll(() => internet.stop());

  async function picket(...args: string[]) {
    const { world, told } = worldOf({
      checks: async () => CHECKS,
      openNet: async (options) => openNet({ ...options, roots: internet.roots, port: internet.port, allowPrivate: true }),
    });
    const code = await answer(args, world);
    return { code, err: told.err, out: told.out.replace(/\s+/g, ' ') };
  }
  const check = (...args: string[]) => picket('check', '--no-discovery', ...args);

  it('is well where every nameserver has the value, and shows who has it', async () => {
    const { code, out, err } = await check('acme.test', '--expect', VALUE);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^All well: acme\.test, 2 addresses\. .* challenge state .*has it ok .*has it ok/);
  });

  it('warns where none has it, or one lacks it', async () => {
    const none = await check('acme.test', '--expect', OTHER);
    expect([none.code, none.out]).toEqual([1, expect.stringMatching(/No nameserver of acme\.test has the expected value/)]);
    expect(none.out).toContain(`picket await-txt ${NAME} --value=${OTHER}`);
    const some = await check('part.test', '--expect', VALUE);
    expect([some.code, some.out]).toEqual([1, expect.stringMatching(/Only 1 of 2 nameservers of part\.test show the challenge/)]);
  });

  it('reaches the zone that its name lies in', async () => {
    const { code, out } = await check('acme.test', 'part.test', '--expect', `acme.test=${VALUE}`, '--only', 'dns-01', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([
      { target: { zone: 'acme.test', expect: [{ name: NAME, value: VALUE }] }, state: 'well' },
      { target: { zone: 'part.test' }, state: 'warning' },
    ]);
  });

  it.each([
    ['acme.test', OTHER, 2, 'BLOCKED'],
    ['part.test', VALUE, 1, 'RISKY'],
    ['acme.test', VALUE, 0, 'READY'],
  ])('makes the forecast of %s with %s: exit code %i, %s', async (zone, value, exit, outcome) => {
    const { code, out } = await picket('forecast', zone, '--expect', value);
    expect([code, out.split(' ')[0]]).toEqual([exit, outcome]);
  });

  it.each<[string, string[], RegExp]>([
    [
      'a service',
      ['check', 'https://acme.test', '--expect', VALUE],
      /^picket: --expect: 'https:\/\/acme\.test' is a service; a TXT/,
    ],
    ['a look without the check', ['check', 'acme.test', '--expect', VALUE, '--only', 'serial'], /--only leaves it out/],
    [
      'several faults',
      ['check', 'a..b', 'acme.test', '--expect', 'x', '--expect', '', '--vantage', '/'],
      /'a\.\.b' has.*\n.*--expect: 'x' cannot.*\n.*--expect: the value is empty.*\n.*--vantage/,
    ],
    ['two zones', ['check', 'acme.test', 'part.test', '--expect', VALUE], /for which name\? There are acme\.test, part\.test/],
    ['a zone that is none', ['forecast', 'a..b', '--expect', 'x'], /a\.\.b.*\n.*--expect: 'x' cannot/],
    ['a method without TXT', ['forecast', 'acme.test', '--method', 'http-01', '--expect', VALUE], /http-01 puts no TXT record/],
    ['no value', ['check', 'acme.test', '--expect'], /argument missing/],
  ])('ends with 3 at %s', async (_what, args, words) => {
    const { code, err, out } = await picket(...args);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(words);
  });
});
