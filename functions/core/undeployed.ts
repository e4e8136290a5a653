import { type Issuance, issuedMs, organizationOf, setOf } from './issuance.ts';
import type { Fault } from './leaf.ts';
import { successorFrom } from './renewal.ts';
import { leafOf, type Sight } from './sight.ts';
import type { Certificate } from './tls.ts';

/** How long a certificate may be issued and served nowhere. Ours: clients deploy at once, and people within a working day. */
const DEPLOYING_MS = 24 * 3_600_000;

/** A fault of a certificate that has a successor, and the sight that shows it. */
export interface Undeployed {
  readonly sight: Sight;
  readonly fault: Fault<'tls.not_deployed'>;
}

/**
 * Certificates whose successor was issued and is served at no address that was seen: the same set of names, the same CA, and ordered when this one was about to
 * be renewed. Where another certificate for that set is around that nobody serves here, several clients order it, each for its own cluster, and whose
 * the newest is cannot be told. `sights`: trusted ones of the host.
 */
export function undeployed(
  sights: readonly Sight[],
  issuances: readonly Issuance[],
  host: string,
  now: Date,
): readonly Undeployed[] {
  const bySet = Map.groupBy(sights, (sight) => identityOf(leafOf(sight.handshake)));
  return [...bySet].flatMap(([identity, same]) => {
    const logged = issuances.filter(({ names, organization }) => identity === identityFrom(names, organization));
    const served = same.flatMap(servedBy).filter((leaf) => identityOf(leaf) === identity);
    const successor = successorOf(served, logged, now);
    return successor === undefined ? [] : same.map((sight) => ({ sight, fault: faultOf(sight, successor, host, now) }));
  });
}

/** May a successor of the certificate have been issued by now? Only then is it worth a search; certificates without timestamps are in no log. */
export function mayBeSucceeded({ notBefore, notAfter, timestamps = 0 }: Certificate, now: Date): boolean {
  return timestamps > 0 && successorFrom(new Date(notBefore), new Date(notAfter)) <= now;
}

/** What the address serves at this port, and at the web server beside it. */
function servedBy({ look, handshake }: Sight): readonly Certificate[] {
  return [leafOf(handshake), look.web && leafOf(look.web)].filter((leaf) => leaf !== undefined);
}

function successorOf(served: readonly Certificate[], logged: readonly Issuance[], now: Date): Issuance | undefined {
  const newest = served.reduce((a, b) => (Date.parse(b.notBefore) > Date.parse(a.notBefore) ? b : a));
  const from = successorFrom(new Date(newest.notBefore), new Date(newest.notAfter));
  const unserved = logged.filter((one) => one.notAfter > now && !served.some((leaf) => isSame(leaf, one)));
  if (unserved.some((one) => issuedMs(one) < from.getTime())) return undefined;
  const [latest] = unserved.toSorted((a, b) => issuedMs(b) - issuedMs(a));
  return latest !== undefined && now.getTime() - issuedMs(latest) >= DEPLOYING_MS ? latest : undefined;
}

/** A search tells neither serial number nor fingerprint. A precertificate and its certificate have the same dates. */
function isSame({ notBefore, notAfter }: Certificate, issuance: Issuance): boolean {
  return Date.parse(notBefore) === issuance.notBefore.getTime() && Date.parse(notAfter) === issuance.notAfter.getTime();
}

/** What a certificate has in common with the one that takes its place: names and CA. '' of none. */
export function identityOf(leaf: Certificate | undefined): string {
  return leaf === undefined ? '' : identityFrom(leaf.names, organizationOf(leaf.issuer));
}

/** CAs issue from several intermediates, so their organization tells them apart, as in a search's own words. */
function identityFrom(names: readonly string[], organization: string): string {
  return `${organization}: ${setOf(names)}`;
}

function faultOf({ handshake }: Sight, successor: Issuance, host: string, now: Date): Fault<'tls.not_deployed'> {
  const leaf = leafOf(handshake);
  const expiresAt = leaf?.notAfter ?? '';
  const evidence = {
    host,
    expiresAt,
    fingerprint: leaf?.fingerprint ?? '',
    issuedAt: new Date(issuedMs(successor)).toISOString(),
    sinceIssuedSeconds: (now.getTime() - issuedMs(successor)) / 1000,
    newerExpiresAt: successor.notAfter.toISOString(),
  };
  const outlook = { at: expiresAt, what: `every TLS client refuses ${host} there` };
  return { code: 'tls.not_deployed', evidence, ...(Date.parse(expiresAt) > now.getTime() && { outlook }) };
}
