import { type Check, isAbout, isForEverySlot } from '../functions/core/check.ts';
import { nameOf, type Parsed, type Target } from '../functions/core/target.ts';
import { plain } from '../functions/core/wording.ts';
import { parseHints } from '../functions/net/hints.ts';
import type { NetOptions } from '../functions/net/net.ts';
import { withExpected } from './expecting.ts';
import { nearest, readTarget } from './near.ts';
import { readCertificates, readFileBy, readMoment, readNumber, readVantage } from './reading.ts';

/** The options of `picket check` as they were typed. */
export interface Typed {
  readonly json?: boolean;
  readonly only?: string;
  /** True: run what searches elsewhere, too. */
  readonly deep?: boolean;
  /** TXT values of a pending order, `<value>` or `<name>=<value>`. */
  readonly expect?: readonly string[];
  readonly roots?: string;
  readonly allowPrivate?: boolean;
  readonly now?: string;
  readonly timeout?: string;
  readonly vantage?: string;
  readonly dnsPort?: string;
  readonly trust?: string;
  /** False: look at what was named, and at nothing else. */
  readonly discovery?: boolean;
}

/** What is to be checked, from where, by which clock. */
export interface Request {
  readonly targets: readonly Target[];
  readonly only?: readonly string[];
  /** Look for services of the zones that were named? */
  readonly discovers: boolean;
  /** Where it looks for services, does it search Certificate Transparency, too? */
  readonly searches: boolean;
  /** Does it search there for the hosts of services, as the check `renewal` would? */
  readonly searchesHosts: boolean;
  readonly vantage: string;
  readonly now?: Date;
  readonly net: NetOptions;
}

/** A request, or every fault in it, one sentence each. */
export type Requested =
  | { readonly ok: true; readonly value: Request }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Takes a value out of what was parsed, or notes its fault under the option's name. */
export type Take = <T>(parsed: Parsed<T>, option?: string) => T | undefined;

const NO_TARGET = 'no target given; expected a zone such as example.org, or a service such as https://www.example.org';

/** Reads targets and options, all of them whatever was wrong with the first. */
export function readRequest(texts: readonly string[], typed: Typed, checks: readonly Check[]): Requested {
  const faults: string[] = texts.length === 0 ? [NO_TARGET] : [];
  const take: Take = (parsed, option) => {
    if (parsed.ok) return parsed.value;
    faults.push(...parsed.fault.split('\n').map((line) => (option === undefined ? line : `${option}: ${line}`)));
    return undefined;
  };
  const asked = unique(texts.flatMap((text) => take(readTarget(text)) ?? []));
  const only = typed.only === undefined ? usualChecks(typed, checks) : take(readOnly(typed.only, checks), '--only');
  if (typed.only !== undefined && only !== undefined) faults.push(...idle(asked, only, checks));
  const targets = withExpected(asked, typed.expect ?? [], typed.only === undefined ? undefined : only, take);
  const vantage = take(readVantage(typed.vantage ?? 'here'), '--vantage');
  const now = typed.now === undefined ? undefined : take(readMoment(typed.now), '--now');
  const net = readNet(typed, take);
  if (faults.length > 0 || vantage === undefined) return { ok: false, faults };
  const discovers =
    typed.discovery !== false && checks.some(({ about, name }) => about === 'service' && (only?.includes(name) ?? true));
  const searches = typed.deep === true;
  const hows = { discovers, searches, searchesHosts: searches || typed.only !== undefined };
  return { ok: true, value: { targets, ...hows, vantage, net, ...(only && { only }), ...(now && { now }) } };
}

/** How the net is to be opened; the faults of the options go to `take`. */
export function readNet(typed: Typed, take: Take): NetOptions {
  const { timeout, dnsPort, roots, trust } = typed;
  const seconds = timeout === undefined ? undefined : take(readNumber(timeout, 600, 'a number of seconds'), '--timeout');
  const port = dnsPort === undefined ? undefined : take(readNumber(dnsPort, 65_535, 'a port'), '--dns-port');
  const hints = roots === undefined ? undefined : take(readFileBy(roots, parseHints), '--roots');
  const pems = trust === undefined ? undefined : take(readFileBy(trust, readCertificates), '--trust');
  return {
    allowPrivate: typed.allowPrivate === true,
    ...(seconds && { deadlineMs: seconds * 1000 }),
    ...(port && { port }),
    ...(hints && { roots: hints }),
    ...(pems && { trust: pems }),
  };
}

/**
 * What is run if nothing was named. A command line is one vantage, and a person waits before it: a CA may be asked about a service, and what searches for a zone
 * is left to `--deep`. Undefined: what a run makes by itself.
 */
function usualChecks({ deep }: Typed, checks: readonly Check[]): readonly string[] | undefined {
  const isUsual = (check: Check) => deep === true || check.about === 'service' || isForEverySlot(check);
  return deep === true || checks.some((check) => isUsual(check) && !isForEverySlot(check))
    ? checks.filter(isUsual).map(({ name }) => name)
    : undefined;
}

/** The target as it is looked at: Certificate Transparency is searched for a service with `--deep`, or where checks were named. */
export function searchedBy({ searchesHosts }: Pick<Request, 'searchesHosts'>, target: Target): Target {
  return searchesHosts || target.kind === 'zone' ? target : { ...target, transparency: [] };
}

function unique(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [nameOf(target), target])).values()];
}

function readOnly(text: string, checks: readonly Check[]): Parsed<readonly string[]> {
  const names = checks.map(({ name }) => name);
  const wanted = text.split(',').map((name) => name.trim());
  const strange = wanted.filter((name) => !names.includes(name));
  if (strange.length === 0) return { ok: true, value: wanted };
  const [guess] = nearest(strange[0] ?? '', names);
  const hint = guess === undefined ? '' : ` (did you mean ${guess}?)`;
  const quoted = strange.map((name) => `'${plain(name)}'`).join(', ');
  return { ok: false, fault: `there is no check ${quoted}${hint}; expected some of ${names.join(', ')}` };
}

/** Targets that the chosen checks say nothing about: to call them well would be a lie. */
function idle(targets: readonly Target[], only: readonly string[], checks: readonly Check[]): string[] {
  return targets
    .filter((target) => !checks.some((check) => isAbout(check, target) && only.includes(check.name)))
    .map((target) => {
      const fitting = checks.filter((check) => isAbout(check, target)).map(({ name }) => name);
      return `--only: ${only.join(', ')} says nothing about '${nameOf(target)}', a ${target.kind}; expected some of ${fitting.join(', ')}`;
    });
}
