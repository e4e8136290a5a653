import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** One request as it came in. */
export interface Recorded {
  readonly target: string;
  readonly path: string;
  readonly host: string;
  readonly authorization: string;
  readonly body: string;
  /** The headers that tell CloudWatch how to read the rest. */
  readonly said: Readonly<Record<string, string | undefined>>;
}

/** Answers a request, or leaves it without an answer for ever. */
export type Reply = (request: Recorded) => { status?: number; headers?: Record<string, string>; body: string } | undefined;

/** An HTTP server on loopback that writes down what the SDK sends, and points the SDK at itself. */
export async function openRecorder(reply: Reply): Promise<{ requests: Recorded[]; close(): Promise<void> }> {
  const requests: Recorded[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const { host = '', authorization = '' } = request.headers;
    const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
    const recorded = {
      target: String(request.headers['x-amz-target'] ?? ''),
      path: request.url ?? '',
      host,
      authorization,
      body,
      said: Object.fromEntries(
        ['content-type', 'content-encoding', 'x-amz-target', 'x-amzn-query-mode'].map((name) => [
          name,
          request.headers[name]?.toString(),
        ]),
      ),
    };
    requests.push(recorded);
    const answer = reply(recorded);
    if (answer !== undefined) response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.AWS_ACCESS_KEY_ID = 'AKIAEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'example';
  return {
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
