import { exchangerNames } from '../functions/core/exchanger.ts';
import type { Net } from '../functions/core/net.ts';
import { measured, type Observation } from '../functions/core/observation.ts';
import { SCHEMES, type Scheme } from '../functions/core/scheme.ts';
import { stationAt } from '../functions/core/station.ts';
import { dialectOf, type ServiceTarget } from '../functions/core/target.ts';

/** Hosts of MX records that are looked into, and addresses of one host; ours: whoever edits the zone decides how many there are. */
const MOST_EXCHANGERS = 4;
const MOST_ADDRESSES = 4;

/** What users of mail connect to. Port 25 is for the check `mail`, which judges it as other mail servers do: they mind no name. */
const MAIL = ['submission', 'submissions', 'imap', 'imaps', 'pop3', 'pop3s'] as const satisfies readonly Scheme[];

/** Failures of something that listens: TCP worked. */
const LISTENS: readonly string[] = ['handshake', 'malformed', 'starttls'];

/**
 * The services of a zone that nobody had to name: the web at the zone's own name and at `www`, and what listens for users of mail at the hosts of its MX
 * records. A port that is closed or silent is no service, and so no fault. What is asked here is not asked again by the checks of the same net.
 */
export async function discover(zone: string, net: Net): Promise<readonly ServiceTarget[]> {
  const web = webHosts(zone).map((host) => serviceAt('https', host));
  const mx = stationAt(net, { name: zone, type: 'MX' });
  const found = await Promise.all([present(web, net), mx.then((seen) => present(mailServices(seen), net))]);
  return found.flat();
}

/** Where the web of a zone is looked for without a hint. */
export function webHosts(zone: string): readonly string[] {
  return [zone, `www.${zone}`];
}

function mailServices(mx: Awaited<ReturnType<typeof stationAt>>): readonly ServiceTarget[] {
  const hosts = (mx.ok && exchangerNames(mx.value)) || [];
  return hosts.slice(0, MOST_EXCHANGERS).flatMap((host) => MAIL.map((scheme) => serviceAt(scheme, host)));
}

/** A service at its usual port. */
export function serviceAt(scheme: (typeof MAIL)[number] | 'https', host: string): ServiceTarget {
  return { kind: 'service', scheme, host, port: SCHEMES[scheme].port };
}

async function present(services: readonly ServiceTarget[], net: Net): Promise<readonly ServiceTarget[]> {
  const there = await Promise.all(services.map((service) => presenceOf(service, net)));
  return services.filter((_, at) => there[at] === 'listens');
}

/** Whether something is there; `unmeasured` where Picket could ask at none of its addresses. */
export type Presence = 'listens' | 'nothing' | 'unmeasured';

/** One address that listens is enough: that the others do not is for the checks to tell. */
export async function presenceOf(service: ServiceTarget, net: Net): Promise<Presence> {
  const { host, port } = service;
  const lookup = await net.lookup(host);
  const addresses = lookup.ok ? lookup.value.addresses.slice(0, MOST_ADDRESSES) : [];
  const dialect = dialectOf(service);
  const options = dialect === undefined ? {} : { dialect };
  const tries = await Promise.all(addresses.map((address) => net.handshake(host, address, port, options)));
  if (tries.some((seen: Observation<unknown>) => seen.ok || LISTENS.includes(seen.failure))) return 'listens';
  const asked: readonly Observation<unknown>[] = tries.length > 0 ? tries : [lookup];
  return asked.some(measured) ? 'nothing' : 'unmeasured';
}
