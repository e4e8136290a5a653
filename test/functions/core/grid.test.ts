import { describe, expect, it } from 'vitest';
import { type Answer, gridOf, rowsShown } from '../../../functions/core/grid.ts';
import { reportOf, toldOf, ZONE, zoneNamed } from '../sightings.ts';

const NS = 'ns1.example.org/192.0.2.1';
const saw = (
  vantage: string,
  values: Record<string, string | number>,
  findings: Parameters<typeof toldOf>[0][] = [],
): Answer => ({
  vantage,
  reports: [reportOf(vantage, 'nameservers', findings.map(toldOf), { facts: [{ subject: NS, values }] })],
});
const cellOf = (answer: Answer) => gridOf(ZONE, [answer]).rows[0]?.cells[0];

describe('a cell of the grid', () => {
  it.each([
    [
      'answers, and nothing is found about it',
      saw('a', { answer: 'ok', serial: 7 }),
      { standing: 'well', word: 'ok', lines: ['serial 7'] },
    ],
    [
      'answers, and is ill',
      saw('a', { answer: 'ok' }, [{ subject: NS, severity: 'warning' }]),
      { standing: 'warning', word: 'warning', lines: [] },
    ],
    [
      'is silent, as a finding says',
      saw('a', { answer: 'timeout' }, [{ subject: NS, severity: 'critical' }]),
      { standing: 'critical', word: 'timeout', lines: [] },
    ],
    [
      'is silent like all, as a finding about the zone says',
      saw('a', { answer: 'timeout' }, [{ subject: 'example.org', severity: 'critical' }]),
      { standing: 'critical', word: 'timeout', lines: [] },
    ],
    [
      'is silent, and nothing says how bad that is',
      saw('a', { answer: 'timeout' }),
      { standing: 'unknown', word: 'timeout', lines: [] },
    ],
    [
      'was not measured: neither well nor down',
      saw('a', { answer: 'not measured' }),
      { standing: 'unseen', word: 'not measured', lines: [] },
    ],
    [
      'was refreshed',
      saw('a', { answer: 'ok', refreshAgeSeconds: 529_200 }),
      { standing: 'well', word: 'ok', lines: ['refreshed 6 d 3 h ago'] },
    ],
    ['has a certificate', saw('a', { state: 'ok', daysLeft: 61.9 }), { standing: 'well', word: 'ok', lines: ['61 days left'] }],
    [
      'has a certificate for hours',
      saw('a', { state: 'ok', daysLeft: 0.5 }),
      { standing: 'well', word: 'ok', lines: ['12 h left'] },
    ],
    [
      'has a dead certificate',
      saw('a', { state: 'expired', daysLeft: -1.2 }, [{ subject: NS, severity: 'warning' }]),
      { standing: 'warning', word: 'expired', lines: ['expired 1 day ago'] },
    ],
  ])('of an address that %s', (_what, answer, cell) => {
    expect(cellOf(answer)).toEqual(cell);
  });
});

describe('the grid', () => {
  it('has a column for a vantage that did not answer, and for one that did not see the address', () => {
    const grid = gridOf(ZONE, [saw('a', { answer: 'ok' }), { vantage: 'b', why: 'it is dead' }, { vantage: 'c', reports: [] }]);
    expect(grid.rows[0]?.cells.map(({ standing, word }) => `${standing}: ${word}`)).toEqual([
      'well: ok',
      'unseen: no answer',
      'unseen: not seen from here',
    ]);
    expect(grid.standing).toBe('well');
  });

  it('counts as people do, and shows those first that are not well where not all are shown', () => {
    const subjects = Array.from({ length: 12 }, (_, at) => `ns${12 - at}.example.org/192.0.2.1`);
    const facts = subjects.map((subject) => ({ subject, values: { answer: /^ns(9|11)\./.test(subject) ? 'timeout' : 'ok' } }));
    const { rows } = gridOf(ZONE, [{ vantage: 'a', reports: [reportOf('a', 'nameservers', [], { facts })] }]);
    const shown = (most: number) => rowsShown(rows, most).map(({ subject }) => subject.split('.')[0]);
    expect(shown(12)).toEqual(Array.from({ length: 12 }, (_, at) => `ns${at + 1}`));
    expect(shown(4)).toEqual(['ns1', 'ns2', 'ns9', 'ns11']);
    expect(shown(1)).toEqual(['ns9']);
  });

  it('is unseen where nobody answered, never well', () => {
    expect(gridOf(ZONE, [{ vantage: 'a', why: 'it is dead' }])).toMatchObject({ standing: 'unseen', rows: [], findings: [] });
  });

  it('holds what is about its target alone', () => {
    const other = {
      vantage: 'a',
      reports: [reportOf('a', 'serial', [toldOf()], { target: zoneNamed('other.org'), facts: [{ subject: NS, values: {} }] })],
    };
    expect(gridOf(ZONE, [other])).toMatchObject({ standing: 'unseen', rows: [], findings: [] });
  });

  it('tells a finding once for all vantages, and leaves echoes out', () => {
    const findings = [{ subject: NS }, { subject: NS, code: 'dns.serial.behind', echoes: 'dns.secondary.expiring' }];
    const grid = gridOf(
      ZONE,
      ['a', 'b', 'c'].map((vantage) => saw(vantage, { answer: 'ok' }, vantage === 'c' ? [] : findings)),
    );
    expect(grid.findings.map(({ told, from }) => [told.code, from])).toEqual([['dns.secondary.expiring', ['a', 'b']]]);
  });
});
