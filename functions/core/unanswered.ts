import { familyOf } from './address.ts';
import type { Lookup } from './delegation.ts';
import type { Finding } from './finding.ts';
import type { HTTP_MEANINGS } from './http-meanings.ts';
import { measured, type Observation } from './observation.ts';
import type { Look } from './page.ts';
import { gathered, placed, type Shown } from './spots.ts';
import { nameOf, type ServiceTarget } from './target.ts';

type Found = Finding<keyof typeof HTTP_MEANINGS>;

/** Did the address itself bring no answer at all? Of a web server without TLS nobody else tells that. */
export function isUnanswered({ handshake, hops: [hop] }: Look): boolean {
  return handshake === undefined && hop !== undefined && !hop.response.ok && measured(hop.response);
}

/** The addresses that brought no answer: the IPv6 half where IPv4 answers, else one by one, or all of them, which is critical. */
export function unansweredOf(looks: readonly Look[], target: ServiceTarget): readonly Found[] {
  const silent = looks.filter(isUnanswered);
  const answering = looks.filter(({ handshake, hops: [hop] }) => handshake === undefined && hop?.response.ok === true);
  const isSix = ({ address }: Look) => familyOf(address) === 'IPv6';
  const half = !answering.some(isSix) && answering.length > 0 ? silent.filter(isSix) : [];
  const others = silent.filter((look) => !half.includes(look)).map((look) => shownAs('http.unreachable', look));
  const sixes = half.map((look) => shownAs('http.v6_unreachable', look));
  return [
    ...gathered(others, silent.length + answering.length, target),
    ...sixes.slice(0, 1).map((first): Found => ({ ...placed(first, sixes, nameOf(target), target), family: 'IPv6' })),
  ];
}

/** The name of a web server without TLS that leads nowhere. */
export function addressless(lookup: Observation<Lookup>, target: ServiceTarget): readonly Found[] {
  if (!lookup.ok || lookup.value.ends === 'broken' || lookup.value.addresses.length > 0) return [];
  return [{ code: 'http.no_address', subject: nameOf(target), evidence: { host: target.host, detail: lookup.value.detail } }];
}

function shownAs(code: 'http.unreachable' | 'http.v6_unreachable', look: Look): Shown {
  const [hop] = look.hops;
  const detail = hop?.response.ok === false ? hop.response.detail : '';
  return { look, fault: { code, down: true, evidence: { url: hop?.url ?? '', detail } } };
}
