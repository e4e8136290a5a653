import { CHECKS } from '../../functions/checks/registry.ts';
import { WORDS } from '../../functions/checks/words.ts';
import type { Check } from '../../functions/core/check.ts';
import type { Finding, Severity } from '../../functions/core/finding.ts';
import { nameOf } from '../../functions/core/target.ts';

const MINUTE = 60_000;

/** Something that is really wrong, from `start` to `end` (milliseconds). */
export interface Fault {
  readonly kind: 'zone down' | 'secondary frozen' | 'shared server';
  readonly zones: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** What goes wrong on the way between the world and the letter. Shares are probabilities. */
export interface Weather {
  /** Of runs that never happen. */
  readonly lost: number;
  /** Of runs, and of messages of the queue, that come twice. */
  readonly twice: number;
  /** Of looks at a healthy zone that find it down: a lost packet too many. */
  readonly noise: number;
  /** Of looks at a fault that do not find it. */
  readonly missed: number;
  /** A vantage whose own network is broken: to it every zone is down. */
  readonly blind: { readonly vantage: string; readonly start: number; readonly end: number };
  /** A vantage that is gone: it makes no runs at all. */
  readonly gone: { readonly vantage: string; readonly start: number; readonly end: number };
}

/** Random numbers that are the same in every run (mulberry32). */
export function diceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Between two faults of a zone, so that it is clear which of them rang. */
const APART_MS = 90 * MINUTE;

/** Faults spread over the time: of single zones, of 5 minutes to 6 hours, and one server that all zones share, for 2 hours. */
export function faultsOf(
  zones: readonly string[],
  start: number,
  end: number,
  count: number,
  dice: () => number,
): readonly Fault[] {
  const middle = start + (end - start) / 2;
  const faults: Fault[] = [{ kind: 'shared server', zones, start: middle, end: middle + 120 * MINUTE }];
  for (let index = 0; index < count; index += 1) {
    const begun = start + dice() * (end - start - 8 * 60 * MINUTE);
    const lasts = index % 5 === 0 ? 5 + dice() * 5 : 15 + dice() * dice() * 345;
    const zone = zones[Math.floor(dice() * zones.length)] ?? '';
    const kind = index % 2 === 0 ? 'zone down' : 'secondary frozen';
    const fault: Fault = { kind, zones: [zone], start: begun, end: begun + lasts * MINUTE };
    if (!faults.some((other) => other.zones.includes(zone) && areClose(other, fault))) faults.push(fault);
  }
  return faults;
}

function areClose(a: Fault, b: Fault): boolean {
  return a.start - APART_MS < b.end && b.start - APART_MS < a.end;
}

/** The registered checks with their own words and patience; what they see is the script's. */
export function scriptedChecks(
  faults: readonly Fault[],
  weather: Weather,
  dice: () => number,
  now: () => Date,
  vantage: () => string,
): readonly Check[] {
  const byZone = new Map<string, Fault[]>();
  for (const fault of faults) for (const zone of fault.zones) byZone.set(zone, [...(byZone.get(zone) ?? []), fault]);
  const faultOf = (zone: string, kinds: readonly Fault['kind'][]) => {
    const at = now().getTime();
    return byZone.get(zone)?.find(({ kind, start, end }) => kinds.includes(kind) && start <= at && at < end);
  };
  const isBlind = () => {
    const { vantage: name, start, end } = weather.blind;
    return vantage() === name && start <= now().getTime() && now().getTime() < end;
  };
  const judges: Readonly<Record<string, (zone: string) => readonly Finding[]>> = {
    nameservers: (zone) => {
      const isDown = faultOf(zone, ['zone down']) !== undefined ? dice() >= weather.missed : dice() < weather.noise;
      return isDown || isBlind() ? [findingOf('dns.ns.timeout', zone, 'critical')] : [];
    },
    secondary: (zone) => {
      const fault = faultOf(zone, ['secondary frozen', 'shared server']);
      if (fault === undefined || dice() < weather.missed) return [];
      const server = fault.kind === 'shared server' ? 'ns2.shared.example/192.0.2.53' : `ns2.${zone}/192.0.2.54`;
      return [findingOf('dns.secondary.expiring', server, 'critical')];
    },
  };
  return CHECKS.map(
    (check): Check => ({
      ...check,
      observe: async () => undefined,
      judge: (_, target) => judges[check.name]?.(nameOf(target)) ?? [],
      measure: () => [],
      facts: () => [],
    }),
  );
}

/** A finding with something in every slot of its sentences. */
function findingOf(code: string, subject: string, severity: Severity): Finding {
  const words = Object.values(WORDS).flatMap(({ codes }) => codes[code] ?? [])[0];
  const slots = [words?.says ?? '', ...(words?.advice ?? [])].flatMap((text) => text.match(/(?<=\{)\w+(?=\})/g) ?? []);
  const filled = slots.filter((key) => key !== 'subject').map((key) => [key, key === 'servers' ? subject : sampleOf(key)]);
  return { code, subject, severity, evidence: Object.fromEntries(filled) };
}

function sampleOf(key: string): string | number {
  if (key.endsWith('Seconds')) return 3600;
  return key.endsWith('At') ? '2026-11-20T10:00:00Z' : key;
}
