import type { Dialect } from './starttls.ts';

/** A protocol by which a service can be watched. */
export interface Protocol {
  /** Its usual port; without one a target must name it. */
  readonly port?: number;
  /** What is spoken before TLS; default TLS at once. */
  readonly dialect?: Dialect;
  /** No TLS at all. */
  readonly plain?: true;
}

/** The protocols by their URL schemes. A scheme in `s` has TLS at once, its like without the letter turns to TLS by STARTTLS, but for `http`. */
export const SCHEMES = {
  https: { port: 443 },
  http: { port: 80, plain: true }, // RFC 9110 section 4.2.1; what CAs ask by HTTP-01 (RFC 8555 section 8.3)
  tls: {},
  smtp: { port: 25, dialect: 'smtp' }, // RFC 3207
  smtps: { port: 465 }, // RFC 8314 section 7.3; the name of old
  submission: { port: 587, dialect: 'smtp' }, // RFC 6409 section 3.1
  submissions: { port: 465 }, // RFC 8314 section 7.3
  lmtp: { port: 24, dialect: 'lmtp' }, // RFC 2033 forbids 25; 24 is Dovecot's and Cyrus's habit
  imap: { port: 143, dialect: 'imap' }, // RFC 9051
  imaps: { port: 993 }, // RFC 8314
  pop3: { port: 110, dialect: 'pop3' }, // RFC 2595
  pop3s: { port: 995 }, // RFC 8314
  sieve: { port: 4190, dialect: 'sieve' }, // RFC 5804
  ftp: { port: 21, dialect: 'ftp' }, // RFC 4217
  ftps: { port: 990 }, // IANA; RFC 4217 appendix A
  xmpp: { port: 5222, dialect: 'xmpp-client' }, // RFC 6120 section 5
  xmpps: { port: 5223 }, // XEP-0368
  'xmpp-server': { port: 5269, dialect: 'xmpp-server' }, // RFC 6120 section 5
  postgres: { port: 5432, dialect: 'postgres' },
  mysql: { port: 3306, dialect: 'mysql' },
  ldap: { port: 389, dialect: 'ldap' }, // RFC 4511 section 4.14
  ldaps: { port: 636 },
  nntp: { port: 119, dialect: 'nntp' }, // RFC 4642
  nntps: { port: 563 }, // RFC 8143
  irc: { port: 6667, dialect: 'irc' }, // IRCv3 tls
  ircs: { port: 6697 }, // RFC 7194
} as const satisfies Readonly<Record<string, Protocol>>;

/** How a service is spoken to. */
export type Scheme = keyof typeof SCHEMES;

/** What is known of the protocol, in general terms. */
export function protocolOf(scheme: Scheme): Protocol {
  return SCHEMES[scheme];
}

/** Is it one of the schemes above, in lower case? */
export function isScheme(text: string): text is Scheme {
  return Object.hasOwn(SCHEMES, text);
}
