import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Monitoring, OPERATIONS } from './cloudwatch.ts';
import type { FaultKind, Faults } from './faults.ts';
import { type Functions, regionOf } from './functions.ts';
import { readPublish, type Topics } from './topics.ts';
import { type Answered, type Asked, jsonReply, queryReply, type Refusal, type Reply, readAsked, restRefusal } from './wire.ts';

/** What stands behind the server. */
export interface Services {
  readonly monitoring: (region: string) => Monitoring;
  readonly topics: Topics;
  readonly functions: Functions;
  readonly faults: Faults;
  /** Calls a function without waiting for it. */
  readonly start: (region: string, name: string, event: unknown) => void;
  readonly now: () => Date;
}

/** One server for CloudWatch, SNS and Lambda of all regions, told apart by the SigV4 credential scope. */
export async function openServer(services: Services): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    readAsked(request)
      .then((read) => (read.refusal ? restRefusal(read.refusal) : answer(read.body, services)))
      .catch((error: Error) => jsonReply({ refusal: { code: 'InternalServiceFault', says: error.message, status: 500 } }))
      .then((reply) => reply && send(response, reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { endpoint: `http://127.0.0.1:${port}`, close };
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { 'x-amzn-requestid': randomUUID(), 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** The reply, or undefined for a black hole. */
async function answer(asked: Asked, services: Services): Promise<Reply | undefined> {
  if (asked.service === 'monitoring') return cloudWatch(asked, services);
  if (asked.service === 'sns') return sns(asked, services);
  if (asked.service === 'lambda') return lambda(asked, services);
  return restRefusal({ code: 'UnknownService', says: `the stand-in has no service ${asked.service}`, status: 404 });
}

const FAULTS: Readonly<Record<Exclude<FaultKind, 'black hole'>, Refusal>> = {
  throttle: { code: 'Throttling', says: 'Rate exceeded' },
  'internal error': { code: 'InternalServiceFault', says: 'Request processing has failed.', status: 500 },
};

/** The next fault of an operation, if one was set; 'black hole' means no reply at all. */
function faultOf(operation: string, { region }: Asked, { faults }: Services): 'black hole' | Refusal | undefined {
  const kind = faults.take(operation, region);
  return kind === undefined || kind === 'black hole' ? kind : FAULTS[kind];
}

function cloudWatch(asked: Asked, services: Services): Reply | undefined {
  const operation = /^GraniteServiceVersion20100801\.(\w+)$/.exec(asked.headers['x-amz-target'] ?? '')?.[1] ?? '';
  const fault = faultOf(operation, asked, services);
  if (fault === 'black hole') return undefined;
  if (fault) return jsonReply({ refusal: fault });
  const operate = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (!operate) {
    const says = `the stand-in does not know the CloudWatch operation '${operation}'`;
    return jsonReply({ refusal: { code: 'InvalidAction', says } });
  }
  const request = parsed(asked.body);
  if (request === undefined) return jsonReply({ refusal: { code: 'SerializationException', says: 'The body is no JSON.' } });
  return jsonReply(operate(request, services.monitoring(asked.region)));
}

function sns(asked: Asked, services: Services): Reply | undefined {
  const form = new URLSearchParams(asked.body);
  const action = form.get('Action') ?? '';
  const topic = (form.get('TopicArn') ?? '').split(':').at(-1);
  const fault = faultOf(action, asked, services) ?? faultOf(`${action} ${topic}`, asked, services);
  if (fault === 'black hole') return undefined;
  const says = `the stand-in does not know the SNS operation '${action}'`;
  const answered = (): Answered<Readonly<Record<string, string>>> => {
    if (fault) return { refusal: fault };
    if (action !== 'Publish') return { refusal: { code: 'InvalidAction', says } };
    const wanted = readPublish(form);
    const home = wanted.topicArn.split(':')[3];
    if (home !== asked.region) return { refusal: { code: 'InvalidParameter', says: 'Invalid parameter: TopicArn' } };
    return services.topics.publish(wanted, services.now());
  };
  return queryReply(/^\w+$/.test(action) ? action : 'Unknown', answered(), randomUUID());
}

async function lambda(asked: Asked, services: Services): Promise<Reply | undefined> {
  const path = /^\/2015-03-31\/functions\/([^/]+)\/invocations(?:\?.*)?$/.exec(asked.path);
  if (asked.method !== 'POST' || !path) {
    return restRefusal({
      code: 'UnknownOperationException',
      says: `the stand-in does not know ${asked.method} ${asked.path}`,
      status: 404,
    });
  }
  const fault = faultOf('Invoke', asked, services);
  if (fault === 'black hole') return undefined;
  if (fault)
    return restRefusal(fault.code === 'Throttling' ? { code: 'TooManyRequestsException', says: fault.says, status: 429 } : fault);
  const name = decodeURIComponent(path[1] ?? '');
  const region = regionOf(name, asked.region);
  const missing = { code: 'ResourceNotFoundException', says: `Function not found: ${name} in ${region}`, status: 404 };
  if (!services.functions.knows(region, name)) return restRefusal(missing);
  const event = asked.body === '' ? {} : parsed(asked.body);
  if (event === undefined)
    return restRefusal({ code: 'InvalidRequestContentException', says: 'Could not parse request body into json' });
  if (asked.headers['x-amz-invocation-type'] === 'Event') {
    services.start(region, name, event);
    return { status: 202, headers: {}, body: '' };
  }
  const invoked = await services.functions.invoke(region, name, event);
  if (!invoked) return restRefusal(missing);
  const failed = invoked.failed ? { 'x-amz-function-error': 'Unhandled' } : {};
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST', ...failed },
    body: invoked.payload,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
