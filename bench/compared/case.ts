import type { Scheme } from '../../functions/core/scheme.ts';
import type { Identity } from '../../lab/certificate.ts';

/** Addresses that look public, as the guard against private ones wants them; they exist in the namespace alone. */
export const PLACES = {
  root: '198.41.0.4',
  tld: '192.5.6.30',
  zone: '185.12.64.11',
  web: '185.12.64.12',
  other: '185.12.64.13',
  proxy: '185.12.64.15',
  mail: '185.12.64.16',
  oldMail: '185.12.64.17',
  renewed: '185.12.64.18',
  mx: '185.12.64.19',
  oldMx: '185.12.64.20',
  talk: '185.12.64.21',
  oldTalk: '185.12.64.22',
  bareTalk: '185.12.64.23',
} as const;

export type Place = keyof typeof PLACES;

/** The program that serves. */
export type Server =
  | 'nginx'
  | 'haproxy'
  | 'Dovecot'
  | 'Postfix'
  | 'Prosody'
  | 'MariaDB'
  | 'INN'
  | 'vsftpd'
  | 'InspIRCd'
  | 'nobody';

/** One server as a client meets it. */
export interface Case {
  readonly title: string;
  readonly server: Server;
  readonly scheme: Scheme;
  /** First label of the host. */
  readonly name: string;
  /** Where it stands; its first address where it has two. */
  readonly at: Place;
  readonly port?: number;
  /** Certificates of a web server, several by key type. */
  readonly shown?: readonly Identity[];
  /** Why the tools do not agree. */
  readonly why?: string;
}

/** A case by its address, as `imap://mail`. */
export const at = (server: Server, title: string, url: [Scheme, string], where: Place, more: Partial<Case> = {}): Case => ({
  ...{ title, server, scheme: url[0], name: url[1], at: where },
  ...more,
});
