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
 * records. A port that is closed or silent is no service, and so no fault; one that could not be asked is a note, and so is what was left out. What is asked here is not asked again by the checks of the same net.
 */
export async function discover(zone: string, net: Net): Promise<Logged> {
  const web = webHosts(zone).map((host) => serviceAt('https', host));
  const mx = stationAt(net, { name: zone, type: 'MX' });
  const mail = mx.then(async (seen): Promise<Logged> => {
    const hosts = (seen.ok && exchangerNames(seen.value)) || [];
    const { services, notes } = await present(mailServices(hosts), net, (tries) => !isForOthers(tries));
    return { services, notes: [...notes, ...leftOut(zone, hosts)] };
  });
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

function mailServices(hosts: readonly string[]): readonly ServiceTarget[] {
  return hosts.slice(0, MOST_EXCHANGERS).flatMap((host) => MAIL.map((scheme) => serviceAt(scheme, host)));
}

function leftOut(zone: string, hosts: readonly string[]): readonly string[] {
  if (hosts.length <= MOST_EXCHANGERS) return [];
  const rest = listed(hosts.slice(MOST_EXCHANGERS));
  return [
    plain(
      `${hosts.length - MOST_EXCHANGERS} of ${hosts.length} MX hosts of ${zone} were not searched for mail services: ${rest}`,
    ),
  ];
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
  const seen = await Promise.all(services.map(async (service) => ({ service, ...(await triesAt(service, net)) })));
  const there = seen.flatMap(({ service, tries }) => (listens(tries) && isMeant(tries) ? [service] : []));
  const unasked = seen.filter(({ tries }) => tries.length > 0 && !tries.some(measured));
  const halfAsked = seen.filter(({ tries, beyond }) => beyond > 0 && tries.some(measured) && !listens(tries));
  return { services: there, notes: [...byHost(unasked).map(noteOf), ...byHost(halfAsked).map(halfNoteOf)] };
}

function byHost<T extends { readonly service: ServiceTarget }>(seen: readonly T[]): readonly (readonly T[])[] {
  return [...Map.groupBy(seen, ({ service }) => service.host).values()];
}

/** Of one host: one that listens at any address is found by it, and the checks ask more of them and say so. */
function halfNoteOf(half: readonly ({ readonly service: ServiceTarget } & Asked)[]): string {
  const services = listed(half.map(({ service }) => nameOf(service)));
  const [{ tries, beyond } = NOBODY] = half;
  return plain(
    `${services}: nothing listens at ${tries.length} of ${tries.length + beyond} addresses; the others were not asked`,
  );
}

/** Of one host, such as one with addresses of IPv6 alone: whether something listens there nobody knows. */
function noteOf(unasked: readonly { readonly service: ServiceTarget; readonly tries: Tries }[]): string {
  const details = unasked.flatMap(({ tries }) => tries.map((seen) => (seen.ok ? '' : seen.detail)));
  const services = listed(unasked.map(({ service }) => nameOf(service)));
  return plain(`${services} could not be asked from here: ${listed([...new Set(details)])}`);
}

/** What handshakes with each address of a service bring. */
type Tries = readonly Observation<Handshake>[];

interface Asked {
  readonly tries: Tries;
  /** How many further addresses there are, which were not asked. */
  readonly beyond: number;
}

const NOBODY: Asked = { tries: [], beyond: 0 };

/** Whether something is there; `unmeasured` where Picket could ask at none of its addresses, or left out some. */
export type Presence = 'listens' | 'nothing' | 'unmeasured';

/** One address that listens is enough: that the others do not is for the checks to tell. */
export async function presenceOf(service: ServiceTarget, net: Net): Promise<Presence> {
  const { tries, beyond } = await triesAt(service, net);
  if (listens(tries)) return 'listens';
  if (beyond > 0) return 'unmeasured';
  const asked: readonly Observation<unknown>[] = tries.length > 0 ? tries : [await net.lookup(service.host)];
  return asked.some(measured) ? 'nothing' : 'unmeasured';
}

function listens(tries: Tries): boolean {
  return tries.some((seen) => seen.ok || LISTENS.includes(seen.failure));
}

async function triesAt(service: ServiceTarget, net: Net): Promise<Asked> {
  const { host, port } = service;
  const lookup = await net.lookup(host);
  const all = lookup.ok ? lookup.value.addresses : [];
  const addresses = all.slice(0, MOST_ADDRESSES);
  const dialect = dialectOf(service);
  const options = dialect === undefined ? {} : { dialect };
  const tries = await Promise.all(addresses.map((address) => net.handshake(host, address, port, options)));
  return { tries, beyond: all.length - addresses.length };
}
