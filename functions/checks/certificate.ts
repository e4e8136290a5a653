import { CERTIFICATE_MEANINGS as meanings } from '../core/certificate-meanings.ts';
import type { Check, Fact } from '../core/check.ts';
import { divergences } from '../core/divergence.ts';
import type { Finding } from '../core/finding.ts';
import { gathered, type Shown, worstOf } from '../core/gather.ts';
import { type Fault, isMeantFor, leafFaults } from '../core/leaf.ts';
import { looksAt, type Seen } from '../core/looks.ts';
import type { Measure } from '../core/metric.ts';
import { measured } from '../core/observation.ts';
import { reloadFaults } from '../core/reload.ts';
import { daysLeft, isUnreachable, leafOf, lostSixes, type Sight, sightsOf, spotOf, wasSeen } from '../core/sight.ts';
import { isPlain, nameOf, type ServiceTarget } from '../core/target.ts';
import { NOT_MEASURED } from '../core/unmeasured.ts';
import { listed } from '../core/wording.ts';

export type { Seen };

type Code = keyof typeof meanings;

const DAYS_LEFT: Measure = {
  name: 'CertificateDaysLeft',
  unit: 'None',
  statistic: 'Minimum',
  says: 'days until the certificate expires, at the address where it does so first',
};

/** Would a client trust the certificate at every address of the service, today and for as long as its renewal needs? */
export const certificate: Check<ServiceTarget, Seen, Code> = {
  name: 'certificate',
  about: 'service',
  concerns: (target) => !isPlain(target),
  patience: 2,
  corroboration: 'quorum', // one vantage's own way to a server, or one proxy on it, must not page
  meanings,
  measures: [DAYS_LEFT],

  observe: looksAt,

  judge(seen, target, now) {
    const sights = sightsOf(seen.looks, target).filter(wasSeen);
    if (sights.length === 0) return [nothingSeen(seen, target)];
    const nobody = sights.every(({ handshake }) => !handshake.ok);
    const sixes = lostSixes(sights);
    const others = sights.filter((sight) => !sixes.includes(sight));
    const shown = others.flatMap((sight) =>
      faultsOf(sight, target.host, nobody, now).map((fault): Shown<Code> => ({ sight, fault })),
    );
    const addresses = new Set(sights.map(({ look }) => look.address)).size;
    return [...gathered(shown, addresses, target), ...sixesLost(sixes, target), ...divergencesOf(sights, target, now)];
  },

  measure(seen, target, now) {
    const left = sightsOf(seen.looks, target).flatMap(({ handshake }) => {
      const leaf = leafOf(handshake);
      return leaf === undefined ? [] : [daysLeft(leaf, now)];
    });
    return left.length === 0 ? [] : [{ name: DAYS_LEFT.name, value: Math.min(...left) }];
  },

  facts(seen, target, now) {
    return sightsOf(seen.looks, target).map((sight) => factOf(sight, target, now));
  },
};

/** No address at all, or none that could be looked at. */
function nothingSeen({ lookup, looks }: Seen, target: ServiceTarget): Finding<Code> {
  const told = (code: Code, detail: string) => ({ code, subject: nameOf(target), evidence: { host: target.host, detail } });
  if (!lookup.ok) return told('tls.unknown', `its address could not be looked up (${lookup.detail})`);
  const { ends, detail } = lookup.value;
  if (ends === 'broken') return told('tls.unknown', `its address could not be looked up (${detail})`);
  if (ends !== 'addresses' || looks.length === 0) return told('tls.no_address', detail);
  const why = listed([...new Set(looks.map(({ handshake }) => (handshake.ok ? '' : handshake.detail)))]);
  if (target.port !== 25) return told('tls.unknown', why);
  const servers = listed(looks.map(({ address }) => spotOf(address, target.port)));
  return { code: 'sys.probe_limited', subject: nameOf(target), evidence: { servers, reason: why, host: target.host } };
}

/** `nobody`: no address brought a certificate, so the service is down for whoever asks. What was not measured is not counted on either side. */
function faultsOf(sight: Sight, host: string, nobody: boolean, now: Date): readonly Fault<Code>[] {
  const { handshake } = sight;
  if (handshake.ok) {
    const faults = leafFaults(handshake.value, host, now);
    return [...faults, ...reloadFaults(sight, host, now), ...injectedFaults(sight, host)];
  }
  const code = isUnreachable(sight) ? 'tls.unreachable' : 'tls.handshake';
  return [{ code, severity: nobody ? 'critical' : 'warning', evidence: { host, detail: handshake.detail } }];
}

/** Words in the clear behind the go-ahead; told by the first handshake, since a second one hears the same. */
function injectedFaults({ look, handshake }: Sight, host: string): readonly Fault<Code>[] {
  const injectedBytes = handshake.ok && handshake === look.handshake ? (handshake.value.preamble?.injected ?? 0) : 0;
  return injectedBytes === 0 ? [] : [{ code: 'tls.starttls_injected', evidence: { host, injectedBytes } }];
}

/** Told once, about the service. */
function sixesLost(sixes: readonly Sight[], target: ServiceTarget): readonly Finding<Code>[] {
  const shown = sixes.map((sight): Shown<Code> => {
    const detail = sight.handshake.ok ? '' : sight.handshake.detail;
    return { sight, fault: { code: 'addr.v6_unreachable', evidence: { host: target.host, detail } } };
  });
  return worstOf(shown, nameOf(target), target).map((finding) => ({ ...finding, family: 'IPv6' }));
}

function divergencesOf(sights: readonly Sight[], target: ServiceTarget, now: Date): Finding<Code>[] {
  const meant = sights.filter(({ handshake }) => handshake.ok && isMeantFor(handshake.value, target.host));
  const served = meant.flatMap(({ spot, connect, opensslFlags, handshake }) => {
    const leaf = leafOf(handshake);
    return leaf === undefined ? [] : [{ spot, connect, opensslFlags, leaf }];
  });
  return divergences(served, target.host, now).map((fault) => ({ ...fault, subject: nameOf(target) }));
}

function factOf(sight: Sight, target: ServiceTarget, now: Date): Fact {
  const { handshake, spot: subject } = sight;
  if (!handshake.ok) {
    const state = handshake.failure === 'unmeasured' ? NOT_MEASURED : handshake.failure;
    return { subject, values: { state, ...(measured(handshake) ? { tookMs: handshake.tookMs } : {}) } };
  }
  const { value, tookMs } = handshake;
  const injected = value.preamble?.injected ?? 0;
  const [fault] = leafFaults(value, target.host, now);
  const state = fault?.code.replace('tls.', '').replaceAll('_', ' ') ?? (injected > 0 ? 'starttls injected' : 'ok');
  const common = { state, protocol: value.protocol, tookMs, ...(injected === 0 ? {} : { injectedBytes: injected }) };
  const leaf = leafOf(handshake);
  if (leaf === undefined) return { subject, values: common };
  const { notAfter, issuer, commonName, keyType, fingerprint, timestamps } = leaf;
  const left = Math.round(daysLeft(leaf, now) * 10) / 10;
  const certificateFacts = { daysLeft: left, notAfter, issuer, commonName, keyType, fingerprint };
  return {
    subject,
    values: {
      ...common,
      ...certificateFacts,
      ...(timestamps === undefined ? {} : { timestamps }),
      ...(leaf.mustStaple ? { mustStaple: 'yes' } : {}),
    },
  };
}
