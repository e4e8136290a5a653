import { at, type Case } from './case.ts';

/** Servers of the other protocols that turn to TLS when asked, each with a host of its own. */
export const TALKERS: readonly Case[] = [
  at('Prosody', 'good, STARTTLS', ['xmpp', 'chat'], 'talk'),
  at('Prosody', 'good, STARTTLS', ['xmpp-server', 'chat'], 'talk'),
  at('MariaDB', 'good', ['mysql', 'db'], 'talk', {
    why: 'testssl.sh calls its own MySQL experimental; with this MariaDB it comes to no TLS.',
  }),
  at('INN', 'good, STARTTLS', ['nntp', 'news'], 'talk'),
  at('vsftpd', 'good, AUTH TLS', ['ftp', 'files'], 'talk'),
  at('Dovecot', 'good, STARTTLS', ['sieve', 'filter'], 'talk'),
  at('InspIRCd', 'good, STARTTLS', ['irc', 'irc'], 'talk', {
    why: 'openssl, and check_ssl_cert by it, take the notice with which the server greets for a refusal.',
  }),
  at('Prosody', 'expired, STARTTLS', ['xmpp', 'oldchat'], 'oldTalk'),
  at('MariaDB', 'expired', ['mysql', 'olddb'], 'oldTalk'),
  at('INN', 'expired, STARTTLS', ['nntp', 'oldnews'], 'oldTalk'),
  at('Dovecot', 'expired, STARTTLS', ['sieve', 'oldfilter'], 'oldTalk'),
  at('MariaDB', 'TLS not offered', ['mysql', 'baredb'], 'bareTalk'),
  at('INN', 'STARTTLS offered, and refused', ['nntp', 'barenews'], 'bareTalk'),
];
