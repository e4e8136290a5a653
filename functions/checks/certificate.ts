import { CERTIFICATE_MEANINGS as meanings } from '../core/certificate-meanings.ts';
import type { Check, Fact } from '../core/check.ts';
import type { Lookup } from '../core/delegation.ts';
import { divergences } from '../core/divergence.ts';
import type { Finding } from '../core/finding.ts';
import { type Fault, isMeantFor, leafFaults, listed } from '../core/leaf.ts';
import type { Measure } from '../core/metric.ts';
import { failed, measured, type Observation } from '../core/observation.ts';
import { nameOf, type ServiceTarget } from '../core/target.ts';
import type { Certificate, Handshake } from '../core/tls.ts';

type Code = keyof typeof meanings;

const DAY_SECONDS = 86_400;

/** Addresses of one host that are asked; ours: round robins have fewer, and whoever owns the name decides how many there are. */
const MOST_ADDRESSES = 16;

const DAYS_LEFT: Measure = {
  name: 'CertificateDaysLeft',
  unit: 'None',
  statistic: 'Minimum',
  says: 'days until the certificate expires, at the address where it does so first',
};

/** One address of the host, and what became of the handshake with it. */
export interface Look {
  readonly address: string;
  readonly handshake: Observation<Handshake>;
}

/** Where the name leads, and every address looked at. */
export interface Seen {
  readonly lookup: Observation<Lookup>;
  readonly looks: readonly Look[];
}

/** A fault and the address that shows it. */
interface Shown {
  readonly look: Look;
  readonly fault: Fault<Code>;
}

/** Would a client trust the certificate at every address of the service, today and for as long as its renewal needs? */
export const certificate: Check<ServiceTarget, Seen, Code> = {
  name: 'certificate',
  asks: 'the certificate at every address of the service, its chain as sent, and whether its renewal is overdue',
  about: 'service',
  patience: 2,
  corroboration: 'quorum', // one vantage's own way to a server, or one proxy on it, must not page
  meanings,
  measures: [DAYS_LEFT],

  async observe({ host, port }, net) {
    const lookup = await net.lookup(host);
    const addresses = lookup.ok ? lookup.value.addresses : [];
    const asked = addresses.slice(0, MOST_ADDRESSES).map((address) => net.handshake(host, address, port));
    const handshakes = await Promise.all(asked);
    const tooMany = failed('unmeasured', `only ${MOST_ADDRESSES} addresses of a host are asked`, 0);
    return { lookup, looks: addresses.map((address, index) => ({ address, handshake: handshakes[index] ?? tooMany })) };
  },

  judge(seen, target, now) {
    const looks = seen.looks.filter(({ handshake }) => measured(handshake));
    if (looks.length === 0) return [nothingSeen(seen, target)];
    const nobody = looks.every(({ handshake }) => !handshake.ok);
    const shown = looks.flatMap((look) => faultsOf(look, target.host, nobody, now).map((fault) => ({ look, fault })));
    return [...gathered(shown, looks.length, target), ...divergencesOf(looks, target, now)];
  },

  measure(seen, _target, now) {
    const left = seen.looks.flatMap(({ handshake }) => leavesOf(handshake).map((leaf) => daysLeft(leaf, now)));
    return left.length === 0 ? [] : [{ name: DAYS_LEFT.name, value: Math.min(...left) }];
  },

  facts(seen, target, now) {
    return seen.looks.map((look) => factOf(look, target, now));
  },
};

/** No address at all, or none that could be looked at. */
function nothingSeen({ lookup, looks }: Seen, target: ServiceTarget): Finding<Code> {
  const told = (code: Code, detail: string) => ({ code, subject: nameOf(target), evidence: { host: target.host, detail } });
  if (!lookup.ok) return told('tls.unknown', `its address could not be looked up (${lookup.detail})`);
  const { ends, detail } = lookup.value;
  if (ends === 'broken') return told('tls.unknown', `its address could not be looked up (${detail})`);
  if (ends !== 'addresses' || looks.length === 0) return told('tls.no_address', detail);
  const why = looks.map(({ handshake }) => (handshake.ok ? '' : handshake.detail));
  return told('tls.unknown', listed([...new Set(why)]));
}

