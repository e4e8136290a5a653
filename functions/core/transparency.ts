import type { HttpResponse } from './http.ts';
import { type Issuance, type IssuancePage, readCertSpotter, readCrtSh } from './issuance.ts';
import type { Net } from './net.ts';
import type { Observation } from './observation.ts';
import { spanOf } from './wording.ts';

/** A search over Certificate Transparency logs: by which interface, and where. */
export interface CtSearch {
  readonly api: 'Cert Spotter' | 'crt.sh';
  readonly url: string;
}

/** The public ones, in the order in which they are tried: crt.sh is often overloaded, and shows a certificate's names of other domains not at all. */
export const CT_SEARCHES: readonly CtSearch[] = [
  { api: 'Cert Spotter', url: 'https://api.certspotter.com/v1/issuances' },
  { api: 'crt.sh', url: 'https://crt.sh/' },
];

/** Keys of searches by host name, out of the environment (`PICKET_CERTSPOTTER_KEY`); without one a search allows fewer questions an hour. */
export function keysOf(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const key = env.PICKET_CERTSPOTTER_KEY;
  return key === undefined || key === '' ? {} : { 'api.certspotter.com': key };
}

/** Pages read at most, and bytes of each. Ours: some thousand certificates; whoever has more would spend the hour's allowance on one domain. */
const MOST_PAGES = 20;
const MOST_BYTES = 4_194_304;

/** What the searches brought. */
export interface Searched {
  /** Who answered; absent where nobody did, and then nothing is known. */
  readonly from?: CtSearch['api'];
  /** Every unexpired certificate that was found, of all CAs. */
  readonly issuances: readonly Issuance[];
  /** Who did not answer, and why: one clause each. */
  readonly failures: readonly string[];
}

type Outcome = { readonly ok: true; readonly issuances: readonly Issuance[] } | { readonly ok: false; readonly why: string };

/** Asks one search after the other until one has told everything. Half an answer is none: the newest certificates are on the last page. */
export async function searchIssuances(net: Net, domain: string, searches: readonly CtSearch[] = CT_SEARCHES): Promise<Searched> {
  const failures: string[] = [];
  for (const { api, url } of searches) {
    const below = { domain, include_subdomains: 'true' };
    const outcome = await (api === 'crt.sh' ? atCrtSh(net, domain, url) : atCertSpotter(net, below, url));
    if (outcome.ok) return { from: api, issuances: outcome.issuances, failures };
    failures.push(`${api}: ${outcome.why}`);
  }
  return { issuances: [], failures };
}

/**
 * The unexpired certificates that are good for one host, those for a wildcard among them, with all of their names: a question of Cert Spotter's that it allows
 * more often than one about a whole domain. crt.sh is not asked, since it tells of a certificate's names those alone that were searched for. Undefined where no
 * search that could tell is to be asked.
 */
export async function searchHost(
  net: Net,
  host: string,
  searches: readonly CtSearch[] = CT_SEARCHES,
): Promise<Searched | undefined> {
  const search = searches.find(({ api }) => api === 'Cert Spotter');
  if (search === undefined) return undefined;
  const outcome = await atCertSpotter(net, { domain: host, match_wildcards: 'true' }, search.url);
  if (outcome.ok) return { from: search.api, issuances: outcome.issuances, failures: [] };
  return { issuances: [], failures: [`${search.api}: ${outcome.why}`] };
}

async function atCertSpotter(net: Net, about: Readonly<Record<string, string>>, url: string): Promise<Outcome> {
  const issuances = new Map<string, Issuance>();
  let after: string | undefined;
  for (let number = 0; number < MOST_PAGES; number += 1) {
    const query = new URLSearchParams({ ...about, expand: 'dns_names' });
    query.append('expand', 'issuer');
    if (after !== undefined) query.append('after', after);
    const page = pageOf(await ask(net, url, query), readCertSpotter);
    if (!page.ok) return page;
    for (const issuance of page.value.issuances) issuances.set(issuance.id, issuance);
    if (page.value.lastId === undefined || page.value.lastId === after) return { ok: true, issuances: [...issuances.values()] };
    after = page.value.lastId;
  }
  return { ok: false, why: `more than ${MOST_PAGES} pages` };
}

/** The name itself and the names below it are two searches there. */
async function atCrtSh(net: Net, domain: string, url: string): Promise<Outcome> {
  const found = new Map<string, Issuance>();
  for (const q of [domain, `%.${domain}`]) {
    const query = new URLSearchParams({ q, output: 'json', exclude: 'expired' });
    const page = pageOf(await ask(net, url, query), readCrtSh);
    if (!page.ok) return page;
    for (const issuance of page.value.issuances) {
      const names = new Set([...(found.get(issuance.id)?.names ?? []), ...issuance.names]);
      found.set(issuance.id, { ...issuance, names: [...names].sort() });
    }
  }
  return { ok: true, issuances: [...found.values()] };
}

function ask(net: Net, url: string, query: URLSearchParams): Promise<Observation<HttpResponse>> {
  return net.request({ url: `${url}?${query}`, maxBytes: MOST_BYTES, isSource: true });
}

type Page = { readonly ok: true; readonly value: IssuancePage } | { readonly ok: false; readonly why: string };

function pageOf(seen: Observation<HttpResponse>, read: (text: string) => IssuancePage | undefined): Page {
  if (!seen.ok) return { ok: false, why: seen.detail };
  const { status, headers, body, truncated } = seen.value;
  const wait = /^\d{1,9}$/.test(headers['retry-after'] ?? '')
    ? `, to be asked again in ${spanOf(Number(headers['retry-after']))}`
    : '';
  if (status !== 200) return { ok: false, why: `HTTP status ${status}${wait}` };
  if (truncated) return { ok: false, why: 'its answer broke off or is too long' };
  const value = read(body);
  return value === undefined ? { ok: false, why: 'its answer is no list in JSON' } : { ok: true, value };
}
