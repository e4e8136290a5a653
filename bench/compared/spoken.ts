import type { Dialect } from '../../functions/core/starttls.ts';

/** What testssl.sh calls a dialect; what its help does not list it does not speak. */
export const TESTSSL: Readonly<Partial<Record<Dialect, string>>> = {
  ...{ ftp: 'ftp', smtp: 'smtp', lmtp: 'lmtp', pop3: 'pop3', imap: 'imap', 'xmpp-client': 'xmpp' },
  ...{ ldap: 'ldap', nntp: 'nntp', postgres: 'postgres', mysql: 'mysql' },
};

/** The same of check_ssl_cert. */
export const CHECK_SSL_CERT: Readonly<Partial<Record<Dialect, string>>> = {
  ...{ ftp: 'ftp', smtp: 'smtp', pop3: 'pop3', imap: 'imap', 'xmpp-client': 'xmpp', 'xmpp-server': 'xmpp-server' },
  ...{ ldap: 'ldap', sieve: 'sieve', postgres: 'postgres', mysql: 'mysql', irc: 'irc' },
};

/** The option for a dialect; undefined where the tool does not speak it. */
export function optionFor(option: string, dialect: Dialect | undefined, names: Readonly<Partial<Record<Dialect, string>>>) {
  if (dialect === undefined) return [];
  const name = names[dialect];
  return name === undefined ? undefined : [option, name];
}

/** Both name the host of XMPP by an option of its own. */
export function xmppHost(dialect: Dialect | undefined, host: string): readonly string[] {
  return dialect?.startsWith('xmpp') ? ['--xmpphost', host] : [];
}

/** The words of blackbox_exporter: as its own example configuration has them, and in its manner for the others that speak in lines. */
export const WORDS: Readonly<Partial<Record<Dialect, readonly object[]>>> = {
  imap: [{ expect: 'OK.*STARTTLS' }, { send: '. STARTTLS' }, { expect: 'OK' }, { starttls: true }],
  pop3: [{ expect: '^\\+OK' }, { send: 'STLS' }, { expect: '^\\+OK' }, { starttls: true }],
  smtp: [
    { expect: '^220' },
    { send: 'EHLO prober' },
    { expect: '^250-STARTTLS' },
    { send: 'STARTTLS' },
    { expect: '^220' },
    { starttls: true },
  ],
  nntp: [{ expect: '^20[01]' }, { send: 'STARTTLS' }, { expect: '^382' }, { starttls: true }],
  ftp: [{ expect: '^220' }, { send: 'AUTH TLS' }, { expect: '^234' }, { starttls: true }],
  sieve: [{ expect: '^"STARTTLS"' }, { expect: '^OK' }, { send: 'STARTTLS' }, { expect: '^OK' }, { starttls: true }],
  irc: [{ send: 'STARTTLS' }, { expect: ' 670 ' }, { starttls: true }],
};
