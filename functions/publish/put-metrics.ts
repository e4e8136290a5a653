import { createHash, createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Datum } from './metric-data.ts';

/** Sends data to a namespace; throws one sentence where CloudWatch did not take them. */
export type PutMetrics = (namespace: string, data: readonly Datum[]) => Promise<void>;

/** How long and how often to try. */
export interface Trying {
  /** A request, in milliseconds. Default 3,000. */
  readonly timeoutMs?: number;
  /** Default 2. One where a vote that is counted twice would count: an answer may be lost after the data were taken. */
  readonly attempts?: number;
}

/** What PutMetricData takes in one request. */
const MOST_DATUMS = 1000;
/** Bytes from which the SDK compresses, too. */
const ZIP_FROM = 10_240;
const PAUSE_MS = 100;

/**
 * Opens PutMetricData of the home region: the SDK's own signer, and the one request of AWS JSON 1.0 that a probe makes, as the SDK's client
 * makes it (a test compares the two). That client is 150 KB of the bundle and half of the cold start.
 */
export function openPutMetrics(region: string, { timeoutMs = 3000, attempts = 2 }: Trying = {}): PutMetrics {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const { AWS_ENDPOINT_URL_CLOUDWATCH, AWS_ENDPOINT_URL } = process.env;
  const endpoint = new URL(AWS_ENDPOINT_URL_CLOUDWATCH ?? AWS_ENDPOINT_URL ?? `https://monitoring.${region}.${suffix}`);
  const signer = new SignatureV4({ service: 'monitoring', region, credentials: async () => keysOf(process.env), sha256: Sha256 });
  return async (namespace, data) => {
    for (let start = 0; start < data.length; start += MOST_DATUMS) {
      const body = bodyOf(namespace, data.slice(start, start + MOST_DATUMS));
      await insist(attempts, () => send(endpoint, signer, body, timeoutMs));
    }
  };
}

function bodyOf(Namespace: string, data: readonly Datum[]): string {
  const MetricData = data.map((datum) => ({ ...datum, Timestamp: datum.Timestamp.getTime() / 1000 }));
  return JSON.stringify({ Namespace, MetricData });
}

/** Lambda keeps a function's keys in its environment, and renews them with it. */
function keysOf({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: NodeJS.ProcessEnv) {
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Error('there are no AWS keys in the environment');
  const token = AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {};
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, ...token };
}

async function send(endpoint: URL, signer: SignatureV4, text: string, timeoutMs: number): Promise<void> {
  const zipped = Buffer.byteLength(text) >= ZIP_FROM;
  const body = zipped ? gzipSync(text) : Buffer.from(text);
  const signed = await signer.sign({
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    ...(endpoint.port === '' ? {} : { port: Number(endpoint.port) }),
    path: '/',
    query: {},
    headers: {
      host: endpoint.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
      'x-amzn-query-mode': 'true',
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    },
    body,
  });
  const { host: _, ...headers } = signed.headers;
  const answer = await fetch(new URL('/', endpoint), { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
  const said = await answer.text();
  if (!answer.ok) throw refusalOf(answer.status, said);
}

/** A refusal by its code. `cause` 'ours': another try would be refused as well. */
function refusalOf(status: number, said: string): Error {
  const [, code = '?'] = /"__type"\s*:\s*"(?:[^"#]*#)?([^"]{1,80})"/.exec(said) ?? [];
  const [, message = ''] = /"[mM]essage"\s*:\s*"([^"]{1,200})/.exec(said) ?? [];
  const passing = status >= 500 || status === 429 || /Throttl|TooManyRequests|LimitExceeded/.test(code);
  return new Error(`PutMetricData was refused: ${status} ${code} ${message}`.trim(), passing ? {} : { cause: 'ours' });
}

async function insist(attempts: number, act: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (attempt >= attempts || (error instanceof Error && error.cause === 'ours')) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
    }
  }
}

/** The signer wants a class of this shape (`ChecksumConstructor` of @smithy/types): SHA-256, or its HMAC with a secret. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
