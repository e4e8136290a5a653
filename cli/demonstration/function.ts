import { Worker } from 'node:worker_threads';
import type { Call, Code, End } from './environment.ts';

/** A function that runs: its bundle, loaded in a thread with an environment of its own, as Lambda would load it in a machine of its own. */
export interface RunningFunction extends AsyncDisposable {
  readonly handler: (event: unknown) => Promise<unknown>;
}

/** Starts one. `env` is all that it finds in its environment. */
export function startFunction(code: Code, env: Readonly<Record<string, string>>, now: () => Date): RunningFunction {
  const worker = threadFor(code, env);
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
  const called = async (event: unknown) => {
    if (broken) throw broken;
    const call = Promise.withResolvers<unknown>();
    open.set(++calls, call);
    worker.postMessage({ id: calls, event, at: now().getTime() } satisfies Call);
    return call.promise;
  };
  return { handler: called, [Symbol.asyncDispose]: async () => void (await worker.terminate()) };
}

function threadFor(code: Code, env: Readonly<Record<string, string>>): Worker {
  const thread = new URL('./environment.ts', import.meta.url);
  const worker = new Worker(thread, { workerData: code, env: { ...env }, stdout: true, stderr: true });
  // What a function logs is CloudWatch's to keep.
  for (const log of [worker.stdout, worker.stderr]) log.resume();
  return worker;
}
