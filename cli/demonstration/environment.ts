import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What a function is called with, across threads. */
export interface Call {
  readonly id: number;
  readonly event: unknown;
  /** What `new Date()` says when the call begins, in milliseconds since 1970. */
  readonly at: number;
}

/** How a call ended. */
export type End = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

/** The bundle to load, and the name under which it exports its handler. */
export interface Code {
  readonly file: string;
  readonly handler: string;
}

let begun = { at: Date.now(), reading: performance.now() };
const now = () => begun.at + performance.now() - begun.reading;

// The functions ask the clock of their machine. Here it is the story's, in which five minutes take a second.
globalThis.Date = new Proxy(Date, {
  construct: (real, given, made) => Reflect.construct(real, given.length === 0 ? [now()] : given, made),
  get: (real, key) => (key === 'now' ? () => Math.floor(now()) : Reflect.get(real, key)),
});

const { file, handler } = workerData as Code;
const loaded: Record<string, (event: unknown) => unknown> = await import(pathToFileURL(file).href);

parentPort?.on('message', async ({ id, event, at }: Call) => {
  begun = { at, reading: performance.now() };
  parentPort?.postMessage(await ended(id, event));
});

async function ended(id: number, event: unknown): Promise<End> {
  try {
    return { id, value: await loaded[handler]?.(event) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
