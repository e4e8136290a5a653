import type { FailureKind } from '../core/observation.ts';

/** Why a peer brought no certificate: an observation that failed, without its time. */
export interface Trouble {
  readonly failure: FailureKind;
  readonly detail: string;
}

/** An error of node:tls; `reason` is OpenSSL's, where OpenSSL raised it. */
export interface TlsError extends NodeJS.ErrnoException {
  readonly reason?: string;
}

/** The deadline of the run came first. */
export const OUT_OF_TIME: Trouble = { failure: 'unmeasured', detail: 'the time of this run was over' };

/** Errors of connect that arise on this machine: no such address family, no descriptor, no port left, a local firewall. */
const LOCAL = /^(EADDRNOTAVAIL|EAFNOSUPPORT|EMFILE|ENFILE|ENOBUFS|ENOMEM|EACCES|EPERM|EINVAL)$/;

/** OpenSSL's reasons for bytes that are no TLS record. */
const NO_TLS = /wrong version number|packet length too long|http request|bad record type|unknown protocol|record layer failure/;

/** What alerts mean from a server that clients cannot reach, by their names (RFC 8446 section 6.2). */
const ALERTS: Readonly<Record<string, string>> = {
  'protocol version': 'it offers no version of TLS that clients still accept, which are 1.2 and 1.3',
  'handshake failure':
    'it has no cipher, curve or kind of key in common with clients, no certificate for this name, or wants one of the client',
  'unrecognized name': 'it has no certificate for this name',
};

/** Alerts that refuse a client without a certificate. In TLS 1.2 they come within the handshake, after the server's own certificate. */
const CLIENT_WANTED = /alert (handshake failure|bad certificate|certificate unknown|access denied|certificate required)/;

/**
 * Why there is no connection. `sent`: whether a packet can have left; an error of the connect call itself comes from our own routing table, a later
 * one from a router on the way or from the peer.
 */
export function connectTrouble(code: string, sent: boolean): Trouble {
  if (code === 'ECONNREFUSED') return { failure: 'refused', detail: 'the port is closed' };
  if (code === 'ECONNRESET') return { failure: 'refused', detail: 'the connection was reset at once' };
  if (code === 'ETIMEDOUT') return { failure: 'timeout', detail: 'no TCP connection came about' };
  if (LOCAL.test(code) || !sent) return { failure: 'unmeasured', detail: `this machine cannot send to that address (${code})` };
  return { failure: 'unreachable', detail: `the network reports that the address cannot be reached (${code})` };
}

/** Where AWS drops the packets of port 25, silence says nothing about the server; anything else has come from it ("Lambda blocks outbound port 25"). */
export function behindBlock(trouble: Trouble): Trouble {
  if (trouble.failure !== 'timeout') return trouble;
  return { failure: 'unmeasured', detail: 'AWS drops what a Lambda sends to port 25' };
}

/** Why TCP stands and TLS does not. `bytes`: how many the peer had sent. */
export function tlsTrouble(error: TlsError, bytes: number): Trouble {
  const { code, message } = error;
  const reason = reasonOf(error);
  const trouble = (detail: string): Trouble => ({ failure: 'handshake', detail });
  if (reason === undefined) {
    return trouble(
      bytes === 0 ? 'the server closes the connection at once' : `the server closed the connection after ${bytes} bytes`,
    );
  }
  if (NO_TLS.test(reason)) return trouble('the server does not speak TLS on this port');
  if (reason === 'unsupported protocol') return trouble('the server offers no version of TLS that clients still accept');
  if (reason === 'excessive message size') return trouble('the certificates of the server exceed 100 kB, more than clients take');
  const alert = /alert (.+)$/.exec(reason)?.[1] ?? alertWithoutTheWord(reason);
  if (alert === undefined) return trouble(`TLS failed: ${reason || (code ?? message)}`);
  const meaning = ALERTS[alert] === undefined ? '' : `: ${ALERTS[alert]}`;
  return trouble(`the server refused with the TLS alert '${alert}'${meaning}`);
}

/** Did the server refuse only because we have no certificate to show? It does so to a stranger, and not to its own clients. */
export function wantsClient(error: TlsError): boolean {
  return CLIENT_WANTED.test(reasonOf(error) ?? '');
}

/** Did the server refuse every protocol that ALPN offered it (RFC 7301 section 3.2)? It is well, for those who speak its own. */
export function isOtherProtocol(error: TlsError): boolean {
  return reasonOf(error)?.endsWith('no application protocol') === true;
}

/** What OpenSSL says is wrong. Where a write meets the server's alert, Node gives OpenSSL's whole line as the message, and no reason. */
export function reasonOf({ reason, message }: TlsError): string | undefined {
  return reason ?? /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
}

/** OpenSSL calls alert 112 of RFC 6066 `tlsv1 unrecognized name`, and its fellows alike. */
function alertWithoutTheWord(reason: string): string | undefined {
  return /^tlsv1[23]? (unrecognized name|unsupported extension|certificate .+|bad certificate .+)$/.exec(reason)?.[1];
}
