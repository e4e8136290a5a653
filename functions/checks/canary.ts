import { isOnItsWay, type Perch, proofOf } from '../core/arrival.ts';
import { ageOf, type Heartbeat, shownIn } from '../core/canary.ts';
import { CANARY_MEANINGS, type CanaryCode } from '../core/canary-meanings.ts';
import type { Check } from '../core/check.ts';
import type { ZoneServer } from '../core/delegation.ts';
import { type Exchange, nameserverLabel } from '../core/dns.ts';
import type { Finding } from '../core/finding.ts';
import { authoritativeSoa } from '../core/health.ts';
import type { Measure } from '../core/metric.ts';
import type { Observation } from '../core/observation.ts';
import type { DeclaredCanary, ZoneTarget } from '../core/target.ts';
import { momentOf } from '../core/wording.ts';

/** What every server said; undefined where no heartbeat is declared. */
export type Seen = Observation<readonly Perch[]> | undefined;

const HOUR = 3600;

const oldest: Measure = {
  name: 'CanaryAgeSeconds',
  unit: 'Seconds',
  statistic: 'Maximum',
  says: 'age of the oldest heartbeat shown',
};
const slowest: Measure = {
  name: 'CanaryLagSeconds',
  unit: 'Seconds',
  statistic: 'Maximum',
  says: 'how far the slowest nameserver is behind the fastest',
};

/** Does what is written inside reach every nameserver? Known weeks before a certificate depends on it. */
export const canary: Check<ZoneTarget, Seen, CanaryCode> = {
  name: 'canary',
  about: 'zone',
  concerns: ({ canary: declared }) => declared !== undefined,
  patience: 2, // the age itself already counts two intervals
  corroboration: 'any', // an old text is old wherever it is read
  meanings: CANARY_MEANINGS,
  measures: [oldest, slowest],
  async observe({ zone, canary: declared }, net) {
    if (declared === undefined) return undefined;
    return net.atEvery(zone, async (server): Promise<Perch> => {
      const [txt, soa] = await Promise.all([
        net.ask(server, { name: declared.name, type: 'TXT' }),
        net.ask(server, { name: zone, type: 'SOA' }),
      ]);
      return { server, txt, soa };
    });
  },
  judge(seen, { zone, canary: declared }, now) {
    if (seen === undefined || declared === undefined) return [];
    const perches = (seen.ok ? seen.value : []).filter(({ txt }) => shownIn(txt, now).kind !== 'none');
    if (perches.length === 0) {
      const reason = seen.ok ? 'nobody answered with authority' : seen.detail;
      return [{ code: 'acme.canary.unknown', subject: zone, evidence: { zone, name: declared.name, reason } }];
    }
    const newest = newestOf(perches, now);
    if (newest !== undefined && ageOf(newest, now) <= 2 * declared.intervalSeconds)
      return lagsOf(perches, newest, declared, zone, now);
    return isOnItsWay(perches, newest, declared, zone, now) ? [] : [silenceOf(perches, newest, declared, zone, now)];
  },
  measure(seen, _target, now) {
    const beats = beatsOf(seen?.ok ? seen.value : [], now).map(({ beat }) => beat);
    if (beats.length === 0) return [];
    const written = beats.map(({ writtenAt }) => writtenAt);
    return [
      { name: oldest.name, value: Math.max(...beats.map((beat) => ageOf(beat, now))) },
      { name: slowest.name, value: Math.max(...written) - Math.min(...written) },
    ];
  },
  facts(seen, _target, now) {
    return beatsOf(seen?.ok ? seen.value : [], now).map(({ server, beat }) => ({
      subject: nameserverLabel(server),
      values: { canaryAgeSeconds: ageOf(beat, now), canaryCounter: beat.counter },
    }));
  },
};

function beatsOf(perches: readonly Perch[], now: Date): readonly { readonly server: ZoneServer; readonly beat: Heartbeat }[] {
  return perches.flatMap(({ server, txt }) => {
    const shown = shownIn(txt, now);
    return shown.kind === 'beat' ? [{ server, beat: shown.beat }] : [];
  });
}

function newestOf(perches: readonly Perch[], now: Date): Heartbeat | undefined {
  return beatsOf(perches, now)
    .map(({ beat }) => beat)
    .toSorted((a, b) => b.writtenAt - a.writtenAt)[0];
}

/** The writer lives: who is late? A heartbeat just written is a whole interval ahead, so a lag counts from two intervals on. */
function lagsOf(
  perches: readonly Perch[],
  newest: Heartbeat,
  { name, intervalSeconds }: DeclaredCanary,
  zone: string,
  now: Date,
): readonly Finding<CanaryCode>[] {
  return perches.flatMap(({ server, txt, soa }): Finding<CanaryCode>[] => {
    const shown = shownIn(txt, now);
    const lagSeconds = shown.kind === 'beat' ? newest.writtenAt - shown.beat.writtenAt : Number.POSITIVE_INFINITY;
    const timers = authoritativeSoa(soa, zone);
    const usual = timers === undefined ? HOUR : timers.refreshSeconds + timers.retrySeconds;
    if (lagSeconds <= Math.max(2 * intervalSeconds, Math.min(Math.max(usual, 300), 4 * HOUR))) return [];
    const evidence = {
      ...{ zone, name, address: server.address, shown: shownWords(shown, txt, now), newestAt: isoOf(newest) },
      ...(Number.isFinite(lagSeconds) && { lagSeconds }),
    };
    return [{ code: 'acme.canary.lag', subject: nameserverLabel(server), evidence }];
  });
}

/** Nobody shows a fresh heartbeat. The writer is to blame where the zone itself is seen to arrive; else nobody can tell. */
function silenceOf(
  perches: readonly Perch[],
  newest: Heartbeat | undefined,
  { name, intervalSeconds }: DeclaredCanary,
  zone: string,
  now: Date,
): Finding<CanaryCode> {
  const [first] = perches as readonly [Perch, ...Perch[]];
  const ageSeconds = newest === undefined ? undefined : ageOf(newest, now);
  const proof = newest === undefined ? 'every nameserver serves it' : proofOf(perches, newest, intervalSeconds, zone, now);
  const evidence = {
    zone,
    name,
    address: first.server.address,
    intervalSeconds,
    ...(ageSeconds !== undefined && { ageSeconds }),
  };
  if (proof === undefined) return { code: 'acme.canary.stale', subject: zone, evidence };
  const shown =
    newest === undefined ? shownWords(shownIn(first.txt, now), first.txt, now) : `the last is of ${momentOf(isoOf(newest), now)}`;
  return { code: 'acme.canary.writer_dead', subject: zone, evidence: { ...evidence, shown, proof } };
}

function shownWords(shown: ReturnType<typeof shownIn>, { answer }: Exchange, now: Date): string {
  if (shown.kind === 'beat') return `a heartbeat of ${momentOf(isoOf(shown.beat), now)}`;
  if (shown.kind === 'garbled') return 'a text that is none';
  return answer.ok && answer.value.rcode !== 'NOERROR' ? `no such name, ${answer.value.rcode}` : 'no TXT record';
}

function isoOf({ writtenAt }: Heartbeat): string {
  return new Date(writtenAt * 1000).toISOString();
}
