import { bounded } from '../core/bound.ts';
import type { Check, Fact } from '../core/check.ts';
import type { Lookup } from '../core/delegation.ts';
import type { Finding } from '../core/finding.ts';
import { HTTP_MEANINGS as meanings } from '../core/http-meanings.ts';
import { refusalsOf } from '../core/leaf.ts';
import type { Measure } from '../core/metric.ts';
import type { Net } from '../core/net.ts';
import type { Observation } from '../core/observation.ts';
import {
  clockFault,
  isJudged,
  type Look,
  lacksCookie,
  MOST_REDIRECTS,
  type PageFault,
  pageFaults,
  stepFault,
} from '../core/page.ts';
import { follow } from '../core/redirects.ts';
import { spotOf } from '../core/sight.ts';
import { gathered, placed, type Shown, shownBy } from '../core/spots.ts';
import { isPlain, isWeb, nameOf, type ServiceTarget } from '../core/target.ts';
import { addressless, isUnanswered, unansweredOf } from '../core/unanswered.ts';
import { NOT_MEASURED } from '../core/unmeasured.ts';
import { listed } from '../core/wording.ts';

type Code = keyof typeof meanings;

const FIRST_BYTE: Measure = {
  name: 'FirstByteMs',
  unit: 'Milliseconds',
  statistic: 'Maximum',
  says: 'time the web server thinks before its first byte, at the slowest address',
};

/** Where the name leads, and every address asked. */
export interface Seen {
  readonly lookup: Observation<Lookup>;
  readonly looks: readonly Look[];
}

/** Does every address of the web server answer, and with the page that clients are meant to get? */
export const http: Check<ServiceTarget, Seen, Code> = {
  name: 'http',
  about: 'service',
  concerns: isWeb,
  patience: 2, // a deployment that answers 503 for seconds is over by the next slot
  corroboration: 'quorum', // one vantage's way to a server, or one proxy on it, must not page
  meanings,
  measures: [FIRST_BYTE],

  async observe(target, net) {
    const lookup = await net.lookup(target.host);
    const { asked } = bounded(lookup.ok ? lookup.value.addresses : []);
    return { lookup, looks: await Promise.all(asked.map((address) => lookAt(target, address, asked, net))) };
  },

  judge({ lookup, looks }, target, now) {
    const expect = target.expect ?? {};
    const judged = looks.filter((look) => isJudged(look, expect) && !isUnanswered(look));
    const clocks = gathered(shownBy(looks, clockFault), looks.length, target);
    const unanswered = unansweredOf(looks, target);
    if (judged.length === 0) return [...(unanswered.length > 0 ? unanswered : unseen(lookup, looks, target)), ...clocks];
    const shown = shownBy(judged, (look) => pageFaults(look, expect));
    return [
      ...unanswered,
      ...insideCluster(shown, looks, target, now),
      ...gathered(shown, judged.length, target),
      ...steps(looks, target),
      ...clocks,
    ];
  },

  measure({ looks }) {
    const times = looks.flatMap(({ hops: [hop] }) => (hop?.response.ok === true ? [hop.response.value.firstByteMs] : []));
    return times.length === 0 ? [] : [{ name: FIRST_BYTE.name, value: Math.max(...times) }];
  },

  facts({ lookup, looks }, target) {
    const { beyond } = bounded(lookup.ok ? lookup.value.addresses : []);
    const unasked = { state: NOT_MEASURED, http: NOT_MEASURED };
    return [
      ...looks.flatMap((look) => factOf(look, target)),
      ...beyond.map((address) => ({ subject: spotOf(address, target.port), values: unasked })),
    ];
  },
};

async function lookAt(target: ServiceTarget, address: string, addresses: readonly string[], net: Net): Promise<Look> {
  const handshake = isPlain(target) ? undefined : await net.handshake(target.host, address, target.port);
  const follows = addresses.find((other) => other.includes(':') === address.includes(':')) === address;
  const hops = handshake?.ok === false ? [] : await follow(urlOf(target), address, follows ? MOST_REDIRECTS : 0, net);
  return { address, ...(handshake && { handshake }), follows, hops };
}

