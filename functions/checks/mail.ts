import type { Check } from '../core/check.ts';
import { fits, proofOf, tlsaOf, tlsaText } from '../core/dane.ts';
import {
  brokenBecause,
  connectOf,
  type Exchanger,
  exchangerAt,
  exchangerNames,
  factOf,
  isShut,
  labelOf,
  type Port25,
  unaskedOf,
} from '../core/exchanger.ts';
import type { Evidence, Finding } from '../core/finding.ts';
import { MAIL_MEANINGS as meanings } from '../core/mail-meanings.ts';
import { measured, type Observation } from '../core/observation.ts';
import { RESOLVERS } from '../core/resolvers.ts';
import { type Station, stationAt } from '../core/station.ts';
import { type StsSeen, stsMismatch, stsOf, unaskedPolicy } from '../core/sts.ts';
import type { ZoneTarget } from '../core/target.ts';
import type { Handshake } from '../core/tls.ts';
import { NOT_MEASURED } from '../core/unmeasured.ts';
import { listed } from '../core/wording.ts';

type Code = keyof typeof meanings;

/** Where mail for the zone goes, and what is there. */
export interface Seen {
  readonly mx: Observation<Station>;
  readonly exchangers: readonly Exchanger[];
  readonly sts: StsSeen;
}

/** A code and what proves it, at one port. */
interface Flaw {
  readonly code: Code;
  readonly port: Port25;
  readonly evidence: Evidence;
}

/** Does mail for the zone find a server that takes it, and under TLS? */
export const mail: Check<ZoneTarget, Seen, Code> = {
  name: 'mail',
  about: 'zone',
  patience: 3, // senders try again for days; a restart or a full queue is no fault
  corroboration: 'quorum', // a server may turn away one vantage, or one cloud
  meanings,
  measures: [],

  async observe({ zone, resolvers = RESOLVERS }, net) {
    const mx = await stationAt(net, { name: zone, type: 'MX' });
    const names = (mx.ok && exchangerNames(mx.value)) || [];
    const asked = Promise.all(names.map((host) => exchangerAt(host, resolvers, net)));
    const [sts, exchangers] = await Promise.all([stsOf(zone, names, net), asked]);
    return { mx, exchangers, sts };
  },

  judge({ mx, exchangers, sts }, { zone }, now) {
    if (!mx.ok) return [unknown(zone, mx.detail)];
    if (exchangerNames(mx.value) === undefined) return [unknown(zone, 'nobody who speaks for the zone told its MX records')];
    const ports = exchangers.flatMap((exchanger) => exchanger.ports);
    return [
      ...brokenOf(exchangers, zone),
      ...limitsOf(ports, zone),
      ...(isShut(ports)
        ? []
        : gathered(
            exchangers.flatMap((exchanger) => exchanger.ports.flatMap((port) => flawsOf(port, exchanger, now))),
            ports,
            zone,
          )),
      ...gathered(exchangers.flatMap(daneFlawsOf), ports, zone),
      ...stsFindings(sts, exchangers, zone, now),
    ];
  },

  measure: () => [],

  facts({ mx, exchangers, sts }, _target, now) {
    const ports = exchangers.flatMap((exchanger) => exchanger.ports);
    const shut = isShut(ports);
    const unasked = [...unaskedOf(mx, exchangers), ...unaskedPolicy(sts)];
    return [
      ...ports.map((port) => factOf(port, shut, now)),
      ...unasked.map((subject) => ({ subject, values: { state: NOT_MEASURED } })),
    ];
  },
};

/** Critical where no exchanger is left that has an address. */
function brokenOf(exchangers: readonly Exchanger[], zone: string): Finding<Code>[] {
  const isDead = (exchanger: Exchanger) => exchanger.ports.length === 0 && brokenBecause(exchanger) !== undefined;
  const all = exchangers.every(isDead);
  return exchangers.flatMap((exchanger) => {
    const detail = brokenBecause(exchanger);
    if (detail === undefined) return [];
    const severity = all ? ({ severity: 'critical' } as const) : {};
    return [{ code: 'mail.mx_broken', subject: exchanger.host, ...severity, evidence: { zone, host: exchanger.host, detail } }];
  });
}

function limitsOf(ports: readonly Port25[], zone: string): Finding<Code>[] {
  const unmeasured = isShut(ports) ? ports : ports.filter(({ handshake }) => !measured(handshake));
  const groups = Map.groupBy(unmeasured, ({ handshake }) =>
    measured(handshake)
      ? 'every connection to port 25 timed out, as where the network of the vantage drops them'
      : detailOf(handshake),
  );
  return [...groups].map(([reason, same]) => {
    const evidence = { servers: listed(same.map(labelOf)), reason, host: same[0]?.host ?? zone };
    return { code: 'sys.probe_limited', subject: zone, evidence };
  });
}

