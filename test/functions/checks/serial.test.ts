import { describe, expect, it } from 'vitest';
import { type Seen, serial } from '../../../functions/checks/serial.ts';
import type { Soa } from '../../../functions/core/dns.ts';
import { failed, found } from '../../../functions/core/observation.ts';
import {
  DAY,
  dead,
  HOUR,
  inShort,
  label,
  NOW,
  type said,
  saying,
  server,
  soaRecord,
  TARGET,
  voice,
  wordsOf,
  ZONE,
} from './seen.ts';

const OLD = 2026112001;
const NEW = 2026112002;
const seen = (...voices: { server: ReturnType<typeof server>; soa: ReturnType<typeof said> }[]): Seen => found(voices, 100);
const serves = (n: number, value: number, soa: Partial<Soa> = {}, expire?: number) =>
  voice(server(n), { serial: value, ...soa }, expire);
const at = (n: number, code: string, severity = 'warning') => `${code} ${severity} ${label(server(n))}`;
const named = (n: number) => ({ primary: `NS${n}.example.net` });

/** The SOA's expire is 14 d, so this is a timer that was set again so many seconds ago. */
const age = (seconds: number) => 14 * DAY - seconds;

const ROWS: readonly [sentence: string, seen: Seen, findings: readonly string[]][] = [
  ['F01 twin: all level', seen(serves(1, NEW), serves(2, NEW)), []],
  [
    'F01: one of five is behind',
    seen(serves(1, NEW), serves(2, NEW), serves(3, OLD), serves(4, NEW), serves(5, NEW)),
    [at(3, 'dns.serial.behind')],
  ],
  [
    'behind, its next poll not yet due: an edit is on its way',
    seen(serves(1, NEW), serves(2, OLD, {}, age(2 * HOUR))),
    [at(2, 'dns.serial.behind', 'notice')],
  ],
  ['behind, its poll overdue', seen(serves(1, NEW), serves(2, OLD, {}, age(3 * HOUR + 1))), [at(2, 'dns.serial.behind')]],
  [
    'behind, with a refresh of a day: four hours are enough',
    seen(serves(1, NEW), serves(2, OLD, { refreshSeconds: DAY }, age(4 * HOUR + 1))),
    [at(2, 'dns.serial.behind')],
  ],
  ['behind, and it takes itself for the primary', seen(serves(1, NEW), serves(2, OLD, {}, age(0))), [at(2, 'dns.serial.behind')]],
  ['behind, its timer is nonsense', seen(serves(1, NEW), serves(2, OLD, {}, 15 * DAY)), [at(2, 'dns.serial.behind')]],
  [
    'F06: the serial was set back at the primary',
    seen(serves(1, 1763600000, named(1)), serves(2, OLD, named(1)), serves(3, OLD, named(1))),
    [at(2, 'dns.serial.ahead'), at(3, 'dns.serial.ahead')],
  ],
  [
    'ahead of the primary, and another one behind it',
    seen(serves(1, 20, named(1)), serves(2, 30, named(1)), serves(3, 10, named(1))),
    [at(2, 'dns.serial.ahead'), at(3, 'dns.serial.behind')],
  ],
  [
    'the named primary is a secondary: its timer runs down',
    seen(serves(1, OLD, named(1), age(4 * HOUR)), serves(2, NEW, named(1))),
    [at(1, 'dns.serial.behind')],
  ],
  ['the primary is listed and newest', seen(serves(1, NEW, named(1)), serves(2, OLD, named(1))), [at(2, 'dns.serial.behind')]],
  [
    'F06 twin: two providers, each with a counter of its own',
    seen(serves(1, OLD, named(1)), serves(2, 1763600000, named(2))),
    [],
  ],
  [
    'two providers, and one server of the second is behind',
    seen(serves(1, OLD, named(1)), serves(2, 7, named(9)), serves(3, 6, named(9))),
    [at(3, 'dns.serial.behind')],
  ],
  ['F07: exactly 2^31 apart', seen(serves(1, 1), serves(2, 1 + 2 ** 31)), [`dns.serial.incomparable warning ${ZONE}`]],
  [
    'F07: a cycle of three',
    seen(serves(1, 0), serves(2, 1_500_000_000), serves(3, 3_000_000_000)),
    [`dns.serial.incomparable warning ${ZONE}`],
  ],
  [
    'F07 twin: 1 is newer than 4294967295',
    seen(serves(1, 1), serves(2, 2 ** 32 - 1, {}, age(HOUR))),
    [`dns.serial.wrapped notice ${ZONE}`, at(2, 'dns.serial.behind', 'notice')],
  ],
  ['F09 twin: serial 1 for years', seen(serves(1, 1), serves(2, 1)), []],
  ['one server only', seen(serves(1, 1)), []],
  [
    'the others are silent, lame or refuse: told elsewhere',
    seen(
      serves(1, NEW),
      dead(server(2)),
      saying(server(3), { answers: [soaRecord({ serial: OLD })] }),
      saying(server(4), { rcode: 'REFUSED' }),
    ),
    [],
  ],
  ['nobody answers', seen(dead(server(1))), [`dns.serial.unknown unknown ${ZONE}`]],
  ['nobody could be asked', failed('unmeasured', 'the deadline passed', 0), [`dns.serial.unknown unknown ${ZONE}`]],
];

