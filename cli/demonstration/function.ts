import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Handler } from '../../lab/aws/functions.ts';
import type { Call, Code, End } from './environment.ts';

/** A function that runs: its bundle, loaded in a thread with an environment of its own, as Lambda would load it in a machine of its own. */
export interface RunningFunction extends AsyncDisposable {
  readonly handler: Handler;
}

/** Starts one. `folder` holds the bundle, `handler` is as the template has it (`index.handler`), `env` is all that it finds in its environment. */
export function startFunction(
  folder: string,
  handler: string,
  env: Readonly<Record<string, string>>,
  now: () => Date,
): RunningFunction {
  const worker = threadFor(folder, handler, env);
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  let broken: Error | undefined;
  worker.on('message', (end: End) => {
    const call = open.get(end.id);
    open.delete(end.id);
    if ('error' in end) call?.reject(new Error(end.error));
    else call?.resolve(end.value);
  });
  worker.on('error', (error: Error) => {
    broken = error;
    for (const call of open.values()) call.reject(error);
  });
  const called = (event: unknown) => {
    if (broken) throw broken;
    const call = Promise.withResolvers<unknown>();
    open.set(++calls, call);
    worker.postMessage({ id: calls, event, at: now().getTime() } satisfies Call);
    return call.promise;
  };
  return { handler: called, [Symbol.asyncDispose]: async () => void (await worker.terminate()) };
}

function threadFor(folder: string, handler: string, env: Readonly<Record<string, string>>): Worker {
  const [module = '', name = ''] = handler.split('.');
  const workerData: Code = { file: join(folder, `${module}.mjs`), handler: name };
  const thread = new URL('./environment.ts', import.meta.url);
  const worker = new Worker(thread, { workerData, env: { ...env }, stdout: true, stderr: true });
  // What a function logs is CloudWatch's to keep.
  for (const log of [worker.stdout, worker.stderr]) log.resume();
  return worker;
}
