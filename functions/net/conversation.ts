import type { ClientRequest, IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { HttpResponse } from '../core/http.ts';
import { failed, found, type Observation } from '../core/observation.ts';
import { firstVerdict } from './attempt.ts';
import { type Body, type Call, responseOf } from './response.ts';
import { connectTrouble, isOtherProtocol, OUT_OF_TIME, reasonOf, type TlsError, type Trouble, tlsTrouble } from './trouble.ts';

// By `import` both would cost a cold start 28 ms for parts that are not used here.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

type Verdict = HttpResponse | Trouble;

/** How far a conversation has come. */
interface Course {
  stage: 'connecting' | 'shaking hands' | 'waiting';
  /** A packet can have left: errors before are our own routing table's. */
  sent: boolean;
  /** When the request could leave, by the monotonic clock. */
  standingMs: number;
  response?: Body;
}

/** Header bytes of one response; nginx and most others send 8 kB at most, and browsers take 250 kB. */
const MOST_HEADER_BYTES = 65_536;

/** Interim responses (RFC 9110 section 15.2) before the final one; servers send one or two. */
const MOST_INTERIM = 16;

const CLOSED: Trouble = { failure: 'refused', detail: 'the server closes the connection without a response' };
const INTERIM: Trouble = { failure: 'malformed', detail: `more than ${MOST_INTERIM} interim responses and no final one` };
const HTTP2: Trouble = { failure: 'unmeasured', detail: 'it speaks HTTP/2 alone, and Picket asks in HTTP/1.1' };
const SWITCHED: Trouble = { failure: 'malformed', detail: 'the server switches to another protocol that nobody asked for' };

/** As a rule nobody is authenticated here, so no roots are read: that alone takes longer than the rest of a handshake. */
const WITHOUT_ROOTS = createSecureContext({ ca: [] });

/** One request on a connection of its own. Whatever the server does, it ends in time, in bounded memory and as a value. */
export async function converse(call: Call, signal: AbortSignal): Promise<Observation<HttpResponse>> {
  const start = performance.now();
  const verdict = await firstVerdict<Verdict>(signal, (end) => begin(call, end), OUT_OF_TIME);
  const tookMs = performance.now() - start;
  return 'failure' in verdict ? failed(verdict.failure, verdict.detail, tookMs) : found(verdict, tookMs);
}

/** Sends the request and listens; gives back what ends it. */
function begin(call: Call, end: (verdict: Verdict) => void): () => void {
  const course: Course = { stage: 'connecting', sent: false, standingMs: 0 };
  const request = send(call);
  let interim = 0;
  const over = (why: Trouble) => end(course.response === undefined ? why : responseOf(course.response, call, true));
  const timer = setTimeout(() => over(lateAt(course, call.limitMs)), call.limitMs);
  request.on('socket', (socket) => follow(socket, course, call));
  request.on('information', () => {
    interim += 1;
    if (interim > MOST_INTERIM) end(INTERIM);
  });
  request.on('upgrade', (_, socket) => {
    socket.destroy();
    end(SWITCHED);
  });
  request.on('response', (message) => read(message, course, call, end));
  request.on('error', (error) => over(troubleAt(course, error, request)));
  request.on('close', () => over(CLOSED));
  return () => {
    clearTimeout(timer);
    request.destroy();
  };
}

function send({ url, address, headers, isVerified, trust }: Call): ClientRequest {
  const secure = url.protocol === 'https:';
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const options = {
    host: address,
    port: Number(url.port) || (secure ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    agent: false,
    setHost: false,
    autoSelectFamily: false,
    maxHeaderSize: MOST_HEADER_BYTES,
    headers: {
      Host: url.host,
      'User-Agent': 'Picket (looks at a site from outside for its owner)',
      Accept: '*/*',
      'Accept-Encoding': 'identity',
      Connection: 'close',
      ...headers,
    },
  } as const;
  const lenient = { ...options, insecureHTTPParser: true }; // as browsers are: lines that end in LF alone are a page to them
  if (!secure) return http.get(lenient);
  // An address is no server name (RFC 6066 section 3).
  const secured = { servername: isIP(hostname) === 0 ? hostname : '', ALPNProtocols: ['http/1.1'] };
  if (isVerified)
    return https.get({ ...options, ...secured, ...(trust.length > 0 && { ca: [...getCACertificates('default'), ...trust] }) });
  const unverified = { ...lenient, ...secured, rejectUnauthorized: false, secureContext: WITHOUT_ROOTS };
  return https.get(unverified);
}

function follow(socket: Socket, course: Course, { url }: Call): void {
  const secure = url.protocol === 'https:';
  const stand = () => {
    course.stage = 'waiting';
    course.standingMs = performance.now();
  };
  setImmediate(() => {
    course.sent = true;
  });
  socket.once('connect', () => {
    if (secure) course.stage = 'shaking hands';
    else stand();
  });
  if (secure) socket.once('secureConnect', stand);
}

function read(message: IncomingMessage, course: Course, call: Call, end: (verdict: Verdict) => void): void {
  const body: Body = {
    message,
    firstByteMs: performance.now() - course.standingMs,
    chunks: [],
    bytes: 0,
    receivedMs: Date.now(),
  };
  course.response = body;
  message.on('data', (chunk: Buffer) => {
    body.chunks.push(chunk);
    body.bytes += chunk.length;
    if (body.bytes > call.maxBytes) end(responseOf(body, call, true));
  });
  message.on('end', () => end(responseOf(body, call, !message.complete)));
  message.on('error', () => end(responseOf(body, call, true)));
}

function lateAt({ stage }: Course, limitMs: number): Trouble {
  if (stage === 'connecting') return { failure: 'timeout', detail: `no TCP connection within ${limitMs} ms` };
  if (stage === 'shaking hands') return { failure: 'handshake', detail: `TLS was not established within ${limitMs} ms` };
  return { failure: 'timeout', detail: `no response within ${limitMs} ms` };
}

/** The first thing that a server of HTTP/2 says is a SETTINGS frame: type 4, stream 0 (RFC 9113 sections 3.4, 4.1 and 6.5). */
function isHttp2(bytes: Uint8Array): boolean {
  return bytes.length >= 9 && bytes[0] === 0 && bytes[3] === 4 && bytes.subarray(5, 9).every((byte) => byte === 0);
}

/** What was read is there where it is no HTTP. */
type ParseError = TlsError & { readonly rawPacket?: Uint8Array };

function troubleAt({ stage, sent }: Course, error: ParseError, { socket }: ClientRequest): Trouble {
  if (stage === 'connecting') return connectTrouble(error.code ?? error.message, sent);
  if (/^(CERT|UNABLE|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT)_/.test(error.code ?? ''))
    return { failure: 'handshake', detail: `its certificate is not valid (${error.code})` };
  if (stage === 'shaking hands') return isOtherProtocol(error) ? HTTP2 : tlsTrouble(error, socket?.bytesRead ?? 0);
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    return { failure: 'malformed', detail: `its header is longer than ${MOST_HEADER_BYTES} bytes` };
  }
  if (error.rawPacket !== undefined && isHttp2(error.rawPacket)) return HTTP2;
  if (error.code?.startsWith('HPE_')) return { failure: 'malformed', detail: `it is no HTTP response (${error.code})` };
  // In TLS 1.3 a server that wants a client's certificate says so after the handshake is done (RFC 8446 section 4.4.2.4).
  return reasonOf(error) === undefined ? CLOSED : tlsTrouble(error, 1);
}
