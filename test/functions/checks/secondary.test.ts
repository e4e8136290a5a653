import { describe, expect, it } from 'vitest';
import { type Seen, secondary } from '../../../functions/checks/secondary.ts';
import { FOREIGN_QUESTION, type Voice } from '../../../functions/core/health.ts';
import { failed, found } from '../../../functions/core/observation.ts';
import { DAY, dead, edns, HOUR, inShort, label, NOW, said, saying, server, TARGET, voice, wordsOf, ZONE } from './seen.ts';

const ONE = server(1);
const TWO = server(2);
const seen = (...voices: Voice[]): Seen => found(voices, 100);
const at = (code: string, severity: string, one = TWO) => [`dns.secondary.${code} ${severity} ${label(one)}`];
const zonewide = (code: string, severity: string) => [`dns.secondary.${code} ${severity} ${ZONE}`];
const NONE: readonly string[] = [];

/** With the SOA of `soaRecord`, refresh 3 h and retry 1 h, a copy is frozen above 5 h. */
const aged = (one: typeof ONE, seconds: number, expireSeconds = 14 * DAY) =>
  voice(one, { expireSeconds }, expireSeconds - seconds);
const fresh = aged(ONE, HOUR);
const gone = (one: typeof ONE, errors: { code: number; text: string }[] = [], foreign = 'REFUSED'): Voice => ({
  server: one,
  soa: said({ name: ZONE, type: 'SOA' }, { rcode: 'SERVFAIL', authoritative: false, edns: edns({ errors }) }),
  foreign: said(FOREIGN_QUESTION, { rcode: foreign, authoritative: false }),
});

/** The timers of a lab: refresh 3 s, retry 2 s. */
const lab = (expireSeconds: number, ageSeconds: number) =>
  voice(TWO, { refreshSeconds: 3, retrySeconds: 2, expireSeconds }, expireSeconds - ageSeconds);

const ROWS: readonly [sentence: string, seen: Seen, findings: readonly string[]][] = [
  ['F03 twin: a saw-tooth, just refreshed', seen(fresh, aged(TWO, 0)), NONE],
  ['F03 twin: a saw-tooth, about to poll', seen(fresh, aged(TWO, 3 * HOUR)), NONE],
  ['one refresh and one retry missed', seen(fresh, aged(TWO, 4 * HOUR)), NONE],
  ['refresh and two retries, to the second', seen(fresh, aged(TWO, 5 * HOUR)), NONE],
  ['F03: no refresh for refresh + 2 retry', seen(fresh, aged(TWO, 5 * HOUR + 1)), at('frozen', 'warning')],
  ['frozen, 72 hours left to the second', seen(fresh, aged(TWO, 11 * DAY)), at('frozen', 'warning')],
  [
    'frozen, less than 72 hours left',
    seen(fresh, aged(TWO, 11 * DAY + 1)),
    [...at('expiring', 'warning'), ...at('frozen', 'warning')],
  ],
  [
    'F04: frozen, 20 hours left',
    seen(fresh, aged(TWO, 14 * DAY - 20 * HOUR)),
    [...at('expiring', 'critical'), ...at('frozen', 'warning')],
  ],
  ['F04 twin: 13.9 days of 14 left', seen(fresh, aged(TWO, 0.1 * DAY)), NONE],
  ['a zone that expires in two days, healthy', seen(aged(TWO, HOUR, 2 * DAY)), NONE],
  [
    'a zone that expires in two days, frozen',
    seen(fresh, aged(TWO, 6 * HOUR, 2 * DAY)),
    [...at('expiring', 'warning'), ...at('frozen', 'warning')],
  ],
  ['all frozen: the fault is at the primary', seen(aged(ONE, 6 * DAY), aged(TWO, 6 * DAY)), zonewide('frozen', 'warning')],
  [
    'all frozen, one about to expire',
    seen(aged(ONE, 6 * DAY), aged(TWO, 13.5 * DAY)),
    [...zonewide('expiring', 'critical'), ...zonewide('frozen', 'warning')],
  ],
  [
    'two of three frozen',
    seen(fresh, aged(TWO, 6 * DAY), aged(server(3), 6 * DAY)),
    [...at('frozen', 'warning'), ...at('frozen', 'warning', server(3))],
  ],
  ['the only one that tells its timer is frozen', seen(voice(ONE), aged(TWO, 6 * DAY)), at('frozen', 'warning')],
  ['nobody tells a timer', seen(voice(ONE), voice(TWO)), NONE],
  ['a timer above the SOA expire is nonsense', seen(voice(TWO, {}, 15 * DAY)), NONE],
  ['a lab: expire 12 s, healthy', seen(lab(12, 5)), NONE],
  ['a lab: expire 12 s, frozen', seen(lab(12, 8)), [...at('expiring', 'critical'), ...at('frozen', 'warning')]],
  ['polls every 3 s on paper, every 300 s in BIND', seen(lab(7 * DAY, 290)), at('frozen', 'notice')],
  ['polls every 3 s on paper, and not in 301 s', seen(lab(7 * DAY, 301)), at('frozen', 'warning')],
  ['F05: one expired, others serve the zone', seen(fresh, gone(TWO)), at('expired', 'warning')],
  [
    'expired, by its own words alone',
    seen(fresh, gone(TWO, [{ code: 24, text: 'zone expired' }], 'SERVFAIL')),
    at('expired', 'warning'),
  ],
  ['its backend is down, told by `nameservers`', seen(fresh, gone(TWO, [], 'SERVFAIL')), NONE],
  ['a failing forwarder is no expired secondary', seen(fresh, { ...gone(TWO), foreign: dead(TWO).foreign }), NONE],
  ['F05: all expired', seen(gone(ONE), gone(TWO)), zonewide('expired', 'critical')],
  ['one expired, the other silent: nobody serves the zone', seen(dead(ONE), gone(TWO)), zonewide('expired', 'critical')],
  ['one expired, the other could not be asked', seen(dead(ONE, 'unmeasured'), gone(TWO)), zonewide('expired', 'critical')],
  ['one silent, the other fresh', seen(dead(TWO), fresh), NONE],
  ['all are silent', seen(dead(ONE), dead(TWO)), zonewide('unknown', 'unknown')],
  ['all refuse', seen(saying(ONE, { rcode: 'REFUSED' })), zonewide('unknown', 'unknown')],
  ['nobody could be asked', failed('unmeasured', 'the deadline passed', 0), zonewide('unknown', 'unknown')],
];