const judge = (what: Seen) => serial.judge(what, TARGET, NOW);

describe('serial', () => {
  it.each(ROWS)('%s', (_, what, findings) => {
    expect(inShort(serial, judge(what))).toEqual(findings);
  });

  it('compares nothing where every nameserver is declared to count for itself', () => {
    const what = seen(serves(1, NEW), serves(2, OLD));
    const target = { ...TARGET, serials: 'independent' } as const;
    expect([serial.judge(what, target, NOW), serial.measure(what, target, NOW)]).toEqual([[], []]);
    expect(inShort(serial, serial.judge(seen(dead(server(1))), target, NOW))).toEqual([`dns.serial.unknown unknown ${ZONE}`]);
  });

  it('fills every slot of what it says', () => {
    expect(ROWS.flatMap(([, what]) => wordsOf(serial, judge(what))).filter((text) => /[{}]|undefined/.test(text))).toEqual([]);
  });

  it('can say each of its codes', () => {
    const told = new Set(ROWS.flatMap(([, what]) => judge(what).map(({ code }) => code)));
    expect([...told].sort()).toEqual(Object.keys(serial.meanings).sort());
  });

  it('proves what it says', () => {
    const [finding] = judge(seen(serves(1, NEW), serves(2, OLD, {}, age(HOUR))));
    expect(finding?.evidence).toMatchObject({
      serial: OLD,
      newest: NEW,
      behind: 1,
      refreshAgeSeconds: HOUR,
      refreshSeconds: 3 * HOUR,
    });
    expect(wordsOf(serial, judge(seen(serves(1, NEW), serves(2, OLD))))[0]).toBe(
      'ns2.example.net/198.41.0.2 serves serial 2026112001, 1 behind 2026112002: it has not transferred the newest copy of example.org.',
    );
  });

  it('weighs the oldest copy, within its own cluster', () => {
    const weigh = (what: Seen) => serial.measure(what, TARGET, NOW);
    expect(weigh(seen(serves(1, 9), serves(2, 4), serves(3, 1000, named(3))))).toEqual([{ name: 'SerialsBehind', value: 5 }]);
    expect(weigh(seen(serves(1, 1), serves(2, 2 ** 32 - 1)))).toEqual([{ name: 'SerialsBehind', value: 2 }]);
    expect(weigh(seen(serves(1, 1), serves(2, 1)))).toEqual([{ name: 'SerialsBehind', value: 0 }]);
    expect(weigh(seen(serves(1, 0), serves(2, 2 ** 31)))).toEqual([]);
    expect(weigh(seen(dead(server(1))))).toEqual([]);
  });

  it('tells the serials of those who answered', () => {
    expect(serial.facts(seen(serves(1, 9), dead(server(2))), TARGET, NOW)).toEqual([
      { subject: label(server(1)), values: { serial: 9 } },
    ]);
  });
});
