import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Identity } from './certificate.ts';

/**
 * How a web server misbehaves once it has the request: `hang` says nothing · `close` hangs up · `garbage` sends noise · `headers` sends header fields
 * without end · `body` sends a body without end · `drip` sends one byte a second · `short` promises more body than it sends · `chunks` breaks the
 * framing · `interim` sends 103 without end · `switch` answers 101 · `stall` sends half a body and keeps the connection.
 */
export type HttpVice =
  | 'hang'
  | 'close'
  | 'garbage'
  | 'headers'
  | 'body'
  | 'drip'
  | 'short'
  | 'chunks'
  | 'interim'
  | 'switch'
  | 'stall';

/** What a response is like. */
export interface LabResponse {
  /** Default 200. */
  readonly status?: number;
  /** Fields besides Content-Length. Default none. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds to think before. Default 0. */
  readonly afterMs?: number;
}

/** A web server. */
export interface HttpServerOptions {
  /** The certificate with its key; without one it speaks plain HTTP. */
  readonly identity?: Identity;
  readonly vice?: HttpVice;
  /** What it answers, by path and all the header it was sent. Default 200 `hello`. */
  readonly respond?: (path: string, header: string) => LabResponse;
  /** Default 127.0.0.1. */
  readonly address?: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

/** A running web server. */
export interface HttpServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** Headers of the requests so far, as they came. */
  readonly asked: readonly string[];
  /** Bytes sent so far on connections that have ended, what the kernel still holds included. */
  sent(): number;
}

const OK = 'HTTP/1.1 200 OK\r\n';

const VICES: Readonly<Record<HttpVice, (socket: Socket) => void>> = {
  hang: () => {},
  close: (socket) => void socket.end(),
  garbage: (socket) => void socket.end(Buffer.alloc(1 << 20, 'garbage ')),
  headers: (socket) => flood(socket, OK, 'X-More: and more\r\n'),
  body: (socket) => flood(socket, `${OK}\r\n`, 'and more '),
  drip: (socket) => drip(socket),
  short: (socket) => void socket.end(`${OK}Content-Length: 100\r\n\r\nshort`),
  chunks: (socket) => void socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n4\r\nwell\r\nno length\r\n`),
  interim: (socket) => flood(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  switch: (socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nx'),
  stall: (socket) => void socket.write(`${OK}Content-Length: 100\r\n\r\nhalf`),
};

/** Starts a web server that takes one request a connection; it listens when the promise is kept. */
export async function openHttpServer(options: HttpServerOptions = {}): Promise<HttpServer> {
  const { identity, address = '127.0.0.1', port = 0 } = options;
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let sent = 0;
  const serve = (socket: Socket) => attend(socket, options, asked);
  const server: Server =
    identity === undefined ? createTcpServer(serve) : createTlsServer({ key: identity.key, cert: identity.chain }, serve);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      sent += socket.bytesWritten;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  return { address, port: (server.address() as AddressInfo).port, asked, sent: () => sent, [Symbol.asyncDispose]: close };
}

/** Reads one header, then answers. */
function attend(socket: Socket, { vice, respond = () => ({ body: 'hello' }) }: HttpServerOptions, asked: string[]): void {
  let header = '';
  socket.on('error', () => {});
  socket.on('data', (data) => {
    if (header.endsWith('\r\n\r\n')) return;
    header += data.toString('latin1');
    if (!header.endsWith('\r\n\r\n')) return;
    asked.push(header);
    if (vice !== undefined) return VICES[vice](socket);
    const response = respond(header.split(' ')[1] ?? '', header);
    setTimeout(() => socket.end(written(response)), response.afterMs ?? 0).unref();
  });
}

function written({ status = 200, headers = {}, body = '' }: LabResponse): string {
  const fields = Object.entries({ ...headers, 'Content-Length': String(Buffer.byteLength(body)) });
  return `HTTP/1.1 ${status} Lab\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

function drip(socket: Socket): void {
  let sent = 0;
  const timer = setInterval(() => socket.write(OK[sent++] ?? 'x'), 1000);
  socket.on('close', () => clearInterval(timer));
}

function flood(socket: Socket, start: string, more: string): void {
  const block = more.repeat(4096);
  const pour = () => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.write(start);
  socket.on('drain', pour);
  pour();
}
