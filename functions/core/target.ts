import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { DeclaredPage } from './http.ts';
import { isScheme, protocolOf, SCHEMES, type Scheme } from './scheme.ts';
import type { Dialect } from './starttls.ts';
import type { CtSearch } from './transparency.ts';

/** A certificate that somebody wants to have issued for names of a zone, as its ACME client is set up. */
export interface DeclaredCertificate {
  /** A-labels, lower case, wildcards as `*.example.org`. */
  readonly names: readonly string[];
  /** The CA by its CAA issuer domain name (RFC 8659 section 4.2). Default in the configuration: `letsencrypt.org`. */
  readonly ca: string;
  /** The ACME account's URI, where CAA records may bind issuance to it (RFC 8657 section 3). */
  readonly account?: string;
  /** Validation method by its ACME name (RFC 8657 section 4). Default in the configuration: `dns-01`. */
  readonly method: 'dns-01' | 'http-01' | 'tls-alpn-01';
}

/** A heartbeat TXT that a writer inside the walls renews (domain A6). */
export interface DeclaredCanary {
  /** Default in the configuration: `_dns-canary.<zone>`. */
  readonly name: string;
  /** How often the writer writes, in seconds. Default in the configuration: 600. */
  readonly intervalSeconds: number;
}

/** The name at which a name of a certificate is validated and its CAA is looked up: a wildcard's is the one below which it is good (RFC 8555 section 7.1.3). */
export function baseOf(name: string): string {
  return name.replace(/^\*\./, '');
}

/** A value that an ACME client has put, or means to put, at a challenge name. */
export interface ExpectedTxt {
  /** `_acme-challenge.example.org` */
  readonly name: string;
  /** 43 characters of base64url: the digest of the key authorisation (RFC 8555 section 8.4). */
  readonly value: string;
}

/** Where a name is meant to lead. */
export interface DeclaredAddresses {
  readonly name: string;
  /** Addresses, CIDR ranges, and host names that stand for whatever they resolve to. */
  readonly pool: readonly string[];
}

/** A delegated part of the tree that we watch. */
export interface ZoneTarget {
  readonly kind: 'zone';
  /** A-labels, lower case, no trailing dot: `xn--mnchen-3ya.example`. */
  readonly zone: string;
  /** The registered domain, by which CAs count, where the zone lies below it: `example.org` for `dev.example.org`. Default: the zone itself. */
  readonly registered?: string;
  readonly certificates?: readonly DeclaredCertificate[];
  readonly canary?: DeclaredCanary;
  readonly addresses?: readonly DeclaredAddresses[];
  /** Values of a pending order, which must stand at their names now. Default none: then nothing at a challenge name is as well as anything. */
  readonly expect?: readonly ExpectedTxt[];
  /** `independent`: every nameserver counts serials of its own, for ever; they are not compared. Default `shared`. */
  readonly serials?: 'shared' | 'independent';
  /** Addresses of validating resolvers to ask about DNSSEC. Default: three public ones. */
  readonly resolvers?: readonly string[];
  /** Where to search Certificate Transparency, in this order. Default: Cert Spotter, then crt.sh. */
  readonly transparency?: readonly CtSearch[];
  /** As the operator typed it, where that differs. For display only. */
  readonly typed?: string;
}

/** A host and port that clients connect to. */
export interface ServiceTarget {
  readonly kind: 'service';
  readonly scheme: Scheme;
  /** A-labels, lower case, no trailing dot. */
  readonly host: string;
  readonly port: number;
  /** Where to search Certificate Transparency for its host; empty: nowhere. Default: Cert Spotter. */
  readonly transparency?: readonly CtSearch[];
  /** What is asked of a web server, with a leading slash. Default `/`. */
  readonly path?: string;
  /** What the page must be like. Default: no server error. */
  readonly expect?: DeclaredPage;
  readonly typed?: string;
}

/** What is spoken with a service before TLS; undefined for TLS at once. */
export function dialectOf({ scheme }: ServiceTarget): Dialect | undefined {
  return protocolOf(scheme).dialect;
}

/** Is no TLS spoken with a service at all? */
export function isPlain({ scheme }: ServiceTarget): boolean {
  return protocolOf(scheme).plain === true;
}

/** Is a service a web server, so that there is a page to be asked for? */
export function isWeb({ scheme }: ServiceTarget): boolean {
  return scheme === 'https' || scheme === 'http';
}

