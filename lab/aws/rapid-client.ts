import { request } from 'node:http';
import Module from 'node:module';

/**
 * Loaded with `node --import` before aws-lambda-ric: it replaces the native addon of that package, which needs a C++ compiler to
 * build, by a client of the Runtime API over node:http (AWS Lambda Developer Guide, "Using the Lambda runtime API").
 */
const ADDON = /rapid-client\.node$/;

/** `Module._load` is how `require` finds everything; it is writable, and Node's own type declarations leave it out. */
const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
const load = loader._load;
loader._load = (name, ...rest) => (ADDON.test(name) ? { next, done, error } : load(name, ...rest));

interface Heard {
  readonly bodyJson: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function next(): Promise<Heard> {
  return call('GET', 'invocation/next');
}

function done(id: string, body: string): void {
  void call('POST', `invocation/${id}/response`, body);
}

function error(id: string, body: string, xray: string): void {
  void call('POST', `invocation/${id}/error`, body, { 'lambda-runtime-function-xray-error-cause': xray });
}

function call(method: string, path: string, body = '', headers: Record<string, string> = {}): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`;
    const asked = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ bodyJson: Buffer.concat(chunks).toString('utf8'), headers: response.headers }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
