import type { X509Certificate } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { failed, found, type Observation } from '../core/observation.ts';
import type { Dialect } from '../core/starttls.ts';
import type { Handshake } from '../core/tls.ts';
import { pathIgnoringDates, readCertificate, sentChain } from './chain.ts';
import { type SpeakTiming, speak } from './starttls/speak.ts';
import { connectTrouble, OUT_OF_TIME, type Trouble, tlsTrouble, wantsClient } from './trouble.ts';
import type { Trust } from './trust.ts';

/** How long each part may take, in milliseconds (domain A15). */
export interface HandshakeTiming extends SpeakTiming {
  readonly connectMs: number;
  readonly handshakeMs: number;
}

/** Whom to shake hands with: `host` goes into SNI and is what the certificate is matched against. */
export interface Peer {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** What is spoken before TLS; default TLS at once. */
  readonly dialect?: Dialect | undefined;
  /** Offer RSA signatures alone? Default false. */
  readonly rsaOnly?: boolean | undefined;
}

/** A handshake, and its chain for whoever wants to look further. */
export interface Shaken {
  readonly handshake: Handshake;
  readonly chain: readonly X509Certificate[];
}

/** Bytes that a peer may send before its handshake is done. OpenSSL takes 100 kB of certificates; the rest of a handshake is small. */
const MOST_BYTES = 262_144;

/** How often they are counted; a flood at 1 Gbit/s brings 12 MB in between, none of which is kept. */
const COUNT_EVERY_MS = 100;

/** One TCP connection to one literal address, and one TLS handshake on it. Whatever the peer does, it ends in time and as a value. */
export async function shakeHands(
  peer: Peer,
  trust: Trust,
  timing: HandshakeTiming,
  signal: AbortSignal,
): Promise<Observation<Shaken>> {
  const start = performance.now();
  const raw = connectTcp({ host: peer.address, port: peer.port, autoSelectFamily: false });
  try {
    const seen = (await connected(raw, timing.connectMs, signal)) ?? (await afterWords(raw, peer, trust, timing, signal));
    const tookMs = performance.now() - start;
    return 'failure' in seen ? failed(seen.failure, seen.detail, tookMs) : found(seen, tookMs);
  } finally {
    raw.destroy();
  }
}

/** What the dialect wants to be said, and then the handshake. */
async function afterWords(
  raw: Socket,
  peer: Peer,
  trust: Trust,
  timing: HandshakeTiming,
  signal: AbortSignal,
): Promise<Shaken | Trouble> {
  if (peer.dialect === undefined) return spoken(raw, peer, trust, timing.handshakeMs, signal);
  const preamble = await speak(raw, peer.dialect, peer.host, timing, signal);
  if ('failure' in preamble) return preamble;
  const seen = await spoken(raw, peer, trust, timing.handshakeMs, signal);
  return 'failure' in seen ? seen : { ...seen, handshake: { ...seen.handshake, preamble } };
}

/** Waits for the connection; undefined when it stands. */
function connected(raw: Socket, limitMs: number, signal: AbortSignal): Promise<Trouble | undefined> {
  let sent = false;
  setImmediate(() => {
    sent = true;
  });
  const late: Trouble = { failure: 'timeout', detail: `no TCP connection within ${limitMs} ms` };
  return within<Trouble | undefined>(limitMs, signal, late, (end) => {
    raw.on('connect', () => end(undefined));
    raw.on('error', (error: NodeJS.ErrnoException) => end(connectTrouble(error.code ?? error.message, sent)));
  });
}

/** The handshake on a standing connection. */
async function spoken(
  raw: Socket,
  { host, rsaOnly }: Peer,
  trust: Trust,
  limitMs: number,
  signal: AbortSignal,
): Promise<Shaken | Trouble> {
  const before = raw.bytesRead;
  const tls = openTls(raw, host, rsaOnly === true ? trust.rsaContext() : trust.context);
  let counter: NodeJS.Timeout | undefined;
  const late: Trouble = { failure: 'handshake', detail: `TLS was not established within ${limitMs} ms` };
  const seen = await within<Shaken | Trouble>(limitMs, signal, late, (end) => {
    tls.on('secureConnect', () => end(read(tls, host, trust) ?? NO_CERTIFICATE));
    tls.on('error', (error) => end((wantsClient(error) && read(tls, host, trust)) || tlsTrouble(error, raw.bytesRead - before)));
    tls.on('close', () => end(tlsTrouble(new Error('closed'), raw.bytesRead - before)));
    counter = setInterval(() => raw.bytesRead > MOST_BYTES && end(FLOOD), COUNT_EVERY_MS);
  });
  clearInterval(counter);
  tls.destroy();
  return seen;
}

const NO_CERTIFICATE: Trouble = { failure: 'handshake', detail: 'the server shows no certificate' };
const FLOOD: Trouble = {
  failure: 'malformed',
  detail: `the server sent more than ${MOST_BYTES} bytes and no end of the handshake`,
};

/**
 * Node reads the whole chain into plain objects after every trusted handshake, to hand it to `checkServerIdentity`: a quarter of the time. We match
 * the name ourselves, so the socket gives Node nothing to read. Two tests hold on to it: a wrong name and a wrong authority are still seen.
 */
function openTls(raw: Socket, host: string, secureContext: SecureContext): TLSSocket {
  const tls = connectTls({
    socket: raw,
    servername: host,
    secureContext,
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  return Object.assign(tls, { getPeerCertificate: () => null });
}

/** Undefined where the server has shown no certificate yet. */
function read(tls: TLSSocket, host: string, trust: Trust): Shaken | Trouble | undefined {
  const leaf = tls.getPeerX509Certificate();
  if (leaf === undefined) return undefined;
  try {
    const chain = sentChain(leaf);
    const handshake = {
      protocol: tls.getProtocol() ?? 'unknown',
      chain: chain.map(readCertificate),
      nameMatches: leaf.checkHost(host, { subject: 'never', partialWildcards: false }) !== undefined,
      path: verdictOf(tls, chain, trust),
    };
    return { handshake, chain };
  } catch (error) {
    return {
      failure: 'malformed',
      detail: `the certificate cannot be read (${error instanceof Error ? error.message : String(error)})`,
    };
  }
}

/** OpenSSL's own verdict where it has one that is not about the leaf's dates. It has none where the server broke off the handshake. */
function verdictOf(tls: TLSSocket, chain: readonly X509Certificate[], trust: Trust): string {
  if (tls.authorized) return 'OK';
  const verdict = tls.authorizationError ? String(tls.authorizationError) : undefined;
  const aboutDates = verdict === undefined || verdict === 'CERT_HAS_EXPIRED' || verdict === 'CERT_NOT_YET_VALID';
  if (!aboutDates) return verdict;
  const path = pathIgnoringDates(chain, trust.rootsNamed);
  const leafIsCurrent =
    chain[0] !== undefined && chain[0].validFromDate.getTime() <= Date.now() && Date.now() <= chain[0].validToDate.getTime();
  return path === 'OK' && leafIsCurrent && verdict !== undefined ? verdict : path;
}

/** Waits for an end, for `limitMs` at most and no longer than the run; then it is `late`, or out of time. */
function within<T>(
  limitMs: number,
  signal: AbortSignal,
  late: T,
  begin: (end: (result: T | Trouble) => void) => void,
): Promise<T | Trouble> {
  return new Promise((resolve) => {
    const end = (result: T | Trouble) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    const abort = () => end(OUT_OF_TIME);
    const timer = setTimeout(() => end(late), limitMs);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    begin(end);
  });
}