/** What a sentry watches. */
export type Target = ZoneTarget | ServiceTarget;

/** The one name of a target, ASCII: the `Target` dimension, and again what `parseTarget` reads. */
export function nameOf(target: Target): string {
  if (target.kind === 'zone') return target.zone;
  const port = target.port === protocolOf(target.scheme).port ? '' : `:${target.port}`;
  return `${target.scheme}://${target.host}${port}`;
}

/** The name as a person reads it: as typed where it was typed otherwise. */
export function shownName(target: Target): string {
  return target.typed ?? nameOf(target);
}

/** A target, or one sentence that says what was wrong with the text and what was expected. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: string };

/** Reads `example.org` as a zone and `https://www.example.org[:port]`, `imap://mail.example.org`, `tls://mail.example.org:4443` as a service. */
export function parseTarget(text: string): Parsed<Target> {
  const typed = text.trim();
  const url = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(typed);
  return url ? parseService(typed, (url[1] ?? '').toLowerCase(), url[2] ?? '') : parseZone(typed);
}

function parseZone(typed: string): Parsed<ZoneTarget> {
  const name = parseName(typed);
  if (!name.ok) return name;
  if (!name.value.includes('.')) {
    return fault(typed, `is a top-level domain; expected a zone below one, such as example.${name.value}`);
  }
  return { ok: true, value: { kind: 'zone', zone: name.value, ...typedUnless(typed, name.value) } };
}

function parseService(typed: string, scheme: string, rest: string): Parsed<ServiceTarget> {
  if (!isScheme(scheme)) {
    return fault(
      typed,
      `has an unknown scheme '${scheme}'; expected ${Object.keys(SCHEMES).join(', ')}, or a zone without a scheme`,
    );
  }
  const parts = /^([^:/?#@[\]]+)(?::([^/?#@]*))?\/?$/.exec(rest);
  if (!parts)
    return fault(typed, `is not of the form ${scheme}://host:port; a path, user or address in brackets has no place in it`);
  const host = parseName(parts[1] ?? '');
  if (!host.ok) return host;
  const port = parts[2] === undefined ? protocolOf(scheme).port : readPort(parts[2]);
  if (port === undefined) {
    return fault(
      typed,
      parts[2] === undefined ? `needs a port, as in ${scheme}://${host.value}:993` : 'has no valid port; expected 1 to 65535',
    );
  }
  const target = { kind: 'service', scheme, host: host.value, port } as const;
  return { ok: true, value: { ...target, ...typedUnless(typed, nameOf(target)) } };
}

function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** A host or zone name as A-labels in lower case, by UTS 46 for what is not ASCII; lengths by RFC 1035 section 2.3.4. */
function parseName(typed: string): Parsed<string> {
  if (typed === '') return fault(typed, 'is empty; expected a name such as example.org');
  const bare = typed.endsWith('.') ? typed.slice(0, -1) : typed;
  const ascii = /[^ -~]/.test(bare) ? labelsOf(bare) : bare.toLowerCase();
  if (isIP(ascii.replace(/^\[|\]$/g, '')) !== 0) return fault(typed, 'is an address; expected a name such as example.org');
  if (ascii === '') return fault(typed, 'is no valid domain name');
  if (ascii.length > 253) return fault(typed, `has ${ascii.length} characters; a name has 253 at most`);
  for (const label of ascii.split('.')) {
    if (label === '') return fault(typed, 'has an empty label (two dots in a row, or one at the start)');
    if (label.length > 63) return fault(typed, `has a label of ${label.length} bytes; a label has 63 at most`);
    if (!/^(?!-)[a-z0-9_-]+(?<!-)$/.test(label))
      return fault(typed, `has the label '${label}'; expected letters, digits and inner hyphens`);
  }
  return { ok: true, value: ascii };
}

/** Node reads what is not ASCII as the host of a URL: it drops a path and line breaks, and decodes `%2e`. */
function labelsOf(name: string): string {
  return /[^\w.\-\u0080-\uffff]/.test(name) ? '' : domainToASCII(name);
}

function typedUnless(typed: string, name: string): { typed?: string } {
  return typed === name ? {} : { typed };
}

function fault(typed: string, what: string): { ok: false; fault: string } {
  return { ok: false, fault: `'${printable(typed)}' ${what}` };
}

function printable(text: string): string {
  const safe = text.replace(/\p{C}/gu, '?');
  return safe.length > 80 ? `${safe.slice(0, 79)}…` : safe;
}