/** Said of records that no resolver has proven. */
const NOT_PROVEN = 'they are not signed, so senders pass them over';

const CODES = {
  timeout: 'mail.port_unreachable',
  refused: 'mail.port_unreachable',
  unreachable: 'mail.port_unreachable',
  malformed: 'mail.port_unreachable',
  starttls: 'mail.starttls_missing',
  handshake: 'mail.tls_broken',
  unmeasured: undefined,
} as const satisfies Record<string, Code | undefined>;

function flawsOf(port: Port25, exchanger: Exchanger, now: Date): readonly Flaw[] {
  const { handshake } = port;
  if (handshake.ok) {
    const expiresAt = handshake.value.chain[0]?.notAfter;
    if (expiresAt === undefined || Date.parse(expiresAt) >= now.getTime() || !isChecked(handshake.value, exchanger)) return [];
    return [{ code: 'mail.certificate_expired', port, evidence: { expiresAt } }];
  }
  const code = CODES[handshake.failure];
  return code === undefined ? [] : [{ code, port, evidence: { detail: handshake.detail } }];
}

/**
 * Is there a sender to whom the date matters? To one that checks as browsers do, if the certificate was any good to him before, and to one that honours
 * DANE-TA; DANE-EE and whoever takes any certificate do not look (RFC 7672 section 3.1).
 */
function isChecked({ path, nameMatches }: Handshake, { tlsa }: Exchanger): boolean {
  return (path === 'OK' && nameMatches) || tlsaOf(tlsa).some(({ usage }) => usage === 2);
}

function daneFlawsOf({ ports, tlsa, proven = [] }: Exchanger): readonly Flaw[] {
  const records = tlsaOf(tlsa);
  const proof = proofOf(proven);
  const why = 'unasked' in proof ? `whether senders heed them could not be asked (${proof.unasked})` : NOT_PROVEN;
  return ports.flatMap((port): readonly Flaw[] => {
    if (!port.handshake.ok || fits(records, port.handshake.value) !== false) return [];
    const evidence = { records: listed(records.map(tlsaText)) };
    if ('secure' in proof && proof.secure) return [{ code: 'mail.dane_mismatch', port, evidence }];
    return [{ code: 'mail.dane_unproven', port, evidence: { ...evidence, why } }];
  });
}

/** A flaw that every measured port shows is one finding about the zone; any other is told port by port. */
function gathered(flaws: readonly Flaw[], ports: readonly Port25[], zone: string): Finding<Code>[] {
  const count = ports.filter(({ handshake }) => measured(handshake)).length;
  return [...Map.groupBy(flaws, ({ code }) => code)].flatMap(([code, same]) => {
    if (same.length < count) return same.map((flaw) => placed(flaw, [flaw], labelOf(flaw.port), zone));
    const worst = 'atWorst' in meanings[code] ? ({ severity: 'critical' } as const) : {};
    return same.slice(0, 1).map((flaw) => ({ ...placed(flaw, same, zone, zone), ...worst }));
  });
}

function placed({ code, port, evidence }: Flaw, same: readonly Flaw[], subject: string, zone: string): Finding<Code> {
  const { host, address } = port;
  const details = [...new Set(same.flatMap((flaw) => flaw.evidence.detail ?? []))].map(String);
  const where = { zone, host, address, connect: connectOf(address), addresses: listed(same.map((flaw) => labelOf(flaw.port))) };
  return { code, subject, evidence: { ...where, ...evidence, ...(details.length > 0 && { detail: listed(details) }) } };
}

function stsFindings(sts: StsSeen, exchangers: readonly Exchanger[], zone: string, now: Date): Finding<Code>[] {
  const mismatch = stsMismatch(sts, exchangers, now);
  if (mismatch === undefined) return [];
  const { mode, reasons, blocked } = mismatch;
  const severity = mode === 'testing' ? 'notice' : blocked && mode === 'enforce' ? 'critical' : 'warning';
  return [{ code: 'mail.sts_mismatch', subject: zone, severity, evidence: { zone, mode, detail: listed(reasons) } }];
}

function unknown(zone: string, detail: string): Finding<Code> {
  return { code: 'mail.unknown', subject: zone, evidence: { zone, detail } };
}

function detailOf(seen: Observation<unknown>): string {
  return seen.ok ? '' : seen.detail;
}
