import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as v from 'valibot';

/** One request of an SDK, unpacked: who is asked (service and region of the SigV4 credential scope) and what. */
export interface Asked {
  readonly service: string;
  readonly region: string;
  readonly method: string;
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body after `content-encoding: gzip`. */
  readonly body: string;
}

/** What goes back over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error as AWS names it: `InvalidParameterValue`. `status` is 400 unless given. */
export interface Refusal {
  readonly code: string;
  readonly says: string;
  readonly status?: number;
}

/** An operation's result, or why it was refused. */
export type Answered<T = unknown> =
  | { readonly body: T; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly body?: never };

/** Most bytes of one request: ours, above the 1 MB of PutMetricData and the 6 MB of Invoke. */
const MAX_BYTES = 8 * 1024 * 1024;

const unzip = promisify(gunzip);

/** Reads a request to its end. Unsigned or oversized ones are refused; the signature itself is not verified. */
export async function readAsked(request: IncomingMessage): Promise<Answered<Asked>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return { refusal: { code: 'RequestEntityTooLarge', says: 'The request is too large.', status: 413 } };
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const scope = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '');
  if (!scope) {
    return { refusal: { code: 'MissingAuthenticationToken', says: 'Request is missing Authentication Token', status: 403 } };
  }
  const raw = Buffer.concat(chunks);
  const body = await plainText(raw, headers['content-encoding'] === 'gzip');
  if (body === undefined) return { refusal: { code: 'MalformedInput', says: 'The gzip body could not be read.' } };
  const [, region = '', service = ''] = scope;
  return { body: { service, region, method: request.method ?? '', path: request.url ?? '/', headers, body } };
}

async function plainText(raw: Buffer, zipped: boolean): Promise<string | undefined> {
  if (!zipped) return raw.toString('utf8');
  return unzip(raw, { maxOutputLength: 4 * MAX_BYTES }).then(
    (text) => text.toString('utf8'),
    () => undefined,
  );
}

/**
 * A reply of the AWS JSON 1.0 protocol; an error carries `__type` and, since CloudWatch once spoke Query, `x-amzn-query-error`.
 */
export function jsonReply(answered: Answered): Reply {
  const type = { 'content-type': 'application/x-amz-json-1.0' };
  if (answered.refusal === undefined) return { status: 200, headers: type, body: JSON.stringify(answered.body) };
  const { code, says, status = 400 } = answered.refusal;
  const blame = status < 500 ? 'Sender' : 'Receiver';
  return {
    status,
    headers: { ...type, 'x-amzn-query-error': `${code};${blame}` },
    body: JSON.stringify({ __type: `com.amazonaws.cloudwatch.v2010_08_01#${shapeOf(code)}`, message: says }),
  };
}

/** Shapes of the service model whose Query code is the name without `Exception`. */
function shapeOf(code: string): string {
  return /^(InvalidParameterValue|InvalidParameterCombination)$/.test(code) ? `${code}Exception` : code;
}

/** A reply of the Query protocol: XML, the result wrapped twice. */
export function queryReply(action: string, answered: Answered<Readonly<Record<string, string>>>, requestId: string): Reply {
  const headers = { 'content-type': 'text/xml' };
  const xmlns = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
  if (answered.refusal !== undefined) {
    const { code, says, status = 400 } = answered.refusal;
    const error = `<Error><Type>Sender</Type><Code>${escaped(code)}</Code><Message>${escaped(says)}</Message></Error>`;
    const body = `<ErrorResponse ${xmlns}>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { status, headers, body };
  }
  const fields = Object.entries(answered.body).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
  const result = `<${action}Result>${fields.join('')}</${action}Result>`;
  const meta = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return { status: 200, headers, body: `<${action}Response ${xmlns}>${result}${meta}</${action}Response>` };
}

/** An error of the REST JSON protocol: the code is in a header. */
export function restRefusal({ code, says, status = 400 }: Refusal): Reply {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': code };
  return { status, headers, body: JSON.stringify({ Type: 'User', Message: says }) };
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Reads a request in the shape expected, or refuses it as CloudWatch does. */
export function reading<S extends v.GenericSchema>(
  shape: S,
  request: unknown,
  answer: (asked: v.InferOutput<S>) => Answered,
): Answered {
  const read = v.safeParse(shape, request);
  if (read.success) return answer(read.output);
  const [issue] = read.issues;
  const says = `The parameter ${v.getDotPath(issue) ?? 'request'} is invalid: ${issue.message}`;
  return { refusal: { code: 'InvalidParameterValue', says } };
}
