import { describe, expect, it } from 'vitest';
import type { Net } from '../../../functions/core/net.ts';
import { closingOf, type Serials, serialsOf, standingOf } from '../../../functions/core/standing.ts';
import { said, silent, soaRecord, ZONE } from '../checks/seen.ts';
import { cname, type Deed, lostAfter, stationOf, trailThrough, txt } from '../checks/stations.ts';

const NAME = '_acme-challenge.example.org';
const at = (...deeds: Deed[]) => trailThrough(stationOf({ name: NAME, type: 'TXT' }, deeds));
const digest = (letter: string) => letter.repeat(43);
const X = [txt(NAME, 'x')];
const XY = [txt(NAME, 'x'), txt(NAME, 'y')];
const [Z, ZY] = [[txt(NAME, digest('z'))], [txt(NAME, digest('z')), txt(NAME, digest('y'))]];

describe('standingOf', () => {
  it.each<[string, readonly Deed[], string[], boolean, string[]]>([
    ['shown by all', [X, XY], ['x'], true, ['has it', 'has it']],
    ['shown by one', [X, 'nxdomain'], ['x'], false, ['has it', 'lacks it']],
    ['not the one that is shown', [X, X], ['z'], false, ['has other values', 'has other values']],
    ['either of two spellings', [X], ['z', 'x'], true, ['has it']],
    ['at a server that errs', [X, 'SERVFAIL'], ['x'], false, ['has it', 'answers SERVFAIL']],
    ['at one that has not the zone', [X, '!REFUSED'], ['x'], false, ['has it', 'REFUSED: it does not serve the zone']],
    ['at one that has the zone and refuses the name', [X, 'REFUSED'], ['x'], false, ['has it', 'answers REFUSED']],
    ['at one that cannot load the zone', [X, '!SERVFAIL'], ['x'], false, ['has it', 'answers SERVFAIL']],
    ['at a server that cuts it short', [X, { truncated: true }], ['x'], false, ['has it', 'a truncated answer']],
    ['at a server that is dead', [X, '!timeout'], ['x'], false, ['has it', 'no answer']],
    ['at a server that cannot be asked from here', [X, 'unmeasured'], ['x'], true, ['has it', 'not measured: nothing came back']],
    ['at none that can be asked', ['unmeasured'], ['x'], false, ['not measured: nothing came back']],
    ['any, the same everywhere', [ZY, [...ZY].reverse()], [], true, ['has it', 'has it']],
    ['any, and they differ', [ZY, Z], [], false, ['has it', 'has other values']],
    ['any, and there is but a text that keeps a wildcard off', [[txt(NAME, '-')]], [], false, ['has other values']],
    ['any, and there is none', ['nxdomain', 'nodata'], [], false, ['lacks it', 'lacks it']],
  ])('of a value that is %s', (_what, deeds, values, ready, says) => {
    const standing = standingOf(at(...deeds), values);
    expect([standing.ready, standing.rows.map((row) => row.says)]).toEqual([ready, says]);
  });

  it('waits for the alias at every server', () => {
    const first = stationOf({ name: NAME, type: 'TXT' }, [[cname(NAME, 'x.example.net')], 'nxdomain']);
    const last = stationOf({ name: 'x.example.net', type: 'TXT' }, [[txt('x.example.net', 'x')]], 'example.net');
    const standing = standingOf(trailThrough(first, last), ['x']);
    expect([standing.ready, standing.zone, standing.rows.map(({ says }) => says)]).toEqual([
      false,
      'example.net',
      ['lacks the alias', 'has it'],
    ]);
  });

  it('tells that no nameserver has an address', () => {
    expect(standingOf(at(), ['x'])).toMatchObject({ ready: false, why: 'no nameserver of example.org has an address' });
  });

  it('tells why there is nobody to ask', () => {
    expect(standingOf(lostAfter([], 'timeout', 'no server of org answered'), ['x'])).toMatchObject({
      ready: false,
      why: 'no server of org answered',
    });
    expect(standingOf({ ...at(X), endless: 'in a circle' }, ['x'])).toMatchObject({ ready: false, why: 'in a circle' });
  });
});

const serials = (told: Record<string, number>, zone = ZONE): Serials => ({ zone, byServer: new Map(Object.entries(told)) });

