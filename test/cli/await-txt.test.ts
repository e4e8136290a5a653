import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { awaitTxt, type TypedAwait } from '../../cli/await-txt.ts';
import { answer } from '../../cli/program.ts';
import type { Question } from '../../functions/core/dns.ts';
import type { Net } from '../../functions/core/net.ts';
import { type FailureKind, failed, found } from '../../functions/core/observation.ts';
import { openNet } from '../../functions/net/net.ts';
import type { LabZone } from '../../lab/internet.ts';
import { type Internet, startInternet } from '../../lab/internet.ts';
import { alias, text } from '../../lab/plan.ts';
import { acmeWith } from '../../lab/scenario.ts';
import { refused } from '../../lab/vice.ts';
import { server } from '../functions/checks/seen.ts';
import { worldOf } from './world.ts';

const NAME = '_acme-challenge.acme.test';
const START = Date.parse('2026-11-20T10:05:00Z');

let internet: Internet;
let zone: LabZone;
let deadlines: number[] = [];
/** Does no root server answer? */
let isBlind = false;

beforeAll(async () => {
  internet = await startInternet({ clock: () => new Date(START) });
});
afterAll(() => internet.stop());

/** Waits in a lab whose clock goes on by what is waited; `onPause` hears of every pause. */
async function wait(
  name: string,
  typed: TypedAwait,
  onPause: (count: number) => unknown = () => {},
  tty = false,
  shortestMs = 0,
) {
  let nowMs = START;
  let pauses = 0;
  const drawn: string[] = [];
  deadlines = [];
  const write = (chunk: string) => drawn.push(chunk) > 0;
  const { world, told } = worldOf({
    openNet: async (options) => {
      deadlines.push(options.deadlineMs ?? 0);
      const cut = (options.deadlineMs ?? 0) < shortestMs ? { deadlineMs: 1 } : {};
      const roots = isBlind ? [{ name: 'a.root', address: '127.53.255.254' }] : internet.roots;
      return openNet({ ...options, ...cut, roots, port: internet.port, allowPrivate: true });
    },
    now: () => new Date(nowMs),
    screen: { isTTY: tty, columns: 80, write: write as never },
  });
  const code = await awaitTxt(name, typed, world, async (ms) => {
    nowMs += (ms ?? 0) + 130;
    pauses += 1;
    await onPause(pauses);
    return undefined as never;
  });
  return { code, ...told, drawn: drawn.join(''), pauses };
}

const put = (...values: string[]) =>
  zone.primary.edit((one) => ({
    ...one,
    records: [...one.records.filter(({ owner }) => owner !== NAME), ...values.map((value) => text(NAME, value))],
  }));

