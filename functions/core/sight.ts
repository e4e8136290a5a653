import { familyOf } from './address.ts';
import { measured, type Observation } from './observation.ts';
import { opensslFlags } from './starttls.ts';
import { dialectOf, type ServiceTarget } from './target.ts';
import type { Certificate, Handshake } from './tls.ts';

/** One address of the host, and what became of the handshakes with it. */
export interface Look {
  readonly address: string;
  readonly handshake: Observation<Handshake>;
  /** A second one that offers RSA signatures alone; where the first showed a key of another kind. */
  readonly rsa?: Observation<Handshake>;
  /** What the same address shows for the same host on port 443; where that is not the port itself. */
  readonly web?: Observation<Handshake>;
}

/** What one address serves to one kind of client: a server may have a certificate for RSA and another for EC, renewed apart. */
export interface Sight {
  readonly look: Look;
  readonly handshake: Observation<Handshake>;
  /** `192.0.2.1:443`, `[2001:db8::1]:443`, `192.0.2.1:443 (RSA)` for the second certificate. */
  readonly spot: string;
  /** What `openssl s_client -connect` takes to see the same, and its further options. Never text from the network. */
  readonly connect: string;
  readonly opensslFlags: string;
}

/** Every look, and the second certificate of those that have one. A server without one refuses RSA clients, which is no fault. */
export function sightsOf(looks: readonly Look[], target: ServiceTarget): readonly Sight[] {
  return looks.flatMap((look): Sight[] => {
    const { address, handshake, rsa } = look;
    const connect = spotOf(address, target.port);
    const flags = opensslFlags(dialectOf(target), target.host);
    const first = { look, handshake, spot: connect, connect, opensslFlags: flags };
    if (rsa === undefined || !leafOf(rsa)?.keyType.startsWith('RSA')) return [first];
    const rsaFlags = `${flags} -sigalgs RSA+SHA256:rsa_pss_rsae_sha256`;
    return [first, { look, handshake: rsa, spot: `${connect} (RSA)`, connect, opensslFlags: rsaFlags }];
  });
}

/** Was the address looked at at all? */
export function wasSeen({ handshake }: Sight): boolean {
  return measured(handshake);
}

/** Did the address accept no connection? One that fails later is no matter of the way to it. */
export function isUnreachable({ handshake }: Sight): boolean {
  return !handshake.ok && ['timeout', 'refused', 'unreachable'].includes(handshake.failure);
}

/**
 * Those of IPv6, where none of them accepts a connection and IPv4 brings a certificate: one fault of the family, not of addresses.
 * None otherwise. `sights`: what was looked at, since an address that was not says nothing of its family.
 */
export function lostSixes(sights: readonly Sight[]): readonly Sight[] {
  const { IPv4 = [], IPv6 = [] } = Object.groupBy(sights, ({ look }) => familyOf(look.address));
  return IPv6.every(isUnreachable) && IPv4.some(({ handshake }) => leafOf(handshake) !== undefined) ? IPv6 : [];
}

/** The certificate of the server itself; undefined where there was none. */
export function leafOf(handshake: Observation<Handshake>): Certificate | undefined {
  return handshake.ok ? handshake.value.chain[0] : undefined;
}

/** Days until the last valid second, fractions kept; negative afterwards. */
export function daysLeft({ notAfter }: Certificate, now: Date): number {
  return (Date.parse(notAfter) - now.getTime()) / 86_400_000;
}

/** An address with its port, in the form of URLs: `192.0.2.1:443`, `[2001:db8::1]:443`. */
export function spotOf(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
