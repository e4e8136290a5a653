import type { Dialect } from '../../core/starttls.ts';
import type { Conversation } from './conversation.ts';
import { ftp } from './ftp.ts';
import { imap } from './imap.ts';
import { irc } from './irc.ts';
import { ldap } from './ldap.ts';
import { mysql } from './mysql.ts';
import { nntp } from './nntp.ts';
import { pop3 } from './pop3.ts';
import { postgres } from './postgres.ts';
import { sieve } from './sieve.ts';
import { smtp } from './smtp.ts';
import { xmpp } from './xmpp.ts';

/** Every dialect, by its name; `host` is what the target is called, for those that say it. */
export const DIALECTS: Readonly<Record<Dialect, (host: string) => Conversation>> = {
  smtp: () => smtp(),
  lmtp: () => smtp('LHLO'),
  imap,
  pop3,
  sieve,
  ftp,
  'xmpp-client': (host) => xmpp(host, 'client'),
  'xmpp-server': (host) => xmpp(host, 'server'),
  postgres,
  mysql,
  ldap,
  nntp,
  irc,
};