/** No response from anywhere, and nobody to blame for it: what hindered the connection is told by the certificate check, where there is TLS. */
function unseen(lookup: Observation<Lookup>, looks: readonly Look[], target: ServiceTarget): readonly Finding<Code>[] {
  if (looks.some((look) => lacksCookie(look, target.expect ?? {}))) {
    const detail = 'its redirects come to no page, and set a cookie on the way, which Picket does not keep';
    return [{ code: 'http.unknown', subject: nameOf(target), evidence: { host: target.host, detail } }];
  }
  if (looks.some(({ hops: [hop] }) => hop?.response.ok === true)) return [];
  const nowhere = isPlain(target) ? addressless(lookup, target) : [];
  if (nowhere.length > 0) return nowhere;
  const tries = looks.flatMap(({ handshake, hops: [hop] }) => [
    ...(handshake ? [handshake] : []),
    ...(hop ? [hop.response] : []),
  ]);
  const details = tries.flatMap((seen) => (seen.ok ? [] : [seen.detail]));
  const detail = details.length > 0 ? listed([...new Set(details)]) : lookup.ok ? lookup.value.detail : lookup.detail;
  return [{ code: 'http.unknown', subject: nameOf(target), evidence: { host: target.host, detail } }];
}

/** Everything before HTTP is in order at every address, in this very look, and HTTP fails at all of them. */
function insideCluster(shown: readonly Shown[], looks: readonly Look[], target: ServiceTarget, now: Date): Finding<Code>[] {
  const green = looks.every(({ handshake }) => handshake?.ok && refusalsOf(handshake.value, target.host, now).length === 0);
  const failing = shown.filter(({ look, fault }) => look.hops.length === 1 && isServerFault(fault));
  if (!green || new Set(failing.map(({ look }) => look)).size < looks.length) return [];
  const words = failing.map(({ fault: { code, evidence } }) =>
    code === 'http.status' ? `status ${evidence.status}${evidence.pause}` : String(evidence.detail),
  );
  const [first] = failing;
  if (first === undefined) return [];
  const fault: PageFault = {
    code: 'http.inside_cluster',
    down: true,
    evidence: { url: urlOf(target), detail: listed([...new Set(words)]) },
  };
  return [{ ...placed({ look: first.look, fault }, failing, nameOf(target), target), severity: 'critical' }];
}

function isServerFault({ code, evidence }: PageFault): boolean {
  return code === 'http.timeout' || (code === 'http.status' && Number(evidence.status) >= 500);
}

/** One response may be slow by chance; two that are alike are not. */
function steps(looks: readonly Look[], target: ServiceTarget): Finding<Code>[] {
  const slow = shownBy(looks, stepFault);
  const [first] = slow;
  if (first === undefined) return [];
  return [{ ...placed(first, slow, nameOf(target), target), severity: slow.length > 1 ? 'warning' : 'notice' }];
}

function factOf(look: Look, target: ServiceTarget): readonly Fact[] {
  const response = look.hops[0]?.response;
  if (response === undefined) return [];
  const subject = spotOf(look.address, target.port);
  const state = response.ok ? 'ok' : response.failure === 'unmeasured' ? NOT_MEASURED : response.failure;
  const common = look.handshake === undefined ? { state } : {}; // where there is TLS, the certificate check tells it
  if (!response.ok) return [{ subject, values: { ...common, http: state } }];
  return [{ subject, values: { ...common, http: response.value.status, firstByteMs: response.value.firstByteMs } }];
}

function urlOf({ scheme, host, port, path = '/' }: ServiceTarget): string {
  return new URL(path, `${scheme}://${host}:${port}`).href;
}
