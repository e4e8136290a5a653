import { exchangerNames } from '../functions/core/exchanger.ts';
import type { Net } from '../functions/core/net.ts';
import { measured, type Observation } from '../functions/core/observation.ts';
import { SCHEMES, type Scheme } from '../functions/core/scheme.ts';
import { stationAt } from '../functions/core/station.ts';
import { dialectOf, nameOf, type ServiceTarget } from '../functions/core/target.ts';
import type { Handshake } from '../functions/core/tls.ts';
import { listed, plain } from '../functions/core/wording.ts';
import type { Logged } from './logged.ts';

/** Hosts of MX records that are looked into, and addresses of one host; ours: whoever edits the zone decides how many there are. */
const MOST_EXCHANGERS = 4;
const MOST_ADDRESSES = 4;

/** What users of mail connect to. Port 25 is for the check `mail`, which judges it as other mail servers do: they mind no name. */
const MAIL = ['submission', 'submissions', 'imap', 'imaps', 'pop3', 'pop3s'] as const satisfies readonly Scheme[];

/** Failures of something that listens: TCP worked. */
const LISTENS: readonly string[] = ['handshake', 'malformed', 'starttls'];

/**
 * The services of a zone that nobody had to name: the web at the zone's own name and at `www`, and what listens for users of mail at the hosts of its MX
 * records. A port that is closed or silent is no service, and so no fault; one that could not be asked is a note. What is asked here is not asked again by the checks of the same net.
 */
export async function discover(zone: string, net: Net): Promise<Logged> {
  const web = webHosts(zone).map((host) => serviceAt('https', host));
  const mx = stationAt(net, { name: zone, type: 'MX' });
  const mail = mx.then((seen) => present(mailServices(seen), net, (tries) => !isForOthers(tries)));
  const found = await Promise.all([present(web, net), mail]);
  return { services: found.flatMap(({ services }) => services), notes: found.flatMap(({ notes }) => notes) };
}

/**
 * Does it go by another name? A host takes mail as `mx`, and its users read theirs at `mail`, or at the names of their provider: a certificate that clients
 * trust was ordered for the names that they use. Any other one may be the fault that is looked for.
 */
function isForOthers(tries: Tries): boolean {
  const shown = tries.flatMap((seen) => (seen.ok ? [seen.value] : []));
  return shown.length > 0 && shown.every(({ path, nameMatches }) => path === 'OK' && !nameMatches);
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

async function present(
  services: readonly ServiceTarget[],
  net: Net,
  isMeant: (tries: Tries) => boolean = () => true,
): Promise<Logged> {
  const seen = await Promise.all(services.map(async (service) => ({ service, tries: await triesAt(service, net) })));
  const there = seen.flatMap(({ service, tries }) => (listens(tries) && isMeant(tries) ? [service] : []));
  const unasked = seen.filter(({ tries }) => tries.length > 0 && !tries.some(measured));
  return { services: there, notes: [...Map.groupBy(unasked, ({ service }) => service.host).values()].map(noteOf) };
}

/** Of one host, such as one with addresses of IPv6 alone: whether something listens there nobody knows. */
function noteOf(unasked: readonly { readonly service: ServiceTarget; readonly tries: Tries }[]): string {
  const details = unasked.flatMap(({ tries }) => tries.map((seen) => (seen.ok ? '' : seen.detail)));
  const services = listed(unasked.map(({ service }) => nameOf(service)));
  return plain(`${services} could not be asked from here: ${listed([...new Set(details)])}`);
}

/** What handshakes with each address of a service bring. */
type Tries = readonly Observation<Handshake>[];

/** Whether something is there; `unmeasured` where Picket could ask at none of its addresses. */
export type Presence = 'listens' | 'nothing' | 'unmeasured';

/** One address that listens is enough: that the others do not is for the checks to tell. */
export async function presenceOf(service: ServiceTarget, net: Net): Promise<Presence> {
  const tries = await triesAt(service, net);
  if (listens(tries)) return 'listens';
  const asked: readonly Observation<unknown>[] = tries.length > 0 ? tries : [await net.lookup(service.host)];
  return asked.some(measured) ? 'nothing' : 'unmeasured';
}

function listens(tries: Tries): boolean {
  return tries.some((seen) => seen.ok || LISTENS.includes(seen.failure));
}

async function triesAt(service: ServiceTarget, net: Net): Promise<Tries> {
  const { host, port } = service;
  const lookup = await net.lookup(host);
  const addresses = lookup.ok ? lookup.value.addresses.slice(0, MOST_ADDRESSES) : [];
  const dialect = dialectOf(service);
  const options = dialect === undefined ? {} : { dialect };
  return Promise.all(addresses.map((address) => net.handshake(host, address, port, options)));
}
