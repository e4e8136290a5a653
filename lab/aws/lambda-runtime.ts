import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What is to be run, as Lambda would run it. */
export interface RuntimeOptions {
  /** The unpacked asset: what Lambda mounts at `/var/task`. */
  readonly assetDir: string;
  /** `index.handler`. */
  readonly handler: string;
  /** The function's environment; nothing of this process but PATH is passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** Handed over one after the other, to one execution environment. */
  readonly events: readonly unknown[];
  /** Milliseconds for the whole run; default 30,000. What is not answered by then is an error result. */
  readonly limitMs?: number;
}

/** How one event ended: the handler's result, or Lambda's error document. */
export type RuntimeResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { readonly errorType: string; readonly errorMessage: string } };

/** Results in the order of the events, and every line that the function wrote. */
export interface RuntimeRun {
  readonly results: readonly RuntimeResult[];
  readonly log: readonly string[];
}

const CHECKOUT = join(import.meta.dirname, '..', '..');

/**
 * The main file of aws-lambda-ric in `PICKET_RIC_DIR` (a folder with `node_modules`) or in the checkout; undefined where it is
 * not installed.
 */
export function findRuntimeClient(dir: string | undefined = process.env.PICKET_RIC_DIR): string | undefined {
  const homes = [...(dir === undefined ? [] : [dir]), CHECKOUT];
  return homes.map((home) => join(home, 'node_modules', 'aws-lambda-ric', 'index.mjs')).find((file) => existsSync(file));
}

/**
 * Runs a bundled asset under aws-lambda-ric, the client that Lambda's own Node.js image starts, against a Runtime API of our own
 * (AWS Lambda Developer Guide, "Using the Lambda runtime API"). Throws when the package is not installed.
 */
export async function runUnderRuntime(options: RuntimeOptions): Promise<RuntimeRun> {
  const client = findRuntimeClient();
  if (client === undefined) throw new Error('aws-lambda-ric is not installed; run: npm i --ignore-scripts aws-lambda-ric@4.0.2');
  const results: (RuntimeResult | undefined)[] = [];
  const ended = Promise.withResolvers<void>();
  const server = createServer(runtimeApi(options, results, ended.resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, ['--import', join(import.meta.dirname, 'rapid-client.ts'), client], {
    cwd: options.assetDir,
    env: { ...environmentOf(options), ...options.env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const limit = setTimeout(ended.resolve, options.limitMs ?? 30_000);
  await Promise.race([ended.promise, closed]);
  clearTimeout(limit);
  child.kill('SIGKILL');
  await closed;
  server.close();
  server.closeAllConnections();
  const log = Buffer.concat(chunks).toString('utf8').split('\n').filter(Boolean);
  return { results: options.events.map((_, index) => results[index] ?? UNANSWERED), log };
}

const UNANSWERED: RuntimeResult = {
  ok: false,
  error: { errorType: 'Runtime.ExitError', errorMessage: 'the function ended, or its time did, without an answer' },
};

function environmentOf({ assetDir, handler }: RuntimeOptions): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    LAMBDA_TASK_ROOT: assetDir,
    _HANDLER: handler,
    AWS_LAMBDA_FUNCTION_NAME: 'lab',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/lab',
    AWS_LAMBDA_LOG_STREAM_NAME: 'lab',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIALAB',
    AWS_SECRET_ACCESS_KEY: 'lab',
  };
}

/**
 * The Runtime API: `next` hands out an event, `response` and `error` take its end. The run ends when every event has been
 * answered.
 */
function runtimeApi({ events, limitMs = 30_000 }: RuntimeOptions, results: (RuntimeResult | undefined)[], end: () => void) {
  let handed = 0;
  let answered = 0;
  const hand = (response: ServerResponse) => {
    response.writeHead(200, {
      'lambda-runtime-aws-request-id': String(handed),
      'lambda-runtime-deadline-ms': String(Date.now() + limitMs),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:lab',
    });
    response.end(JSON.stringify(events[handed]));
    handed += 1;
  };
  const take = (path: string, body: string) => {
    const [, id = '', how] = /\/invocation\/(\d+)\/(response|error)$/.exec(path) ?? [];
    const index = how === undefined ? 0 : Number(id);
    results[index] = how === 'response' ? { ok: true, value: JSON.parse(body) } : { ok: false, error: JSON.parse(body) };
    answered += 1;
    if (how === undefined || answered === events.length) end();
  };
  return async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      // Past the last event the request stays open, as it does between two calls of a warm function.
      if (handed < events.length) hand(response);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    response.writeHead(202).end();
    take(path, Buffer.concat(chunks).toString('utf8'));
  };
}
