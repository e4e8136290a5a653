import { suggestedEnd } from '../core/ari.ts';
import { CERTIFICATE_MEANINGS as meanings } from '../core/certificate-meanings.ts';
import type { Check, Fact } from '../core/check.ts';
import type { Lookup } from '../core/delegation.ts';
import { divergences } from '../core/divergence.ts';
import type { Finding } from '../core/finding.ts';
import { gathered, type Shown, worstOf } from '../core/gather.ts';
import { type Fault, isMeantFor, leafFaults, listed } from '../core/leaf.ts';
import type { Measure } from '../core/metric.ts';
import type { Net } from '../core/net.ts';
import { failed, measured, type Observation } from '../core/observation.ts';
import { reloadFaults } from '../core/reload.ts';
import { daysLeft, isUnreachable, type Look, leafOf, lostSixes, type Sight, sightsOf, spotOf, wasSeen } from '../core/sight.ts';
import { dialectOf, nameOf, type ServiceTarget } from '../core/target.ts';

type Code = keyof typeof meanings;

/** Addresses of one host that are asked; ours: round robins have fewer, and whoever owns the name decides how many there are. */
const MOST_ADDRESSES = 16;

const DAYS_LEFT: Measure = {
  name: 'CertificateDaysLeft',
  unit: 'None',
  statistic: 'Minimum',
  says: 'days until the certificate expires, at the address where it does so first',
};

/** Where the name leads, and every address looked at. */
export interface Seen {
  readonly lookup: Observation<Lookup>;
  readonly looks: readonly Look[];
  /** By when the CA wants a certificate renewed, by its fingerprint, ISO 8601; of those that it was asked about and told. */
  readonly dueBy?: Readonly<Record<string, string>>;
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

  async observe(target, net) {
    const lookup = await net.lookup(target.host);
    const addresses = lookup.ok ? lookup.value.addresses : [];
    const tooMany = failed('unmeasured', `only ${MOST_ADDRESSES} addresses of a host are asked`, 0);
    const looks = await Promise.all(
      addresses.map((address, index) =>
        index < MOST_ADDRESSES ? lookAt(address, target, net) : { address, handshake: tooMany },
      ),
    );
    return target.ari === true ? { lookup, looks, dueBy: await askCas(sightsOf(looks, target), net) } : { lookup, looks };
  },

  judge(seen, target, now) {
    const sights = sightsOf(seen.looks, target).filter(wasSeen);
    if (sights.length === 0) return [nothingSeen(seen, target)];
    const nobody = sights.every(({ handshake }) => !handshake.ok);
    const sixes = lostSixes(sights);
    const others = sights.filter((sight) => !sixes.includes(sight));
    const shown = others.flatMap((sight) =>
      faultsOf(sight, seen, target.host, nobody, now).map((fault): Shown<Code> => ({ sight, fault })),
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
    return sightsOf(seen.looks, target).map((sight) => factOf(sight, seen, target, now));
  },
};

/** The certificate that most clients get, the one for clients that know RSA alone, and what the web server beside it has. */
async function lookAt(address: string, target: ServiceTarget, net: Net): Promise<Look> {
  const { host, port } = target;
  const dialect = dialectOf(target);
  const spoken = dialect === undefined ? {} : { dialect };
  const handshake = await net.handshake(host, address, port, spoken);
  const isRsa = leafOf(handshake)?.keyType.startsWith('RSA');
  const [rsa, web] = await Promise.all([
    isRsa === false ? net.handshake(host, address, port, { ...spoken, rsaOnly: true }) : undefined,
    isRsa !== undefined && port !== 443 ? net.handshake(host, address, 443, { rsaOnly: isRsa }) : undefined,
  ]);
  return { address, handshake, ...(rsa && { rsa }), ...(web && { web }) };
}

/** Each certificate once, and only such as clients trust: anybody can write the name of a CA into his own. */
async function askCas(sights: readonly Sight[], net: Net): Promise<Readonly<Record<string, string>>> {
  const trusted = sights.filter(({ handshake }) => handshake.ok && handshake.value.path === 'OK');
  const leaves = new Map(trusted.flatMap(({ handshake }) => leafOf(handshake) ?? []).map((leaf) => [leaf.fingerprint, leaf]));
  const told = [...leaves.values()].map(
    async (leaf) => [leaf.fingerprint, await suggestedEnd(leaf, net.request, new Date())] as const,
  );
  return Object.fromEntries(
    (await Promise.all(told)).flatMap(([fingerprint, end]) => (end === undefined ? [] : [[fingerprint, end]])),
  );
}

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
  return { code: 'sys.probe_limited', subject: nameOf(target), evidence: { servers, reason: why } };
}

/** `nobody`: no address brought a certificate, so the service is down for whoever asks. What was not measured is not counted on either side. */
function faultsOf(sight: Sight, seen: Seen, host: string, nobody: boolean, now: Date): readonly Fault<Code>[] {
  const { handshake } = sight;
  if (handshake.ok) return [...leafFaults(handshake.value, host, now, dueByOf(sight, seen)), ...reloadFaults(sight, host, now)];
  const code = isUnreachable(sight) ? 'tls.unreachable' : 'tls.handshake';
  return [{ code, severity: nobody ? 'critical' : 'warning', evidence: { host, detail: handshake.detail } }];
}

/** Told once, about the service. */
function sixesLost(sixes: readonly Sight[], target: ServiceTarget): readonly Finding<Code>[] {
  const shown = sixes.map((sight): Shown<Code> => {
    const detail = sight.handshake.ok ? '' : sight.handshake.detail;
    return { sight, fault: { code: 'addr.v6_unreachable', evidence: { host: target.host, detail } } };
  });
  return worstOf(shown, nameOf(target), target);
}

function dueByOf({ handshake }: Sight, { dueBy }: Seen): Date | undefined {
  const end = dueBy?.[leafOf(handshake)?.fingerprint ?? ''];
  return end === undefined ? undefined : new Date(end);
}

function divergencesOf(sights: readonly Sight[], target: ServiceTarget, now: Date): Finding<Code>[] {
  const meant = sights.filter(({ handshake }) => handshake.ok && isMeantFor(handshake.value, target.host));
  const served = meant.flatMap(({ spot, connect, opensslFlags, handshake }) => {
    const leaf = leafOf(handshake);
    return leaf === undefined ? [] : [{ spot, connect, opensslFlags, leaf }];
  });
  return divergences(served, target.host, now).map((fault) => ({ ...fault, subject: nameOf(target) }));
}

function factOf(sight: Sight, seen: Seen, target: ServiceTarget, now: Date): Fact {
  const { handshake, spot: subject } = sight;
  if (!handshake.ok) {
    const state = handshake.failure === 'unmeasured' ? 'not measured' : handshake.failure;
    return { subject, values: { state, ...(measured(handshake) ? { tookMs: handshake.tookMs } : {}) } };
  }
  const { value, tookMs } = handshake;
  const state =
    leafFaults(value, target.host, now, dueByOf(sight, seen))[0]?.code.replace('tls.', '').replaceAll('_', ' ') ?? 'ok';
  const injected = value.preamble?.injected ?? 0;
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
