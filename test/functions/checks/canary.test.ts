import { describe, expect, it } from 'vitest';
import { canary, type Seen } from '../../../functions/checks/canary.ts';
import type { Perch } from '../../../functions/core/arrival.ts';
import type { Answer, Soa } from '../../../functions/core/dns.ts';
import { failed, found } from '../../../functions/core/observation.ts';
import { DAY, edns, HOUR, inShort, label, NOW, said, server, silent, soaRecord, TARGET, wordsOf, ZONE } from './seen.ts';

const NAME = `_dns-canary.${ZONE}`;
const WATCHED = { ...TARGET, canary: { name: NAME, intervalSeconds: 600 } };
const QUESTION = { name: NAME, type: 'TXT' } as const;
const SOA = { name: ZONE, type: 'SOA' } as const;

const text = (...strings: string[]) =>
  ({ owner: NAME, ttlSeconds: 60, type: 'TXT', strings: strings.map((one) => Buffer.from(one)) }) as const;
const beat = (ageSeconds: number) => text(`v=1;t=${NOW.getTime() / 1000 - ageSeconds};n=1`);

/** A server with these TXT records, this SOA, and what its timer says. */
function perch(n: number, answers: Answer['answers'], soa: Partial<Soa> = {}, expireSeconds?: number): Perch {
  const timer = { edns: edns(expireSeconds === undefined ? {} : { expireSeconds }) };
  return { server: server(n), txt: said(QUESTION, { answers }), soa: said(SOA, { answers: [soaRecord(soa)], ...timer }) };
}
const without = (n: number, part: Partial<Answer>) => ({ ...perch(n, []), txt: said(QUESTION, part) });
const refreshed = (ago: number) => 14 * DAY - ago;
const PRIMARY = { primary: server(1).name };
const zoneWide = (code: string) => [`${code} warning ${ZONE}`];
const late = (n: number) => [`acme.canary.lag warning ${label(server(n))}`];

const ROWS: readonly [sentence: string, perches: readonly Perch[], findings: readonly string[]][] = [
  ['all level and young', [perch(1, [beat(60)]), perch(2, [beat(60)])], []],
  ['F02 twin: a writer that pauses for 15 minutes', [perch(1, [beat(900)]), perch(2, [beat(900)])], []],
  ['one write behind', [perch(1, [beat(1)]), perch(2, [beat(601)])], []],
  ['a lag inside refresh + retry', [perch(1, [beat(1)]), perch(2, [beat(3 * HOUR)])], []],
  ['a lag above it', [perch(1, [beat(1)]), perch(2, [beat(4 * HOUR + 2)])], late(2)],
  [
    'a zone with quick timers: two intervals',
    [
      perch(1, [beat(1)], { refreshSeconds: 60, retrySeconds: 60 }),
      perch(2, [beat(1300)], { refreshSeconds: 60, retrySeconds: 60 }),
    ],
    late(2),
  ],
  ['one server has none', [perch(1, [beat(1)]), without(2, { rcode: 'NXDOMAIN' })], late(2)],
  ['one server has nonsense', [perch(1, [beat(1)]), perch(2, [text('hello')])], late(2)],
  ['several texts: the youngest counts', [perch(1, [text('spf'), beat(DAY), beat(10)]), perch(2, [beat(10)])], []],
  ['a text in two strings', [perch(1, [text('v=1;t=', `${NOW.getTime() / 1000};n=1`)])], []],
  ['one server is silent: told elsewhere', [perch(1, [beat(1)]), { ...perch(2, []), txt: silent(QUESTION) }], []],
  [
    'F78: deleted, and the zone is served',
    [without(1, { rcode: 'NXDOMAIN' }), without(2, { rcode: 'NXDOMAIN' })],
    zoneWide('acme.canary.writer_dead'),
  ],
  ['never made', [perch(1, []), perch(2, [])], zoneWide('acme.canary.writer_dead')],
  ['nonsense everywhere', [perch(1, [text('\u0000\u202e')])], zoneWide('acme.canary.writer_dead')],
  ['from a far future everywhere', [perch(1, [beat(-DAY)])], zoneWide('acme.canary.writer_dead')],
  [
    'old, and the primary itself shows no other',
    [perch(1, [beat(HOUR)], PRIMARY, refreshed(0)), perch(2, [beat(HOUR)], PRIMARY)],
    zoneWide('acme.canary.writer_dead'),
  ],
  [
    'old, and a copy was refreshed since one was due',
    [perch(1, [beat(2 * HOUR)], {}, refreshed(60))],
    zoneWide('acme.canary.writer_dead'),
  ],
  ['old, and a serial by date is of a later day', [perch(1, [beat(4 * DAY)])], zoneWide('acme.canary.writer_dead')],
  ['old, and nothing tells', [perch(1, [beat(2 * HOUR)]), perch(2, [beat(2 * HOUR)])], zoneWide('acme.canary.stale')],
  ['old, and the copies are as old: they wait for their poll', [perch(1, [beat(2 * HOUR)], {}, refreshed(2 * HOUR - 300))], []],
  ['F02: old, and every copy is frozen', [perch(1, [beat(DAY)], {}, refreshed(DAY - 60))], zoneWide('acme.canary.stale')],
  ['old, and the named primary is a secondary', [perch(1, [beat(DAY)], PRIMARY, refreshed(DAY))], zoneWide('acme.canary.stale')],
  [
    'nobody answers',
    [{ ...perch(1, []), txt: silent(QUESTION) }, without(2, { rcode: 'SERVFAIL' })],
    [`acme.canary.unknown unknown ${ZONE}`],
  ],
];

const judge = (perches: readonly Perch[]) => canary.judge(found(perches, 1), WATCHED, NOW);

describe('canary', () => {
  it.each(ROWS)('%s', (_, perches, findings) => {
    expect(inShort(canary, judge(perches))).toEqual(findings);
  });

  it('asks nothing and says nothing where no heartbeat is declared', async () => {
    const seen = await canary.observe(TARGET, {} as never);
    expect([seen, canary.judge(seen, TARGET, NOW), canary.measure(seen, TARGET, NOW)]).toEqual([undefined, [], []]);
  });

  it('cannot tell where nobody could be asked', () => {
    const seen: Seen = failed('unmeasured', 'the deadline passed', 0);
    expect(inShort(canary, canary.judge(seen, WATCHED, NOW))).toEqual([`acme.canary.unknown unknown ${ZONE}`]);
  });

  it('fills every slot of what it says', () => {
    expect(ROWS.flatMap(([, perches]) => wordsOf(canary, judge(perches))).filter((one) => /[{}]|undefined/.test(one))).toEqual(
      [],
    );
  });

  it('can say each of its codes', () => {
    const told = new Set(ROWS.flatMap(([, perches]) => judge(perches).map(({ code }) => code)));
    expect([...told].sort()).toEqual(Object.keys(canary.meanings).sort());
  });

  it('measures the oldest and the distance, and nothing where there is none', () => {
    const seen = found([perch(1, [beat(100)]), perch(2, [beat(700)]), perch(3, [])], 1);
    expect(canary.measure(seen, WATCHED, NOW)).toEqual([
      { name: 'CanaryAgeSeconds', value: 700 },
      { name: 'CanaryLagSeconds', value: 600 },
    ]);
    expect(canary.measure(found([perch(1, [])], 1), WATCHED, NOW)).toEqual([]);
  });
});
