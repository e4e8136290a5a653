import { describe, expect, it } from 'vitest';
import { standingOf } from '../../../functions/core/standing.ts';
import { cname, type Deed, lostAfter, stationOf, trailThrough, txt } from '../checks/stations.ts';

const NAME = '_acme-challenge.example.org';
const at = (...deeds: Deed[]) => trailThrough(stationOf({ name: NAME, type: 'TXT' }, deeds));
const X = [txt(NAME, 'x')];
const XY = [txt(NAME, 'x'), txt(NAME, 'y')];

describe('standingOf', () => {
  it.each<[string, readonly Deed[], string[], boolean, string[]]>([
    ['shown by all', [X, XY], ['x'], true, ['has it', 'has it']],
    ['shown by one', [X, 'nxdomain'], ['x'], false, ['has it', 'lacks it']],
    ['not the one that is shown', [X, X], ['z'], false, ['has other values', 'has other values']],
    ['either of two spellings', [X], ['z', 'x'], true, ['has it']],
    ['at a server that errs', [X, 'SERVFAIL'], ['x'], false, ['has it', 'answers SERVFAIL']],
    ['at a server that is dead', [X, '!timeout'], ['x'], false, ['has it', 'no answer']],
    ['at a server that cannot be asked from here', [X, 'unmeasured'], ['x'], true, ['has it', 'not measured: nothing came back']],
    ['at none that can be asked', ['unmeasured'], ['x'], false, ['not measured: nothing came back']],
    ['any, the same everywhere', [XY, [...XY].reverse()], [], true, ['has it', 'has it']],
    ['any, and they differ', [XY, X], [], false, ['has it', 'has other values']],
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

  it('tells why there is nobody to ask', () => {
    expect(standingOf(lostAfter([], 'timeout', 'no server of org answered'), ['x'])).toMatchObject({
      ready: false,
      why: 'no server of org answered',
    });
    expect(standingOf({ ...at(X), endless: 'in a circle' }, ['x'])).toMatchObject({ ready: false, why: 'in a circle' });
  });
});
