import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import type { Order } from '../core/order.ts';
import type { Report, Weighed } from '../core/report.ts';

/** Longest wait for a vantage, in milliseconds: the probe's own deadline of 25 s, and 3 s for a cold start. */
const ASK_TIMEOUT_MS = 28_000;

/** The client for one vantage region, one per process. One try: a second one would come too late for the letter. */
export function openLambda(region: string, timeoutMs = ASK_TIMEOUT_MS): LambdaClient {
  return new LambdaClient({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
}

/** Puts an order to the probe of a vantage and brings back its reports, not yet in words; throws with one clause where that fails. */
export async function askVantage(client: LambdaClient, functionName: string, order: Order): Promise<readonly Report<Weighed>[]> {
  const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(order) }));
  const text = answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString();
  const told = parsed(text);
  if (answer.FunctionError !== undefined)
    throw new Error(`the probe failed: ${errorIn(told) ?? text.slice(0, MOST_OF_AN_ERROR)}`);
  if (!v.is(REPORTS, told)) throw new Error('the probe answered with something that is no report');
  return told as unknown as readonly Report<Weighed>[];
}

/** Characters of what a probe says of its own failure. Ours: a line of a letter. */
const MOST_OF_AN_ERROR = 200;

/** What letters are made of. A probe of another version may tell more. */
const REPORTS = v.array(
  v.looseObject({
    target: v.variant('kind', [
      v.looseObject({ kind: v.literal('zone'), zone: v.string() }),
      v.looseObject({ kind: v.literal('service'), scheme: v.string(), host: v.string(), port: v.number() }),
    ]),
    check: v.string(),
    vantage: v.string(),
    at: v.string(),
    state: v.string(),
    findings: v.array(
      v.looseObject({
        code: v.string(),
        subject: v.string(),
        severity: v.string(),
        evidence: v.record(v.string(), v.unknown()),
        outlook: v.optional(v.looseObject({ at: v.string(), what: v.string() })),
      }),
    ),
    facts: v.array(v.looseObject({ subject: v.string(), values: v.record(v.string(), v.unknown()) })),
  }),
);

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a function that threw, or that Lambda stopped, says: `{"errorType":"Sandbox.Timedout","errorMessage":"…"}`. */
function errorIn(told: unknown): string | undefined {
  const { errorMessage } = (told ?? {}) as { readonly errorMessage?: unknown };
  return typeof errorMessage === 'string' ? errorMessage.slice(0, MOST_OF_AN_ERROR) : undefined;
}
