import type { Delegation, Lookup, NameserverHost, Referral } from '../core/delegation.ts';
import { type Nameserver, sameName } from '../core/dns.ts';
import { failed, found, type Observation } from '../core/observation.ts';
import { byName, byServer } from './level.ts';
import type { Search } from './search.ts';
import { nsNames } from './step.ts';

/** Addresses of one zone that are asked at most (ours): the root itself has 26, and a stranger decides where our packets go. */
export const SERVERS = 64;

/** The nameservers of one zone, gathered from the parent's referrals and from the servers themselves, everything at once. */
export interface Roster {
  /** Takes in what one parent server says: its glue is asked at once, its names are looked up. */
  refer(referral: Referral): void;
  /** Waits until nothing new turns up. */
  complete(): Promise<Pick<Delegation, 'hosts' | 'children'>>;
}

interface Entry {
  readonly name: string;
  inParent: boolean;
  inChild: boolean;
  readonly glue: Set<string>;
  authoritative?: Observation<Lookup>;
}

/** Opens the roster of a zone; `onServer` hears of each distinct address as soon as it is known, under the first name it came with. */
export function openRoster(search: Search, zone: string, onServer: (server: Nameserver) => void): Roster {
  const hosts = new Map<string, Entry>();
  const addresses = new Set<string>();
  const children: { server: Nameserver; names: Observation<readonly string[]> }[] = [];
  const jobs: Promise<void>[] = [];

  const begin = (job: Promise<void>) => {
    // An exception means that Picket is broken; `complete` throws it, and it must not end the process before.
    job.catch(() => undefined);
    jobs.push(job);
  };

  const enlist = (server: Nameserver) => {
    if (addresses.has(server.address) || addresses.size >= SERVERS) return;
    addresses.add(server.address);
    onServer(server);
    begin(askItself(server));
  };

  const askItself = async (server: Nameserver) => {
    const names = await childSet(search, server, zone);
    children.push({ server, names });
    if (names.ok) for (const name of names.value) entryOf(name).inChild = true;
  };

  const entryOf = (name: string): Entry => {
    const known = hosts.get(name);
    if (known !== undefined) return known;
    const entry: Entry = { name, inParent: false, inChild: false, glue: new Set() };
    hosts.set(name, entry);
    begin(lookUp(entry));
    return entry;
  };

  const lookUp = async (entry: Entry) => {
    const { name } = entry;
    entry.authoritative = await search.lookup(name);
    if (entry.authoritative.ok) for (const address of entry.authoritative.value.addresses) enlist({ name, address });
  };

  const refer = ({ names, glue }: Referral) => {
    for (const server of glue) enlist(server);
    for (const name of names) entryOf(name).inParent = true;
    for (const { name, address } of glue) hosts.get(name)?.glue.add(address);
  };

  const complete = async () => {
    for (let done = 0; done < jobs.length; ) {
      const batch = jobs.slice(done);
      done = jobs.length;
      await Promise.all(batch);
    }
    return {
      hosts: [...hosts.values()].sort((a, b) => byName(a.name, b.name)).map(hostOf),
      children: [...children].sort((a, b) => byServer(a.server, b.server)),
    };
  };

  return { refer, complete };
}

function hostOf({ name, inParent, inChild, glue, authoritative }: Entry): NameserverHost {
  const unasked = failed<Lookup>('unmeasured', 'it was not looked up', 0);
  return { name, inParent, inChild, glue: [...glue], authoritative: authoritative ?? unasked };
}

/** The NS set that one server gives for its own zone; only an authoritative one counts. */
async function childSet(search: Search, server: Nameserver, zone: string): Promise<Observation<readonly string[]>> {
  const seen = await search.ask(server, { name: zone, type: 'NS' });
  if (!seen.ok) return seen;
  const { rcode, authoritative, answers } = seen.value;
  const names = nsNames(answers, zone);
  if (rcode !== 'NOERROR') return failed('malformed', `it answers ${rcode}`, seen.tookMs);
  if (!authoritative) return failed('malformed', `it is not authoritative for ${zone}`, seen.tookMs);
  if (names.length === 0) {
    const alias = answers.some(({ type, owner }) => type === 'CNAME' && sameName(owner, zone));
    return failed('malformed', alias ? `it says that ${zone} is an alias` : `it has no NS record for ${zone}`, seen.tookMs);
  }
  return found(names, seen.tookMs);
}