describe('closingOf', () => {
  const nowhere = standingOf(at('nxdomain', 'nodata'), ['x']);

  it.each<[string, readonly Deed[], RegExp | undefined]>([
    ['at every server', [X, X], undefined],
    [
      'at some servers',
      [X, 'nxdomain'],
      /^It was written, and has not come to every nameserver of example\.org: the transfer hangs/,
    ],
    ['beside an older copy', [X, [txt(NAME, 'old')]], /^It was written/],
    ['at none', ['nxdomain', 'nodata'], /^No nameserver has it/],
    ['at none that speaks for the zone', ['nxdomain', 'SERVFAIL', '!timeout', 'unmeasured'], /^No nameserver has it/],
    ['at the one that speaks, the other errs', [X, 'SERVFAIL'], undefined],
    ['where all err', ['SERVFAIL', '!timeout'], undefined],
    ['where nobody could be asked', ['unmeasured'], undefined],
  ])('tells by the servers how far a value came that stands %s', (_where, deeds, says) => {
    expect(closingOf(standingOf(at(...deeds), ['x']), serials({ a: 1 }), serials({ a: 1 }))[0]).toEqual(
      says === undefined ? undefined : expect.stringMatching(says),
    );
  });

  it.each<[string, Serials | undefined, Serials | undefined, RegExp]>([
    ['the serial stood still', serials({ a: 7, b: 7 }), serials({ a: 7, b: 7 }), /stayed 7 all the while: nothing was written/],
    [
      'the serial moved',
      serials({ a: 7, b: 7 }),
      serials({ a: 8, b: 7 }),
      /went from 7 to 8: something was written, but not this/,
    ],
    ['the serial went past its end', serials({ a: 4294967295 }), serials({ a: 0 }), /went from 4294967295 to 0/],
    ['a secondary caught up', serials({ a: 7, b: 5 }), serials({ a: 7, b: 7 }), /stayed 7/],
    ['the primary was heard at the end alone', serials({ b: 5 }), serials({ a: 7, b: 5 }), /stayed 5/],
    ['the primary was heard at the beginning alone', serials({ a: 7, b: 5 }), serials({ b: 5 }), /stayed 5/],
    ['no server was heard both times', serials({ b: 5 }), serials({ a: 7 }), /cannot be told/],
    ['the serials have no order', serials({ a: 0, b: 2 ** 31 }), serials({ a: 0, b: 2 ** 31 }), /cannot be told/],
    ['the alias leads to another zone now', serials({ a: 5 }, 'example.net'), serials({ a: 7 }), /cannot be told/],
    ['no serial was heard', undefined, serials({ a: 7 }), /cannot be told/],
  ])('tells of a value that is nowhere what was written: %s', (_what, first, last, says) => {
    expect(closingOf(nowhere, first, last)[0]).toMatch(says);
  });

  it('names what to look at for each half of the way', () => {
    const step = (from: number) => closingOf(nowhere, serials({ a: from }), serials({ a: 7 }))[1];
    expect(step(7)).toMatch(/credentials, API token.*zone id, an internal copy/);
    expect(step(6)).toContain('`dig +norec TXT _acme-challenge.example.org.example.org @198.41.0.1`');
    expect(closingOf(standingOf(at(X, 'nxdomain'), ['x']))[1]).toContain('`dig +norec SOA example.org @198.41.0.2`');
  });

  it('fills every slot, and lets no alias become a command', () => {
    const evil = 'x;reboot.example.org';
    const trail = trailThrough(stationOf({ name: evil, type: 'TXT' }, ['nxdomain']));
    const all = [undefined, serials({ a: 6 }), serials({ a: 7 })].flatMap((first) =>
      closingOf(standingOf(trail, ['x']), first, serials({ a: 7 })),
    );
    expect(all.filter((line) => /\{\w+\}|undefined/.test(line))).toEqual([]);
    expect(all.find((line) => line.includes('reboot'))).toContain("'x;reboot.example.org'.example.org");
  });
});

describe('serialsOf', () => {
  it('asks every server at the end of the aliases, and leaves out who tells none', async () => {
    const first = stationOf({ name: NAME, type: 'TXT' }, [[cname(NAME, 'x.example.net')]]);
    const last = stationOf({ name: 'x.example.net', type: 'TXT' }, ['nxdomain', 'nxdomain', 'nxdomain'], 'example.net');
    const [one, two] = last.replies.map(({ server }) => server);
    const ask: Net['ask'] = async (server, question) => {
      if (server === two) return silent(question, 'timeout');
      return server === one
        ? said(question, { answers: [soaRecord({ serial: 9 }, question.name)] })
        : said(question, { rcode: 'SERVFAIL' });
    };
    expect(await serialsOf({ ask } as Net, trailThrough(first, last))).toEqual({
      zone: 'example.net',
      byServer: new Map([[`${one?.name}/${one?.address}`, 9]]),
    });
    expect(await serialsOf({ ask } as Net, lostAfter([], 'timeout', 'nobody'))).toBeUndefined();
  });
});
