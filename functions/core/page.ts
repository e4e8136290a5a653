import { isGlobal } from './address.ts';
import type { Evidence, Severity } from './finding.ts';
import { type DeclaredPage, type HttpResponse, redirectOf } from './http.ts';
import type { HTTP_MEANINGS } from './http-meanings.ts';
import { measured, type Observation } from './observation.ts';
import type { Handshake } from './tls.ts';

/** Redirects that are followed. Ours: browsers follow 20, and nobody needs more than two or three. */
export const MOST_REDIRECTS = 5;

/** How far a response may lie from a multiple of 5 s, and still be told as one. */
const STEP_TOLERANCE_MS = 300;

/** How wrong a clock may be (domain 62). */
const SKEW_SECONDS = 120;

/** One request on the way to a page. */
export interface Hop {
  readonly url: string;
  /** Where it went; left out where the host has no address. */
  readonly address?: string;
  readonly response: Observation<HttpResponse>;
}

/** One address of the host: how TLS went, and the request to it with the redirects that were followed. */
export interface Look {
  readonly address: string;
  /** Left out where no TLS is spoken. */
  readonly handshake?: Observation<Handshake>;
  /** Were redirects followed? For one address of each family alone. */
  readonly follows: boolean;
  /** Empty where TLS did not come about. */
  readonly hops: readonly Hop[];
}

/** What is wrong with one look. `down`: where every look shows it, nobody gets to the page. */
export interface PageFault {
  readonly code: keyof typeof HTTP_MEANINGS;
  readonly severity?: Severity;
  readonly down: boolean;
  readonly evidence: Evidence;
}

/** Did the request get to a verdict: a page, or a fault of the service? A redirect that was not followed and what was not measured are none. */
export function isJudged(look: Look, expect: DeclaredPage): boolean {
  const { hops, follows } = look;
  const first = hops[0]?.response;
  if (first === undefined || !measured(first)) return false;
  if (!first.ok) return first.failure !== 'handshake';
  if (lacksCookie(look, expect)) return false;
  return follows || first.value.status === expect.status || redirectOf(first.value, hops[0]?.url ?? '') === undefined;
}

/** Did its redirects come to no page, and may they for want of a cookie, while something was declared of the page? Then nobody knows it. */
export function lacksCookie({ hops, follows }: Look, expect: DeclaredPage): boolean {
  const [first, last] = [hops[0]?.response, hops.at(-1)];
  if (Object.keys(expect).length === 0 || !follows || last?.response.ok !== true) return false;
  if (first?.ok === true && first.value.status === expect.status) return false;
  return redirectOf(last.response.value, last.url) !== undefined && wantCookies(hops);
}

/** Everything wrong on the way to the page, and with it. Of a look that `isJudged`. */
export function pageFaults({ hops }: Look, expect: DeclaredPage): readonly PageFault[] {
  const [first] = hops;
  const last = first?.response.ok === true && first.response.value.status === expect.status ? first : hops.at(-1);
  if (first === undefined || last === undefined) return [];
  if (!last.response.ok) return troubleOn(first, last, last.response);
  const response = last.response.value;
  const next = response.status === expect.status ? undefined : redirectOf(response, last.url);
  return next === undefined ? contentFaults(response, last.url, expect) : endlessFaults(hops, next);
}

/** The address of a hop to which no packet may go is a finding; any other that Picket could not ask is none. */
function troubleOn(first: Hop, last: Hop, { failure, detail }: Extract<Hop['response'], { ok: false }>): readonly PageFault[] {
  const { url, address } = last;
  if (failure !== 'unmeasured') {
    const where = last === first ? detail : `its redirect leads to ${url}, where ${detail}`;
    return [{ code: 'http.timeout', down: true, evidence: { url: first.url, detail: where } }];
  }
  if (last === first || address === undefined || isGlobal(address)) return [];
  const leadsToHost = new URL(url).hostname;
  return [{ code: 'http.redirect_private', down: true, evidence: { url, firstUrl: first.url, leadsTo: address, leadsToHost } }];
}

/** A server that sets a cookie may well send its client to the same page again, and wants the cookie back; Picket keeps none. */
function endlessFaults(hops: readonly Hop[], next: string): readonly PageFault[] {
  const url = hops[0]?.url ?? '';
  if (wantCookies(hops)) return [];
  const again = hops.findIndex((hop) => hop.url === next);
  if (again !== -1) {
    const detail = again === hops.length - 1 ? `${next} leads to itself` : `they go in a circle and come back to ${next}`;
    return [{ code: 'http.redirect_loop', down: true, evidence: { url, detail } }];
  }
  const detail = `after ${MOST_REDIRECTS} of them the next leads to ${next}`;
  return [{ code: 'http.redirect_loop', severity: 'notice', down: false, evidence: { url, detail } }];
}

function wantCookies(hops: readonly Hop[]): boolean {
  return hops.some(({ response }) => response.ok && response.value.headers['set-cookie'] !== undefined);
}

function contentFaults(response: HttpResponse, url: string, expect: DeclaredPage): readonly PageFault[] {
  const { status, body, headers, truncated } = response;
  const faults: PageFault[] = [];
  if (expect.status === undefined ? status >= 500 : status !== expect.status) {
    const expected = expect.status ?? 'no server error';
    faults.push({ code: 'http.status', down: true, evidence: { url, status, pause: pauseOf(headers), expected } });
  }
  if (expect.body !== undefined && !body.includes(expect.body)) {
    const more = truncated ? ', and the page goes on' : '';
    const evidence = { url, status, expected: expect.body, bytes: Buffer.byteLength(body), more };
    faults.push({ code: 'http.body', down: true, evidence });
  }
  for (const [field, expected] of Object.entries(expect.headers ?? {})) {
    const value = headers[field.toLowerCase()];
    if (value?.includes(expected) !== true)
      faults.push({ code: 'http.header', down: false, evidence: { url, field, expected, value: value ?? 'missing' } });
  }
  return faults;
}

/** A page of maintenance says when to come back (RFC 9110 section 10.2.3); how long a page of an outage lasts nobody knows. */
function pauseOf({ 'retry-after': after = '' }: HttpResponse['headers']): string {
  const isSeconds = /^\d{1,9}$/.test(after);
  if (!isSeconds && Number.isNaN(Date.parse(after))) return '';
  const back = isSeconds ? `in ${after} s` : `at ${new Date(after).toISOString()}`;
  return `, with the wish to be asked again ${back}, as for a maintenance`;
}

/** A server that thought for a multiple of 5 s. */
export function stepFault({ hops: [hop] }: Look): readonly PageFault[] {
  if (hop?.response.ok !== true) return [];
  const { firstByteMs } = hop.response.value;
  const steps = Math.round(firstByteMs / 5000);
  if (steps === 0 || Math.abs(firstByteMs - steps * 5000) > STEP_TOLERANCE_MS) return [];
  return [{ code: 'http.slow_steps', down: false, evidence: { url: hop.url, firstByteMs, steps } }];
}

/** A clock that is wrong, by the response of the address itself. */
export function clockFault({ hops }: Look): readonly PageFault[] {
  const [hop] = hops;
  const skew = hop?.response.ok === true ? (hop.response.value.clockSkewSeconds ?? 0) : 0;
  if (hop === undefined || Math.abs(skew) <= SKEW_SECONDS) return [];
  const direction = skew > 0 ? 'fast' : 'slow';
  return [{ code: 'sys.clock_skew', down: false, evidence: { url: hop.url, skewSeconds: Math.abs(skew), direction } }];
}