/** `nobody`: no address brought a certificate, so the service is down for whoever asks. What was not measured is not counted on either side. */
function faultsOf({ handshake }: Look, host: string, nobody: boolean, now: Date): readonly Fault<Code>[] {
  if (handshake.ok) return leafFaults(handshake.value, host, now);
  const { failure, detail } = handshake;
  const code = failure === 'handshake' || failure === 'malformed' ? 'tls.handshake' : 'tls.unreachable';
  return [{ code, severity: nobody ? 'critical' : 'warning', evidence: { host, detail } }];
}

/** A fault that every address shows is one finding about the service; any other is told address by address. */
function gathered(shown: readonly Shown[], addresses: number, target: ServiceTarget): Finding<Code>[] {
  const byCode = [...Map.groupBy(shown, ({ fault }) => fault.code).values()];
  return byCode.flatMap((same) =>
    same.length === addresses ? together(same, target) : same.map((one) => placed(one, [one], spotOf(one.look, target), target)),
  );
}

/** The worst of them speaks for all: critical first, then the one that expires first. */
function together(same: readonly Shown[], target: ServiceTarget): Finding<Code>[] {
  const urgency = ({ fault }: Shown) => `${fault.severity === 'critical' ? 0 : 1}${fault.evidence.expiresAt ?? ''}`;
  const [worst] = [...same].sort((a, b) => (urgency(a) < urgency(b) ? -1 : 1));
  return worst === undefined ? [] : [placed(worst, same, nameOf(target), target)];
}

function placed({ look, fault }: Shown, same: readonly Shown[], subject: string, target: ServiceTarget): Finding<Code> {
  const details = new Set(
    same.flatMap(({ fault: { evidence } }) => (evidence.detail === undefined ? [] : [String(evidence.detail)])),
  );
  const addresses = listed(same.map((one) => spotOf(one.look, target)));
  const where = { addresses, connect: spotOf(look, target), address: look.address, port: target.port };
  return {
    ...fault,
    subject,
    evidence: { ...fault.evidence, ...where, ...(details.size === 0 ? {} : { detail: listed([...details]) }) },
  };
}

function divergencesOf(looks: readonly Look[], target: ServiceTarget, now: Date): Finding<Code>[] {
  const meant = looks.filter(({ handshake }) => handshake.ok && isMeantFor(handshake.value, target.host));
  const leaves = meant.flatMap((look) => leavesOf(look.handshake).map((leaf) => ({ spot: spotOf(look, target), leaf })));
  return divergences(leaves, target.host, now).map((fault) => ({ ...fault, subject: nameOf(target) }));
}

function factOf(look: Look, target: ServiceTarget, now: Date): Fact {
  const { handshake } = look;
  const subject = spotOf(look, target);
  if (!handshake.ok) {
    const state = handshake.failure === 'unmeasured' ? 'not measured' : handshake.failure;
    return { subject, values: { state, ...(measured(handshake) ? { tookMs: handshake.tookMs } : {}) } };
  }
  const state = leafFaults(handshake.value, target.host, now)[0]?.code.replace('tls.', '').replaceAll('_', ' ') ?? 'ok';
  const { protocol } = handshake.value;
  const [leaf] = leavesOf(handshake);
  if (leaf === undefined) return { subject, values: { state, protocol, tookMs: handshake.tookMs } };
  const { notAfter, issuer, commonName, keyType, fingerprint } = leaf;
  const left = Math.round(daysLeft(leaf, now) * 10) / 10;
  return {
    subject,
    values: { state, daysLeft: left, notAfter, issuer, commonName, keyType, fingerprint, protocol, tookMs: handshake.tookMs },
  };
}

function leavesOf(handshake: Observation<Handshake>): readonly Certificate[] {
  return handshake.ok ? handshake.value.chain.slice(0, 1) : [];
}

function daysLeft({ notAfter }: Certificate, now: Date): number {
  return (Date.parse(notAfter) - now.getTime()) / 1000 / DAY_SECONDS;
}

/** `192.0.2.1:443`, `[2001:db8::1]:443`. */
function spotOf({ address }: Look, { port }: ServiceTarget): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