describe('picket await-txt', () => {
  beforeAll(async () => {
    zone = await internet.serve(acmeWith({}));
  });

  it('waits until every nameserver shows the value', async () => {
    put();
    zone.secondary('ns2.acme.test').cutOff();
    const { code, out, err, pauses } = await wait('acme.test', { value: 'secret' }, (count) => {
      if (count === 1) put('other', 'secret');
      if (count === 2) zone.secondary('ns2.acme.test').repair();
    });
    expect([code, err, pauses]).toEqual([0, '', 2]);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(
        /^2026-11-20T10:05:00\.000Z {2}_acme-challenge\.acme\.test: 0 of 2 nameservers show it; not yet: ns1\.acme\.test\/\S+ lacks it, ns2/,
      ),
      expect.stringMatching(/1 of 2 nameservers show it; not yet: ns2\.acme\.test\/\S+ lacks it$/),
      expect.stringMatching(/2 of 2 nameservers show it$/),
      '_acme-challenge.acme.test: ready after 10 s: every nameserver of acme.test shows it',
      '',
    ]);
  });

  it('keeps what it knew where the limit cuts the last look short', async () => {
    put();
    const { code, err } = await wait('acme.test', { value: 'secret', timeout: '5' }, undefined, false, 4000);
    expect([code, err]).toEqual([2, expect.stringContaining('is not ready after 5 s: ns1.acme.test/')]);
    expect(err).toContain('lacks it');
    expect(err).not.toContain('the time for this look');
  });

  it('takes the key authorisation for its digest', async () => {
    put(createHash('sha256').update('token.thumbprint').digest('base64url'));
    expect((await wait('*.acme.test', { value: 'token.thumbprint' })).code).toBe(0);
    expect((await wait('_acme-challenge.acme.test.', {})).code).toBe(0);
  });

  it('ends with the time, and says which server lacks it', async () => {
    put();
    zone.secondary('ns2.acme.test').cutOff();
    put('secret');
    const { code, err, out, pauses } = await wait('acme.test', { value: 'secret', timeout: '12', interval: '5' });
    zone.secondary('ns2.acme.test').repair();
    expect([code, pauses, out.split('\n').length]).toEqual([2, 3, 2]);
    expect(err).toMatch(
      /^picket: _acme-challenge\.acme\.test is not ready after 12 s: ns2\.acme\.test\/\S+ lacks it\npicket: It was written, and has not come to every/,
    );
    expect(err).toMatch(/`dig \+norec SOA acme\.test @\S+`; on the late secondary: `rndc retransfer acme\.test`\n$/);
  });

  it.each<[string, (count: number) => void, RegExp]>([
    ['nothing was written', () => {}, /the serial of acme\.test stayed \d+ all the while: nothing was written.*\n.*credentials/],
    [
      'another value was written',
      () => put('other'),
      /the serial of acme\.test went from \d+ to \d+: .* not this value at this name/,
    ],
    ['another value came and went', (count) => put(...(count === 1 ? ['secret-no-more'] : [])), /went from \d+ to \d+: /],
  ])('ends with what became of the value: %s', async (_what, onPause, words) => {
    put();
    const { code, out, err } = await wait('acme.test', { value: 'secret', timeout: '10' }, onPause);
    expect([code, out.includes('picket:')]).toEqual([2, false]);
    expect(err).toMatch(words);
    expect(err.split('\n')).toHaveLength(4);
  });

  it('shortens its last looks to the time that is left, in whole milliseconds', async () => {
    put();
    expect((await wait('acme.test', { value: 'secret', timeout: '20' })).code).toBe(2);
    expect(deadlines).toEqual([20_000, 14_870, 9740, 4610, 1000]);
  });

  it('draws a table on a terminal, over the last one', async () => {
    put();
    const { drawn, out } = await wait('acme.test', { value: 'secret' }, () => put('secret'), true);
    expect(drawn).toContain('nameserver');
    expect(drawn).toContain('\u001b[4A\u001b[J_acme-challenge.acme.test: 2 of 2 nameservers show it, 5 s\n');
    expect(out).toBe('_acme-challenge.acme.test: ready after 5 s: every nameserver of acme.test shows it\n');
  });

  it('names whoever is late once at the limit, and takes the table away', async () => {
    put();
    const { code, drawn, err } = await wait('acme.test', { value: 'secret', timeout: '8' }, () => put('secret', 'x'), true);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(drawn.endsWith('\u001b[J')).toBe(false);
    put();
    const late = await wait('acme.test', { value: 'secret', timeout: '8' }, undefined, true);
    expect(late.code).toBe(2);
    expect(late.drawn.endsWith('\u001b[4A\u001b[J')).toBe(true);
    expect(late.err.split('\n')[0]?.match(/lacks it/g)).toHaveLength(2);
  });

  it('draws over all lines of a sentence that takes two', async () => {
    const { code, drawn } = await wait('amce.test', { value: 'secret', timeout: '8' }, undefined, true);
    expect(code).toBe(2);
    expect(drawn.split('\n').every((line) => line.length <= 110)).toBe(true);
    expect(drawn.split('\u001b[2A\u001b[J')).toHaveLength(3);
  });

  it('names them once in a pipe too, where the last look brings news', async () => {
    put();
    const { code, out, err } = await wait('acme.test', { value: 'secret', timeout: '5' }, () => put('other'));
    expect([code, out.includes('other values'), err.match(/has other values/g)?.length]).toEqual([2, false, 2]);
  });

  it('follows an alias to another zone', async () => {
    await internet.serve({
      zone: 'auth.example',
      hosts: [{ name: 'ns1.auth.example' }],
      records: [text('x.auth.example', 'secret')],
    });
    zone.primary.edit((one) => ({ ...one, records: [...one.records, alias('_acme-challenge.www.acme.test', 'x.auth.example')] }));
    const { code, out } = await wait('www.acme.test', { value: 'secret' });
    expect([code, out]).toEqual([0, expect.stringContaining('every nameserver of auth.example shows it')]);
  });

  it('says why nobody can be asked', async () => {
    const mistyped = await wait('amce.test', { timeout: '3' });
    expect([mistyped.code, mistyped.err]).toEqual([
      2,
      expect.stringMatching(
        /the servers of test know no zone that holds _acme-challenge\.amce\.test: it is mistyped, or not del.*\n$/,
      ),
    ]);
    const { code, err } = await wait('nowhere.invalid', { timeout: '3' });
    expect(err.split('\n')).toHaveLength(2);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('the top-level domain of _acme-challenge.nowhere.invalid does not exist'),
    ]);
  });

  it('waits for a zone that is being made, and says at once that there is none yet', async () => {
    const { code, out, pauses } = await wait('newborn.test', { value: 'secret' }, (count) =>
      count === 6
        ? internet.serve({
            zone: 'newborn.test',
            hosts: [{ name: 'ns1.newborn.test' }],
            records: [text('_acme-challenge.newborn.test', 'secret')],
          })
        : undefined,
    );
    expect([code, pauses]).toEqual([0, 6]);
    expect(out).toMatch(
      /^2026-11-20T10:05:00\.000Z .*: the servers of test know no zone .* not delegated yet\n.*1 of 1 nameservers/,
    );
  });

  it('does not wait below a top-level domain that three looks in a row have not found', async () => {
    const { code, out, err, pauses } = await wait('nowhere.invalid', { value: 'secret' });
    expect([code, pauses, out.split('\n').length]).toEqual([3, 2, 2]);
    expect(out).toMatch(
      /^2026-11-20T10:05:00\.000Z .*: the top-level domain of _acme-challenge\.nowhere\.invalid does not exist\n$/,
    );
    expect(err).toMatch(
      /^picket: .* is not ready after 10 s: the top-level domain .* does not exist\npicket: The root servers said/,
    );
  });

  it('counts them anew after a look that found nobody', async () => {
    const { code, pauses } = await wait('nowhere.invalid', { value: 'secret' }, (count) => {
      isBlind = count === 2;
    });
    expect([code, pauses]).toEqual([3, 5]);
  });

  describe('where nobody can be asked', () => {
    afterEach(() => {
      isBlind = false;
    });

    it('ends with 3, since the value may be there or not', async () => {
      isBlind = true;
      const { code, out, err } = await wait('acme.test', { value: 'secret', timeout: '8' });
      expect([code, out.includes('ready')]).toEqual([3, false]);
      expect(err).toMatch(
        /^picket: _acme-challenge\.acme\.test is not known to be ready after 8 s: no root server answered, .*\npicket: No look could ask anybody, so the value may be there or not\.\n$/,
      );
    });

    it.each([
      ['the first look', 1, true],
      ['the last look', 1, false],
    ])('ends with 2 where %s alone brought an answer', async (_what, at, blindLater) => {
      put();
      isBlind = !blindLater;
      const { code, err } = await wait('acme.test', { value: 'secret', timeout: '5' }, (count) => {
        if (count === at) isBlind = blindLater;
      });
      expect([code, err]).toEqual([2, expect.stringContaining('is not ready after 5 s: ns1.acme.test/')]);
    });

    it.each<[string, FailureKind, number, string]>([
      [
        'ends with 3 where no nameserver can be asked from here',
        'unmeasured',
        3,
        'is not known to be ready after 5 s: ns1.example.net/198.41.0.1 not measured: no route',
      ],
      ['ends with 2 where they are silent', 'timeout', 2, 'is not ready after 5 s: ns1.example.net/198.41.0.1 no answer'],
    ])('%s', async (_what, failure, exit, says) => {
      let nowMs = START;
      const net = {
        walk: async () => found({ kind: 'zone', delegation: { zone: 'acme.test' } }, 1),
        atEvery: async (_: string, ask: (one: unknown) => Promise<unknown>) => found([await ask(server(1))], 1),
        ask: async (_: unknown, question: Question) => ({ question, answer: failed(failure, 'no route', 0) }),
      };
      const { world, told } = worldOf({ openNet: async () => net as unknown as Net, now: () => new Date(nowMs) });
      const code = await awaitTxt('acme.test', { timeout: '5' }, world, async (ms) => {
        nowMs += ms ?? 0;
        return undefined as never;
      });
      expect([code, told.err]).toEqual([exit, expect.stringContaining(says)]);
    });
  });

  it('waits for a server that does not serve the zone, and says that this is no propagation', async () => {
    const hosts = [{ name: 'ns1.lame.test' }, { name: 'ns2.lame.test', vice: refused }];
    await internet.serve({ zone: 'lame.test', hosts, records: [text('_acme-challenge.lame.test', 'secret')] });
    const { code, out, err, pauses } = await wait('lame.test', { value: 'secret', timeout: '12' });
    const words = /ns2\.lame\.test\/[\d.]+ REFUSED: it does not serve the zone\n$/;
    expect([code, pauses]).toEqual([2, 3]);
    expect(out).toMatch(words);
    expect(err).toMatch(words);
  });

  it.each<[string, string[], RegExp]>([
    ['no name', [], /missing required argument/],
    ['an address', ['192.0.2.1'], /is an address/],
    ['a URL', ['https://example.org'], /is a service; expected a name such as example\.org \(did you mean example\.org\?\)/],
    ['a label of 64 bytes', [`${'a'.repeat(64)}.example.org`], /a label of 64 bytes/],
    ['a star in the middle', ['a.*.example.org'], /the label '\*'/],
    ['an empty value', ['example.org', '--value', ' '], /--value: is empty/],
    ['quotes around the value', ['example.org', '--value', '"abc"'], /--value: "abc" has quotes around it/],
    ['times that are none', ['example.org', '--timeout', 'soon', '--interval', '0'], /--timeout: .*\n.*--interval: /],
    ['a file that is not there', ['example.org', '--roots', '/nonexistent'], /--roots: .* cannot be read/],
    ['an unknown option', ['example.org', '--valeu', 'x'], /unknown option '--valeu'/],
  ])('ends with 3 at %s', async (_what, args, words) => {
    const { world, told } = worldOf();
    expect(await answer(['await-txt', ...args], world)).toBe(3);
    expect(told.err).toMatch(words);
  });
});