const judge = (what: Seen) => secondary.judge(what, TARGET, NOW);

describe('secondary', () => {
  it.each(ROWS)('%s', (_, what, findings) => {
    expect(inShort(secondary, judge(what))).toEqual(findings);
  });

  it('fills every slot of what it says', () => {
    expect(ROWS.flatMap(([, what]) => wordsOf(secondary, judge(what))).filter((text) => /[{}]|undefined/.test(text))).toEqual([]);
  });

  it('can say each of its codes', () => {
    const told = new Set(ROWS.flatMap(([, what]) => judge(what).map(({ code }) => code)));
    expect([...told].sort()).toEqual(Object.keys(secondary.meanings).sort());
  });

  it('says since when, and what will happen when', () => {
    const [finding] = judge(seen(fresh, aged(TWO, 13 * DAY)));
    expect(finding?.evidence).toMatchObject({ lastRefreshAt: '2026-11-07T10:00:00.000Z', expiresAt: '2026-11-21T10:00:00.000Z' });
    expect(finding?.outlook).toEqual({ at: '2026-11-21T10:00:00.000Z', what: `${label(TWO)} answers SERVFAIL` });
    expect(wordsOf(secondary, judge(seen(fresh, aged(TWO, 13 * DAY))))[0]).toBe(
      'ns2.example.net/198.41.0.2: the copy of example.org expires on 21 November 10:00 UTC, 1 d from now, and SERVFAIL follows; no refresh from the primary since 7 November 10:00 UTC.',
    );
  });

  it('weighs the stalest copy', () => {
    expect(secondary.measure(seen(fresh, aged(TWO, 2 * HOUR), voice(server(3))), TARGET, NOW)).toEqual([
      { name: 'RefreshAgeSeconds', value: 2 * HOUR },
    ]);
    expect(secondary.measure(seen(voice(ONE), dead(TWO)), TARGET, NOW)).toEqual([]);
  });

  it('tells the timers of those who offer one, and leaves the others out', () => {
    expect(secondary.facts(seen(fresh, voice(TWO), dead(server(3))), TARGET, NOW)).toEqual([
      { subject: label(ONE), values: { refreshAgeSeconds: HOUR, expiresInSeconds: 14 * DAY - HOUR } },
    ]);
  });
});
