/** The protocols that turn to TLS after some words in the clear. */
export type Dialect =
  | 'smtp'
  | 'lmtp'
  | 'imap'
  | 'pop3'
  | 'sieve'
  | 'ftp'
  | 'xmpp-client'
  | 'xmpp-server'
  | 'postgres'
  | 'mysql'
  | 'ldap'
  | 'nntp'
  | 'irc';

/** What a server said in the clear before TLS. Texts are from the network, made harmless for a line, and untrusted. */
export interface Preamble {
  readonly dialect: Dialect;
  /** The first line of its greeting; '' where the protocol has none. */
  readonly banner: string;
  /** What it says it can do, a line each, 64 at most; empty where the protocol has no such list. */
  readonly capabilities: readonly string[];
  /**
   * Bytes after the go-ahead that are no TLS: discarded, and a sign of somebody on the way who slips words in, or of a server that does so itself
   * (the class of CVE-2011-0411). 0 as a rule.
   */
  readonly injected: number;
}

const OPENSSL: Readonly<Partial<Record<Dialect, string>>> = { 'xmpp-client': 'xmpp' };

/** The options of `openssl s_client`, `-connect` left out, to see what a client of `host` sees. `host` is a checked name. */
export function opensslFlags(dialect: Dialect | undefined, host: string): string {
  if (dialect === undefined) return `-servername ${host}`;
  const to = dialect.startsWith('xmpp') ? ` -xmpphost ${host}` : '';
  return `-servername ${host} -starttls ${OPENSSL[dialect] ?? dialect}${to}`;
}
