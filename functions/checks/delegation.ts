import type { Check } from '../core/check.ts';
import type { Delegation, NameserverHost, Walk } from '../core/delegation.ts';
import { DELEGATION_MEANINGS as meanings } from '../core/delegation-meanings.ts';
import { nameserverLabel, sameName } from '../core/dns.ts';
import type { Finding } from '../core/finding.ts';
import type { Observation } from '../core/observation.ts';
import type { ZoneTarget } from '../core/target.ts';
import { contradicts, isStranded, uselessAmong } from '../core/useless.ts';
import { listed } from '../core/wording.ts';

type Code = keyof typeof meanings;

/** Where the walk from the root ended. */
export type Seen = Observation<Walk>;

/** Does the tree above the zone lead to the servers that the zone itself names? */
export const delegation: Check<ZoneTarget, Seen, Code> = {
  name: 'delegation',
  about: 'zone',
  patience: 2, // parents publish changes in batches
  corroboration: 'quorum', // one vantage may see one parent server that lags
  meanings,
  measures: [],
  observe({ zone }, net) {
    return net.walk(zone);
  },
  judge(seen, { zone }) {
    if (!seen.ok) return [{ code: 'dns.delegation.unknown', subject: zone, evidence: { reason: seen.detail } }];
    const walk = seen.value;
    if (walk.kind === 'inside') return [{ code: 'dns.delegation.not_a_zone', subject: zone, evidence: { within: walk.within } }];
    if (walk.kind === 'gone') {
      const parent = walk.parent === '.' ? 'root zone' : `parent zone ${walk.parent}`;
      const evidence = { name: walk.zone, parent, parentServer: walk.server.address };
      return [{ code: 'dns.delegation.gone', subject: zone, evidence }];
    }
    return [
      ...tornOf(walk.delegation),
      ...mismatchOf(walk.delegation),
      ...childTornOf(walk.delegation),
      ...walk.delegation.hosts.flatMap((host) => wrongGlueOf(host, walk.delegation)),
      ...unresolvableOf(walk.delegation),
    ];
  },
  measure: () => [],
  facts: () => [],
};

/** A parent that contradicts itself. */
function tornOf({ zone, parent, referrals, denying = [] }: Delegation): readonly Finding<Code>[] {
  const granting = referrals.flatMap((referral) => (referral.ok ? [referral.value.server] : []));
  const [denier, granter] = [denying[0], granting[0]];
  if (denier === undefined || granter === undefined) return [];
  const evidence = {
    ...{ parent, denying: listed(denying.map(nameserverLabel)), granting: listed(granting.map(nameserverLabel)) },
    ...{ address: denier.address, parentServer: granter.address },
  };
  return [{ code: 'dns.delegation.parent_torn', subject: zone, evidence }];
}

/** Servers of the zone with different sets, which together may well make up the parent's. */
function childTornOf({ zone, children }: Delegation): readonly Finding<Code>[] {
  const told = children.flatMap(({ server, names }) => (names.ok ? [{ server, set: listed(names.value) }] : []));
  const [first, other] = [...Map.groupBy(told, ({ set }) => set).values()].map(([one]) => one);
  if (first === undefined || other === undefined) return [];
  const sets = [first, other].map(({ server, set }) => `${nameserverLabel(server)} lists ${set}`).join('; ');
  const evidence = { sets, address: first.server.address, otherAddress: other.server.address };
  return [{ code: 'dns.delegation.child_torn', subject: zone, evidence }];
}

/** The two sets, compared as names: spelling and order do not matter. Where no child answered there is nothing to compare with. */
function mismatchOf(seen: Delegation): readonly Finding<Code>[] {
  const inParent = seen.hosts.filter((host) => host.inParent);
  const inChild = seen.hosts.filter((host) => host.inChild);
  const onlyParent = inParent.filter(({ name }) => !inChild.some((other) => sameName(other.name, name)));
  const onlyChild = inChild.filter(({ name }) => !inParent.some((other) => sameName(other.name, name)));
  const heard = seen.children.find(({ names }) => names.ok);
  if (heard === undefined || onlyParent.length + onlyChild.length === 0) return [];
  const evidence = {
    parent: seen.parent,
    parentNames: namesOf(inParent),
    childNames: namesOf(inChild),
    onlyParent: namesOf(onlyParent),
    onlyChild: namesOf(onlyChild),
    parentServer: parentServer(seen),
    childServer: heard.server.address,
  };
  return [{ code: 'dns.delegation.ns_mismatch', subject: seen.zone, evidence }];
}

/** Glue that is none of the name's addresses. An address without glue is no fault: the parent need not know all of them. */
function wrongGlueOf({ name, glue, authoritative }: NameserverHost, seen: Delegation): readonly Finding<Code>[] {
  if (!authoritative.ok) return [];
  const { value } = authoritative;
  const shared = { zone: seen.zone, name, parent: seen.parent, parentServer: parentServer(seen) };
  return glue
    .filter((address) => contradicts(value, address))
    .map((address) => ({
      code: 'dns.delegation.glue_mismatch',
      subject: nameserverLabel({ name, address }),
      evidence: { ...shared, glue: address, authoritative: value.addresses.join(', ') },
    }));
}

/** One finding for each name that leads nowhere; one for the zone, critical, where no name of the parent leads anywhere. */
function unresolvableOf({ hosts, zone }: Delegation): readonly Finding<Code>[] {
  const useless = uselessAmong(hosts, zone);
  const parentHosts = hosts.filter(({ inParent }) => inParent);
  const first = useless.find(({ host }) => host.inParent);
  if (first !== undefined && parentHosts.every((host) => isStranded(host, useless))) {
    const { name } = first.host;
    const evidence = { zone, name, names: namesOf(parentHosts), cause: `${name}: ${first.cause}` };
    return [{ code: 'dns.delegation.ns_unresolvable', subject: zone, severity: 'critical', evidence }];
  }
  return useless.map(({ host: { name }, cause }) => ({
    code: 'dns.delegation.ns_unresolvable',
    subject: name,
    evidence: { zone, name, names: name, cause },
  }));
}

function namesOf(hosts: readonly NameserverHost[]): string {
  const names = hosts.map(({ name }) => name).toSorted();
  return names.length === 0 ? 'nothing' : names.join(', ');
}

function parentServer({ referrals }: Delegation): string {
  const first = referrals.find(({ ok }) => ok);
  return first?.ok ? first.value.server.address : 'a.root-servers.net';
}
