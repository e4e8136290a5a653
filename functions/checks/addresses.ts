import { ADDRESS_MEANINGS, type AddressCode } from '../core/address-meanings.ts';
import type { Check } from '../core/check.ts';
import type { Lookup, ZoneServer } from '../core/delegation.ts';
import { type Exchange, nameserverLabel } from '../core/dns.ts';
import { apexAliasOf, deadEndOf, differencesOf, privateOf, splitsOf, ttlOf } from '../core/landing.ts';
import { disagree, FAMILIES, type Guide, type Mapping, spoken, voicesOf } from '../core/mapping.ts';
import type { Net } from '../core/net.ts';
import type { Observation } from '../core/observation.ts';
import { pairedOf } from '../core/paired.ts';
import { poolOf } from '../core/pool.ts';
import { wordsOfSaid } from '../core/said.ts';
import { staleOf, strangersOf, type View } from '../core/stranger.ts';
import type { ZoneTarget } from '../core/target.ts';

/** Every name as every server maps it, the declared pools' hosts, and what the given resolvers hold. */
export interface Seen {
  readonly guides: Observation<readonly Guide[]>;
  readonly mappings: readonly Mapping[];
  readonly hosts: Readonly<Record<string, Observation<Lookup>>>;
  readonly cached: readonly Exchange[];
}

/** Further answers of each server where servers differ: as a resolver would ask, and over TCP, so that nothing repeats an earlier one. */
const AGAIN = [{ recursionDesired: true }, { transport: 'tcp' }, { transport: 'tcp', recursionDesired: true }] as const;

/** Do all servers lead to the same addresses, and to those that are meant? */
export const addresses: Check<ZoneTarget, Seen, AddressCode> = {
  name: 'addresses',
  about: 'zone',
  patience: 3, // an edit takes a slot or two to reach every copy
  corroboration: 'any', // a record is the same fault wherever it is read
  meanings: ADDRESS_MEANINGS,
  measures: [],
  async observe(target, net) {
    const names = namesOf(target);
    const [guides, hosts] = await Promise.all([
      net.atEvery(target.zone, (server) => guideOf(server, target.zone, names, net)),
      lookedUp(
        names.flatMap((name) => poolOf(entriesFor(target, name)).hosts),
        net,
      ),
    ]);
    const heard = guides.ok ? guides.value : [];
    const [mappings, cached] = await Promise.all([
      Promise.all(names.map((name) => mappingOf(heard, target.zone, name, net))),
      cachedOf(target, names, net),
    ]);
    return { guides, mappings, hosts, cached };
  },
  judge(seen, target) {
    const { zone } = target;
    if (!seen.mappings.some(({ a, aaaa }) => spoken([...a, ...aaaa]).length > 0)) {
      const reason = seen.guides.ok ? 'nobody answered with authority' : seen.guides.detail;
      return [{ code: 'addr.unknown', subject: zone, evidence: { name: zone, reason } }];
    }
    const races = pairedOf(seen.guides.ok ? seen.guides.value : [], zone);
    const perName = seen.mappings.flatMap((mapping) => {
      const view: View = { target, mapping, entries: entriesFor(target, mapping.name), hosts: seen.hosts, cached: seen.cached };
      const judges = [differencesOf, splitsOf, apexAliasOf, deadEndOf, strangersOf, privateOf, ttlOf, staleOf];
      return judges.flatMap((judge) => judge(view));
    });
    return [...perName, ...races];
  },
  measure() {
    return [];
  },
  facts({ guides, mappings }) {
    return (guides.ok ? guides.value : []).map(({ server }) => {
      const subject = nameserverLabel(server);
      const words = mappings.flatMap(({ name, ...mapping }) =>
        FAMILIES.flatMap(([type, key]) => {
          const said = mapping[key].find((voice) => nameserverLabel(voice.server) === subject)?.said;
          return said?.kind === 'addresses' || said?.kind === 'alias' ? [`${name} ${type} ${wordsOfSaid(said)}`] : [];
        }),
      );
      return { subject, values: words.length === 0 ? {} : { addresses: words.join('; ') } };
    });
  },
};

/** The zone itself, its `www`, and whatever has a declared pool. */
function namesOf({ zone, addresses: declared = [] }: ZoneTarget): readonly string[] {
  const www = `www.${zone}`;
  return [...new Set([zone, ...(www.length > 253 ? [] : [www]), ...declared.map(({ name }) => name.toLowerCase())])];
}

function entriesFor({ addresses: declared = [] }: ZoneTarget, name: string): readonly string[] {
  return declared.filter((one) => one.name.toLowerCase() === name).flatMap(({ pool }) => pool);
}

async function guideOf(server: ZoneServer, zone: string, names: readonly string[], net: Net): Promise<Guide> {
  const pairs = names.map(async (name) => {
    const [a, aaaa] = await Promise.all([net.ask(server, { name, type: 'A' }), net.ask(server, { name, type: 'AAAA' })]);
    return [name, { a, aaaa }] as const;
  });
  const [soa, ...all] = await Promise.all([net.ask(server, { name: zone, type: 'SOA' }), ...pairs]);
  const apex = all.find(([name]) => name === zone)?.[1];
  // Where one by one brings nothing, a pair would show nothing either.
  const paired = apex?.a.answer.ok && apex.aaaa.answer.ok ? await net.askPair(server, zone) : undefined;
  return { server, soa, pairs: Object.fromEntries(all), ...(paired && { paired }) };
}

async function lookedUp(hosts: readonly string[], net: Net): Promise<Record<string, Observation<Lookup>>> {
  return Object.fromEntries(await Promise.all([...new Set(hosts)].map(async (host) => [host, await net.lookup(host)] as const)));
}

/** Follows aliases to their end, and asks again where servers differ. */
async function mappingOf(guides: readonly Guide[], zone: string, name: string, net: Net): Promise<Mapping> {
  const first = voicesOf(guides, zone, name, []);
  const torn = FAMILIES.filter(([, key]) => disagree(first[key])).map(([type]) => type);
  const questions = torn.flatMap((type) => guides.flatMap(({ server }) => AGAIN.map((how) => ({ server, type, how }))));
  const isAlias = [...first.a, ...first.aaaa].some(({ said }) => said.kind === 'alias');
  const [again, end] = await Promise.all([
    Promise.all(questions.map(({ server, type, how }) => net.ask(server, { name, type }, how))),
    isAlias ? net.lookup(name) : undefined,
  ]);
  return { name, ...voicesOf(guides, zone, name, again), ...(end && { end }) };
}

/** What caches still hold is asked of resolvers that the configuration names; nobody else's are bothered for it. */
async function cachedOf({ resolvers = [] }: ZoneTarget, names: readonly string[], net: Net): Promise<readonly Exchange[]> {
  const asked = resolvers.flatMap((address) =>
    names.flatMap((name) =>
      (['A', 'AAAA'] as const).map((type) => net.ask({ name: address, address }, { name, type }, { recursionDesired: true })),
    ),
  );
  return Promise.all(asked);
}
