import { bounded } from './bound.ts';
import type { Fact } from './check.ts';
import { tlsaAt, tlsaOf } from './dane.ts';
import type { Lookup } from './delegation.ts';
import type { Exchange } from './dns.ts';
import type { Net } from './net.ts';
import { measured, type Observation } from './observation.ts';
import { spotOf } from './sight.ts';
import { cellOf, type Station } from './station.ts';
import type { Handshake } from './tls.ts';
import { type Trail, trailOf } from './trail.ts';
import { NOT_MEASURED } from './unmeasured.ts';
import { listed } from './wording.ts';

/** Mail exchangers of a zone that are asked, the preferred first; ours: nobody needs more, and a stranger decides where our packets go. */
const MOST_EXCHANGERS = 10;

/** Addresses of one exchanger that are asked; ours: fewer than of a service, since ten exchangers are asked at once. */
const MOST_ADDRESSES = 8;

const DAY_SECONDS = 86_400;

/** One address of a mail exchanger, spoken to on port 25. */
export interface Port25 {
  readonly host: string;
  readonly address: string;
  readonly handshake: Observation<Handshake>;
}

/** One mail exchanger: where its name leads, and every address looked at. */
export interface Exchanger {
  readonly host: string;
  readonly lookup: Observation<Lookup>;
  readonly ports: readonly Port25[];
  /** The TLSA records of its port (RFC 7672 section 2.2). */
  readonly tlsa: Trail;
  /** What validating resolvers say of them; asked where there are any. */
  readonly proven?: readonly Exchange[];
}

/**
 * The hosts of the zone's MX records that are asked, the preferred first; none where it takes no mail (RFC 7505) or has no MX record. Undefined where
 * nobody who speaks for the zone told.
 */
export function exchangerNames(station: Station): readonly string[] | undefined {
  return everyExchanger(station)?.slice(0, MOST_EXCHANGERS);
}

function everyExchanger({ replies, zone }: Station): readonly string[] | undefined {
  for (const reply of replies) {
    const cell = cellOf(reply, zone);
    if (cell.kind === 'nodata' || cell.kind === 'nxdomain' || cell.kind === 'alias') return [];
    if (cell.kind !== 'records') continue;
    const records = cell.records.flatMap((record) => (record.type === 'MX' ? [record] : []));
    const names = records.sort((a, b) => a.preference - b.preference).map(({ name }) => name.toLowerCase());
    return [...new Set(names)].filter((name) => name !== '.');
  }
  return undefined;
}

/** Speaks to every address of an exchanger, and asks for its TLSA records; where there are any, the resolvers too, whether they are proven. */
export async function exchangerAt(host: string, resolvers: readonly string[], net: Net): Promise<Exchanger> {
  const records = trailOf(net, { name: `_25._tcp.${host}`, type: 'TLSA' }).then(async (tlsa) =>
    tlsaOf(tlsa).length === 0 ? { tlsa } : { tlsa, proven: await tlsaAt(resolvers, host, net) },
  );
  const lookup = await net.lookup(host);
  const { asked } = bounded(lookup.ok ? lookup.value.addresses : [], MOST_ADDRESSES);
  const ports = asked.map(async (address) => ({
    host,
    address,
    handshake: await net.handshake(host, address, 25, { dialect: 'smtp' }),
  }));
  return { host, lookup, ports: await Promise.all(ports), ...(await records) };
}

/** Why no mail gets to the host by its name; undefined where it does, or where nobody knows. */
export function brokenBecause({ host, lookup }: Exchanger): string | undefined {
  if (/^[\d.]+$/.test(host)) return 'it is an address, and an MX record takes a name';
  if (!lookup.ok) return undefined;
  const { ends, chain, detail } = lookup.value;
  if (ends === 'nxdomain') return 'the name does not exist';
  if (ends === 'nodata') return 'the name exists and has no address';
  if (ends === 'broken') return chain.length > 1 ? detail : undefined;
  return chain.length === 0 ? undefined : `it is an alias (${chain.join(' → ')}), which some senders do not follow`;
}

/**
 * Is port 25 closed to us and not to the world? Nothing tells a firewall before the vantage from one before the server but that it hides all of them
 * alike: a single answer, be it a refusal, proves that packets get through.
 */
export function isShut(ports: readonly Port25[]): boolean {
  const tried = ports.filter(({ handshake }) => measured(handshake));
  return tried.every(({ handshake }) => !handshake.ok && handshake.failure === 'timeout');
}

/** What is there and was not asked, being too much: addresses by their labels; exchangers in one text, since a stranger decides how many there are. */
export function unaskedOf(mx: Observation<Station>, exchangers: readonly Exchanger[]): readonly string[] {
  const addresses = exchangers.flatMap(({ host, lookup }) => {
    const { beyond } = bounded(lookup.ok ? lookup.value.addresses : [], MOST_ADDRESSES);
    return beyond.map((address) => labelOf({ host, address }));
  });
  const names = (mx.ok && everyExchanger(mx.value)?.slice(MOST_EXCHANGERS)) || [];
  return names.length === 0 ? addresses : [...addresses, listed(names)];
}

/** `mx.example.org/192.0.2.25:25`. */
export function labelOf({ host, address }: Pick<Port25, 'host' | 'address'>): string {
  return `${host}/${connectOf(address)}`;
}

/** `192.0.2.25:25`, `[2001:db8::25]:25`. */
export function connectOf(address: string): string {
  return spotOf(address, 25);
}

/** What was seen at one port. `shut`: nothing could be seen at any. */
export function factOf(port: Port25, shut: boolean, now: Date): Fact {
  const { handshake } = port;
  const subject = labelOf(port);
  if (!handshake.ok) {
    const words = { unmeasured: NOT_MEASURED, starttls: 'no STARTTLS', handshake: 'no TLS' } as Readonly<Record<string, string>>;
    return { subject, values: { state: shut ? NOT_MEASURED : (words[handshake.failure] ?? handshake.failure) } };
  }
  const { protocol, chain } = handshake.value;
  const [leaf] = chain;
  if (leaf === undefined) return { subject, values: { state: 'ok', protocol } };
  const { notAfter, issuer, keyType, fingerprint } = leaf;
  const left = (Date.parse(notAfter) - now.getTime()) / 1000 / DAY_SECONDS;
  const state = left < 0 ? 'expired' : 'ok';
  return { subject, values: { state, daysLeft: Math.round(left * 10) / 10, notAfter, issuer, keyType, fingerprint, protocol } };
}
