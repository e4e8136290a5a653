import { randomUUID } from 'node:crypto';

/** What a handler is told besides the event. */
export interface Context {
  readonly functionName: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** A Lambda handler as it is exported: async, one event, one context. */
// biome-ignore lint/suspicious/noExplicitAny: every handler names its own event.
export type Handler = (event: any, context: Context) => unknown;

/** How an invocation ended. `payload` is JSON; with `failed` it is Lambda's error document. */
export interface Invoked {
  readonly region: string;
  readonly name: string;
  readonly event: unknown;
  readonly payload: string;
  readonly failed: boolean;
}

/** The functions of all regions. */
export interface Functions {
  readonly invoked: readonly Invoked[];
  register(region: string, name: string, handler: Handler): void;
  knows(region: string, name: string): boolean;
  /** Undefined where no handler is registered under that name in that region. */
  invoke(region: string, name: string, event: unknown): Promise<Invoked | undefined>;
}

/** Lambda functions run in this process. Events and results cross as JSON, so that nothing is shared by accident. */
export function openFunctions(account: string, onInvoked: (one: Invoked) => void): Functions {
  const handlers = new Map<string, Handler>();
  const invoked: Invoked[] = [];
  return {
    invoked,
    register: (region, name, handler) => void handlers.set(`${region}/${bareName(name)}`, handler),
    knows: (region, name) => handlers.has(`${region}/${bareName(name)}`),
    async invoke(region, name, event) {
      const functionName = bareName(name);
      const handler = handlers.get(`${region}/${functionName}`);
      if (!handler) return undefined;
      const context = {
        functionName,
        invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:${functionName}`,
        awsRequestId: randomUUID(),
        getRemainingTimeInMillis: () => 60_000,
      };
      const one = { region, name: functionName, event, ...(await outcome(handler, event, context)) };
      invoked.push(one);
      onInvoked(one);
      return one;
    },
  };
}

async function outcome(handler: Handler, event: unknown, context: Context): Promise<Pick<Invoked, 'payload' | 'failed'>> {
  try {
    const result = await handler(JSON.parse(JSON.stringify(event ?? null)), context);
    return { payload: JSON.stringify(result ?? null), failed: false };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    const told = { errorType: name, errorMessage: message, trace: (stack ?? '').split('\n') };
    return { payload: JSON.stringify(told), failed: true };
  }
}

/** `name`, `name:alias`, a partial or a whole ARN: the function's bare name. */
export function bareName(name: string): string {
  return /(?:^|:)function:([^:]+)/.exec(name)?.[1] ?? name.split(':')[0] ?? name;
}

/** The region in a function's ARN, or the one given. */
export function regionOf(name: string, otherwise: string): string {
  return /^arn:[^:]+:lambda:([^:]+):/.exec(name)?.[1] ?? otherwise;
}
