import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServerSocket } from 'node:tls';
import type { Dialect } from '../functions/core/starttls.ts';
import type { Identity } from './certificate.ts';
import { dribble, flood, type Manner, speakBefore } from './starttls.ts';

/**
 * How a server on a TLS port misbehaves: `refuse` nothing listens · `hang` takes the connection and says nothing · `garbage` answers 1 MiB of noise ·
 * `http` answers in plain HTTP · `drip` sends a byte of a handshake record a second · `close` hangs up at once · `reset` likewise, by TCP reset ·
 * `alert` a fatal TLS alert, handshake_failure · `endless` sends HelloRequests as fast as it can, never its hello.
 */
export type TlsVice = 'refuse' | 'hang' | 'garbage' | 'http' | 'drip' | 'close' | 'reset' | 'alert' | 'endless';

/** What a server shows, and how. */
export interface TlsServerOptions {
  /** Certificates with their keys; several of different key types are chosen by what the client offers. */
  readonly identities?: readonly Identity[];
  readonly vice?: TlsVice;
  /** What is spoken before TLS. Default: TLS at once. */
  readonly dialect?: Dialect;
  /** How it misbehaves before TLS. Default: not at all. */
  readonly manner?: Manner;
  /** Default 127.0.0.1. */
  readonly address?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Further options of node:tls: a required client certificate, a highest version. */
  readonly tls?: TlsOptions;
}

/** A running server. It answers no request: the handshake is all there is. */
export interface TlsServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** Server names that clients asked for, in order; a client that sent none leaves no trace. */
  readonly asked: readonly string[];
  /** Connections taken so far. */
  connections(): number;
  /** Shows other certificates from the next handshake on, as a reload does. */
  show(...identities: readonly Identity[]): void;
}

const HELLO_BYTES = Buffer.from('160303400002003ffc0303', 'hex').toString('latin1');
const ALERT_BYTES = Buffer.from('15030300020228', 'hex');
/** HelloRequests, which a TLS 1.2 client skips while it waits for the answer to its own hello (RFC 5246 section 7.4.1.1). */
const HELLO_REQUESTS = Buffer.alloc(9 * 4096, Buffer.from('160303000400000000', 'hex'));
const HTTP_ANSWER = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

const VICES: Readonly<Record<Exclude<TlsVice, 'refuse'>, (socket: Socket) => void>> = {
  hang: (socket) => void socket.resume(),
  garbage: (socket) => void socket.end(Buffer.alloc(1 << 20, 'garbage ')),
  http: (socket) => void socket.once('data', () => socket.end(HTTP_ANSWER)),
  drip: (socket) => dribble(socket, HELLO_BYTES),
  close: (socket) => void socket.end(),
  reset: (socket) => void socket.resetAndDestroy(),
  alert: (socket) => void socket.once('data', () => socket.end(ALERT_BYTES)),
  endless: (socket) => flood(socket, HELLO_REQUESTS),
};

/** Starts a server; it listens when the promise is kept. */
export async function openTlsServer(options: TlsServerOptions): Promise<TlsServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const tls = honest(options, asked);
  const server =
    options.vice !== undefined ? vicious(options.vice) : options.dialect === undefined ? tls : speaking(options, tls);
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  const address = options.address ?? '127.0.0.1';
  await listening(server, address, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const close = () => closed(server, sockets);
  if (options.vice === 'refuse') await close();
  const show = (...identities: readonly Identity[]) => tls.setSecureContext(contextOf(identities));
  return { address, port, asked, connections: () => connections, show, [Symbol.asyncDispose]: close };
}

function honest(options: TlsServerOptions, asked: string[]): TlsServerSocket {
  const SNICallback: TlsOptions['SNICallback'] = (name, use) => {
    asked.push(name);
    use(null);
  };
  const server = createTlsServer({ ...contextOf(options.identities ?? []), SNICallback, ...options.tls }, (socket) => {
    socket.on('error', () => {}).resume();
  });
  return server.on('tlsClientError', (_, socket) => void socket.destroy());
}

/** Words first; whoever comes to the end of them is handed to the TLS server as if he had just connected. */
function speaking({ dialect = 'smtp', manner }: TlsServerOptions, tls: TlsServerSocket): Server {
  return createTcpServer((socket) => speakBefore(dialect, manner, socket, () => void tls.emit('connection', socket)));
}

function vicious(vice: TlsVice): Server {
  return createTcpServer((socket) => (vice === 'refuse' ? socket.destroy() : VICES[vice](socket)));
}

function contextOf(identities: readonly Identity[]): { key: string[]; cert: string[] } {
  return { key: identities.map(({ key }) => key), cert: identities.map(({ chain }) => chain) };
}

function listening(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
}

/** Ends every connection too: a client that hangs must not keep the lab open. */
function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => void server.close(() => resolve()));
}
