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
