import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Order } from '../core/order.ts';
import type { Report, Weighed } from '../core/report.ts';

/** Longest wait for a vantage, in milliseconds: the probe's own deadline of 25 s, and 3 s for a cold start. */
export const ASK_TIMEOUT_MS = 28_000;

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
  if (answer.FunctionError !== undefined) throw new Error(`the probe failed: ${text.slice(0, 200)}`);
  const reports: unknown = JSON.parse(text);
  if (!Array.isArray(reports) || !reports.every(isReport)) throw new Error('the probe answered with something that is no report');
  return reports;
}

function isReport(value: unknown): value is Report<Weighed> {
  const report = value as Partial<Report> | null;
  return (
    typeof report?.check === 'string' &&
    typeof report.target === 'object' &&
    Array.isArray(report.findings) &&
    Array.isArray(report.facts)
  );
}
