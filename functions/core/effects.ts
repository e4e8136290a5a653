import { isWithin } from './dns.ts';
import { setOf } from './issuance.ts';
import type { Told } from './report.ts';
import { baseOf, type DeclaredCertificate } from './target.ts';

/**
 * What a finding does to an order: it `blocks` it, puts it at `risk`, or says of a server that its copy is `stale` (it gives a wrong answer to a
 * CA, which takes it) or that it is `down` (a CA's resolver turns to another one).
 */
export type Effect = 'blocks' | 'risk' | 'stale' | 'down';

/** Effects of findings that warn, by code. What is not here does nothing to an order; a notice never does. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  'dns.delegation.gone': 'blocks',
  'dns.delegation.glue_mismatch': 'risk',
  'dns.delegation.parent_torn': 'risk',
  'dns.delegation.ns_mismatch': 'risk',
  'dns.delegation.ns_unresolvable': 'risk',
  'dns.ns.timeout': 'down',
  'dns.ns.refused': 'down',
  'dns.ns.servfail': 'down',
  'dns.ns.lame': 'down',
  'dns.ns.recursor': 'down',
  'dns.ns.malformed': 'down',
  'dns.ns.udp_blocked': 'down',
  'dns.ns.edns_broken': 'risk',
  'dns.ns.tcp_blocked': 'risk',
  'dns.ns.truncated_no_tcp': 'risk',
  'dns.ns.case_mangled': 'risk',
  'dns.ns.no_soa_in_negative': 'risk',
  'dns.ns.unknown_qtype': 'risk',
  'dns.serial.behind': 'stale',
  'dns.serial.ahead': 'stale',
  'dns.serial.incomparable': 'risk',
  'dns.secondary.frozen': 'stale',
  'dns.secondary.expiring': 'stale',
  'dns.secondary.expired': 'down',
  'acme.canary.lag': 'stale',
  'acme.canary.writer_dead': 'risk',
  'acme.txt.missing': 'blocks',
  'acme.txt.oversize': 'blocks',
  'acme.txt.cname_broken': 'blocks',
  'acme.zone_dead': 'blocks',
  'acme.zone_bogus': 'blocks',
  'acme.txt.partial': 'risk',
  'acme.txt.stale': 'risk',
  'acme.txt.wildcard_shadow': 'risk',
  'acme.txt.doubled': 'risk',
  'acme.ent_nxdomain': 'risk',
  'acme.neg_mix': 'risk',
  'caa.lookup_error': 'blocks',
  'caa.timeout': 'blocks',
  'caa.forbids': 'blocks',
  'caa.forbids_wildcard': 'blocks',
  'caa.account_mismatch': 'blocks',
  'caa.method_mismatch': 'blocks',
  'caa.critical_unknown': 'blocks',
  'caa.inconsistent': 'risk',
  'dnssec.bogus': 'blocks',
  'dnssec.ds_mismatch': 'blocks',
  'dnssec.rrsig_missing': 'blocks',
  'dnssec.keys_apart': 'risk',
  'dnssec.rrsig_future': 'blocks',
  'dnssec.rrsig_expiring': 'risk',
  'ct.duplicate_limit': 'blocks',
  'ct.domain_limit': 'risk',
};

/** Of CAA that is not to be had: their names are those of the certificates that wait for it, without `*.`. */
const LOOKUPS: readonly string[] = ['caa.lookup_error', 'caa.timeout', 'caa.unknown'];

/** The CA whose rate limits the codes `ct.*` are about, as CAA names it. */
const COUNTED_CA = 'letsencrypt.org';

/** Names of the checks without which nothing can be said of an order. */
export function neededFor({ method }: DeclaredCertificate): readonly string[] {
  return ['delegation', 'nameservers', 'caa', ...(method === 'dns-01' ? ['dns-01'] : [])];
}

/** What those say where they could not look. */
const NEEDED = /^(dns\.(delegation|ns)|caa|acme)\.unknown$/;

/** Does the finding leave open whether an order would pass? */
export function leavesOpen(told: Told, certificate: DeclaredCertificate): boolean {
  const { code, severity, evidence } = told;
  const isBroken = code === 'check.broken' && neededFor(certificate).includes(String(evidence.check));
  return isBroken || (severity === 'unknown' && NEEDED.test(code) && concerns(told, certificate));
}

/** What a finding does to orders of this certificate; undefined where nothing, or where it is about other names. */
export function effectOf(told: Told, certificate: DeclaredCertificate): Effect | undefined {
  const { code, severity, evidence } = told;
  const effect = EFFECTS[code];
  if (effect === undefined || (severity !== 'warning' && severity !== 'critical') || !concerns(told, certificate))
    return undefined;
  if (code.startsWith('ct.')) return evidence.tokens === 0 && certificate.ca === COUNTED_CA ? effect : undefined;
  if (code.startsWith('dnssec.')) return severity === 'critical' ? effect : 'risk';
  // One server that errs is passed over; that a CA may come upon it all the same is the risk.
  if (LOOKUPS.includes(code) && isServer(told.subject)) return 'risk';
  return effect;
}

/** `name/address`: what is about one nameserver alone. */
export function isServer(subject: string): boolean {
  return subject.includes('/');
}

function concerns({ code, subject, evidence, names: about }: Told, { names, ca, method }: DeclaredCertificate): boolean {
  const bases = names.map(baseOf);
  if (code.startsWith('acme.'))
    return method === 'dns-01' && (code.startsWith('acme.canary.') || bases.some((base) => isAbout(subject, base)));
  if (code === 'caa.inconsistent') return bases.some((base) => isAbout(subject, base));
  if (code !== 'ct.duplicate_limit' && !code.startsWith('caa.')) return true;
  if (about === undefined) return true; // which names is not known, and must not pass for none of these
  if (code === 'ct.duplicate_limit') return setOf(about) === setOf(names);
  if (LOOKUPS.includes(code)) return bases.some((base) => about.includes(base));
  return evidence.ca === ca && names.some((name) => about.includes(name));
}

/** Is the level a name's own, its challenge's, or one above it? */
function isAbout(level: string, base: string): boolean {
  return isWithin(`_acme-challenge.${base}`, level);
}
