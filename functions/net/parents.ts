import type { Referral } from '../core/delegation.ts';
import { type Nameserver, nameserverLabel, sameName } from '../core/dns.ts';
import { failed, found, type Observation } from '../core/observation.ts';
import { byServer, type Level, spread } from './level.ts';
import type { Search } from './search.ts';
import { type Fault, type Got, type Reading, readingOf, withoutAddress } from './tree.ts';

/** Servers of the parent that are asked for one delegation: enough to see them disagree. */
const PARENTS = 6;

/** What one server of the parent answered to the zone's name. */
export interface Word {
  readonly server: Nameserver;
  readonly got: Got<Reading>;
  readonly referral: Observation<Referral>;
}

/** What the servers of the parent answered, in their order, and why names among them led to no server. */
export interface Words {
  readonly words: readonly Word[];
  readonly nobody: readonly Fault[];
}

/**
 * Puts the zone's name to up to `PARENTS` servers of the parent at once, other names and both families first, and tells each referral as
 * it comes. Names without an address are looked up where one address at most is known; where nobody helped, as many again are asked.
 */
export async function askParents(
  search: Search,
  level: Level,
  zone: string,
  onReferral: (referral: Referral) => void,
): Promise<Words> {
  const known = spread(level.known, search.turn);
  const words: Word[] = [];
  const nobody: Fault[] = [];
  let room = 0;

  const ask = async (server: Nameserver) => {
    const seen = await search.ask(server, { name: zone, type: 'NS' });
    const got = readingOf(server, seen, level.zone, zone);
    const referral = referralOf(server, got, zone, seen.tookMs);
    words.push({ server, got, referral });
    if (referral.ok) onReferral(referral.value);
  };
  const askSome = async (servers: readonly Nameserver[]) => {
    const some = servers.slice(0, room);
    room -= some.length;
    await Promise.all(some.map(ask));
  };
  const askNamed = async (name: string) => {
    const servers = await search.addressesOf(name);
    if (servers.ok) await askSome(servers.value);
    else nobody.push(servers);
  };

  const named = withoutAddress(level);
  const early = known.length < 2 ? named : [];
  room = PARENTS;
  await Promise.all([askSome(known), ...early.map(askNamed)]);
  if (!words.some(({ got }) => got.ok)) {
    room = PARENTS;
    await Promise.all([askSome(known.slice(PARENTS)), ...(early.length > 0 ? [] : named.map(askNamed))]);
  }
  return { words: words.sort((a, b) => byServer(a.server, b.server)), nobody };
}

/** What a server of the parent says about the delegation; one that says something else, or nothing, is told with its reason. */
function referralOf(server: Nameserver, got: Got<Reading>, zone: string, tookMs: number): Observation<Referral> {
  if (!got.ok) return failed(got.failure === 'broken' ? 'malformed' : got.failure, got.detail, tookMs);
  const { step } = got.value;
  if (step.kind === 'cut' && sameName(step.zone, zone)) return found({ server, names: step.names, glue: step.glue }, tookMs);
  const says = {
    cut: `refers to another zone than ${zone}`,
    alias: `says that ${zone} is an alias`,
    here: `says that ${zone} is no zone of its own`,
    absent: `says that ${zone} does not exist`,
  };
  return failed('malformed', `${nameserverLabel(server)} ${says[step.kind]}`, tookMs);
}
