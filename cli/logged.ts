import { loggedHosts } from '../functions/core/logged.ts';
import type { Net } from '../functions/core/net.ts';
import { parseTarget, type ServiceTarget, type ZoneTarget } from '../functions/core/target.ts';
import { searchIssuances } from '../functions/core/transparency.ts';
import { plain } from '../functions/core/wording.ts';
import { presenceOf, serviceAt, webHosts } from './discovery.ts';

/** Hosts that are looked for at most; ours: whoever orders certificates decides how many there are, and a run has seconds. */
const MOST_LOGGED = 50;

/** What Certificate Transparency led to. */
export interface Logged {
  readonly services: readonly ServiceTarget[];
  /** What was not looked at, and why: one line each. */
  readonly notes: readonly string[];
}

/**
 * The web services at further hosts of a zone that certificates name. Anybody may have a name of a zone logged that never was in DNS: what does not
 * resolve, or does not listen on port 443, is no service and so no fault. The search is that of the check `issuance`, word for word: over one
 * net no question is sent twice.
 */
export async function discoverLogged(target: ZoneTarget, net: Net, now: Date): Promise<Logged> {
  const { zone, registered = zone, transparency } = target;
  const { from, issuances, failures } = await searchIssuances(net, registered, transparency);
  if (from === undefined)
    return { services: [], notes: [`no hosts of ${zone} from Certificate Transparency: ${plain(failures.join('; '))}`] };
  const hosts = loggedHosts(issuances, zone, now).filter((host) => isHost(host) && !webHosts(zone).includes(host));
  const services = hosts.slice(0, MOST_LOGGED).map((host) => serviceAt('https', host));
  const presences = await Promise.all(services.map((service) => presenceOf(service, net)));
  const unmeasured = presences.filter((presence) => presence === 'unmeasured').length;
  return { services: services.filter((_, at) => presences[at] === 'listens'), notes: notesOf(zone, hosts.length, unmeasured) };
}

function notesOf(zone: string, all: number, unmeasured: number): readonly string[] {
  const hosts = `hosts of ${zone} that Certificate Transparency shows`;
  return [
    ...(all > MOST_LOGGED
      ? [`${all - MOST_LOGGED} of ${all} further ${hosts} were left out, those of the oldest certificates`]
      : []),
    ...(unmeasured > 0
      ? [`${unmeasured} of ${Math.min(all, MOST_LOGGED)} further ${hosts} could not be asked from here, or not at every address`]
      : []),
  ];
}

/** What a CA put into a certificate is not yet a name that can be asked for. */
function isHost(name: string): boolean {
  return parseTarget(`https://${name}`).ok;
}
