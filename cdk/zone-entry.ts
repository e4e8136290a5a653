import { isIP } from 'node:net';
import * as v from 'valibot';
import { isWithin } from '../functions/core/dns.ts';
import { isRange } from '../functions/core/pool.ts';
import { type DeclaredCertificate, type Parsed, parseTarget, type ZoneTarget } from '../functions/core/target.ts';

/** A certificate that an ACME client is to have issued. The defaults are those of cert-manager with Let's Encrypt. */
export interface CertificateEntry {
  /** 1 to 100 names of the zone, wildcards as `*.example.org`. */
  readonly names: readonly string[];
  /** The CA as CAA records name it. Default `letsencrypt.org`. */
  readonly ca?: string;
  /** The URI of the ACME account, where CAA records name one. Default: not judged. */
  readonly account?: string;
  /** Default `dns-01`. */
  readonly method?: DeclaredCertificate['method'];
}

/** A zone with what there is to know about it. Everything but its name may be left out. */
export interface ZoneEntry {
  readonly name: string;
  /** Default none: CAA errors and the zone's own challenge name are watched all the same. */
  readonly certificates?: readonly CertificateEntry[];
  /** A TXT that somebody renews every so many seconds. Default none; its name `_dns-canary.<zone>`, its interval 600. */
  readonly canary?: { readonly name?: string; readonly intervalSeconds?: number };
  /** Where names are meant to lead: addresses, CIDR ranges, and host names that stand for what they resolve to. Default: not judged. */
  readonly addresses?: readonly { readonly name: string; readonly pool: readonly string[] }[];
  /** `independent` where every nameserver counts for itself, for ever. Default `shared`. */
  readonly serials?: 'shared' | 'independent';
  /** Addresses of validating resolvers, two at least. Default: three public ones. */
  readonly resolvers?: readonly string[];
}

type Declarations = Omit<ZoneTarget, 'kind' | 'zone' | 'registered' | 'typed'>;

const text = v.string('is no text');
const texts = (what: string) => v.pipe(v.array(text, 'is no list'), v.minLength(1, `is empty; expected ${what}`));
const METHODS = ['dns-01', 'http-01', 'tls-alpn-01'] as const;

const CERTIFICATE = v.strictObject({
  names: v.pipe(texts('one name at least'), v.maxLength(100, 'has more than 100 names; no CA takes so many')),
  ca: v.optional(text),
  account: v.optional(text),
  method: v.optional(v.picklist(METHODS, `is no method; expected one of ${METHODS.join(', ')}`)),
});

/** The shape of a zone that is more than a name. */
export const ZONE_ENTRY = v.strictObject({
  name: text,
  certificates: v.optional(v.array(CERTIFICATE, 'is no list')),
  canary: v.optional(
    v.strictObject({
      name: v.optional(text),
      intervalSeconds: v.optional(
        v.pipe(
          v.number('is no number'),
          v.integer('is no whole number'),
          v.minValue(60, 'is under 60'),
          v.maxValue(86_400, 'is over 86400, a day'),
        ),
      ),
    }),
  ),
  addresses: v.optional(v.array(v.strictObject({ name: text, pool: texts('an address, a range or a host name') }), 'is no list')),
  serials: v.optional(v.picklist(['shared', 'independent'], 'is neither shared nor independent')),
  resolvers: v.optional(v.pipe(v.array(text, 'is no list'), v.minLength(2, 'has less than two; one alone proves nothing'))),
});

/** Tells a fault, with its place inside the entry. */
type Tell = (place: string, fault: string) => void;

/** Reads what was declared for a zone, spelled as targets spell names; each fault is told with its place. */
export function readDeclarations(entry: v.InferOutput<typeof ZONE_ENTRY>, zone: string, tell: Tell): Declarations {
  const { certificates, canary, addresses, serials, resolvers } = entry;
  resolvers?.forEach((one, at) => {
    if (isIP(one) === 0) tell(`resolvers[${at}]`, `'${one}' is no address; expected one such as 192.0.2.53`);
  });
  return {
    ...(certificates && {
      certificates: certificates.map((one, at) =>
        readCertificate(one, zone, (place, fault) => tell(`certificates[${at}].${place}`, fault)),
      ),
    }),
    ...(canary && {
      canary: {
        name: told(inside(canary.name ?? `_dns-canary.${zone}`, zone), 'canary.name', tell),
        intervalSeconds: canary.intervalSeconds ?? 600,
      },
    }),
    ...(addresses && {
      addresses: addresses.map(({ name, pool }, at) => ({
        name: told(inside(name, zone), `addresses[${at}].name`, tell),
        pool: pool.map((one, index) => told(placeOf(one), `addresses[${at}].pool[${index}]`, tell)),
      })),
    }),
    ...(serials && { serials }),
    ...(resolvers && { resolvers }),
  };
}

/** The value; where there is none its fault is told, and the text does not matter any more. */
function told(parsed: Parsed<string>, place: string, tell: Tell): string {
  if (parsed.ok) return parsed.value;
  tell(place, parsed.fault);
  return '';
}

function readCertificate(entry: v.InferOutput<typeof CERTIFICATE>, zone: string, tell: Tell): DeclaredCertificate {
  const { ca = 'letsencrypt.org', account, method = 'dns-01' } = entry;
  const names = entry.names.map((name, at) => told(certificateName(name, zone), `names[${at}]`, tell));
  const wild = names.find((name) => name.startsWith('*.'));
  if (account !== undefined && !/^https:\/\/./.test(account)) tell('account', `'${account}' is no https URI of an account`);
  if (wild !== undefined && method !== 'dns-01') tell('method', `is ${method}; the wildcard ${wild} can be had by dns-01 alone`);
  return {
    names: [...new Set(names)],
    ca: told(nameOnly(ca), 'ca', tell),
    ...(account === undefined ? {} : { account }),
    method,
  };
}

/** A name of the zone, or a wildcard right below one: the star is the first label and nothing else (RFC 8555 section 7.1.3). */
function certificateName(name: string, zone: string): Parsed<string> {
  if (!name.startsWith('*.')) return inside(name, zone);
  const base = inside(name.slice(2), zone);
  return base.ok ? { ok: true, value: `*.${base.value}` } : base;
}

function inside(name: string, zone: string): Parsed<string> {
  const parsed = nameOnly(name);
  if (!parsed.ok || isWithin(parsed.value, zone)) return parsed;
  return { ok: false, fault: `'${name}' lies outside of ${zone}` };
}

function nameOnly(name: string): Parsed<string> {
  const parsed = parseTarget(name);
  if (!parsed.ok) return parsed;
  return parsed.value.kind === 'zone'
    ? { ok: true, value: parsed.value.zone }
    : { ok: false, fault: `'${name}' is a service; expected a name` };
}

function placeOf(one: string): Parsed<string> {
  if (isRange(one)) return { ok: true, value: one };
  // What ends in a number is an address to some program (URL Standard, "ends in a number"), and never a host name.
  const name = /[/:]|(^|\.)(\d+|0x[\da-f]*)\.?$/i.test(one) ? undefined : nameOnly(one);
  return name ?? { ok: false, fault: `'${one}' is neither an address, nor a range such as 192.0.2.0/24, nor a host name` };
}
