import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespace } from './namespace.ts';
import { write } from './tls-servers.ts';

/** What the suite of dialects needs besides, by command and Debian package. */
export const DIALECT_NEEDS = {
  '/usr/lib/news/bin/nnrpd': 'inn2',
  vsftpd: 'vsftpd',
  prosody: 'prosody',
  mariadbd: 'mariadb-server-core',
  inspircd: 'inspircd',
  '/usr/lib/dovecot/managesieve': 'dovecot-managesieved',
  '/usr/lib/dovecot/lmtp': 'dovecot-lmtpd',
  setpriv: 'util-linux',
} as const;

/** A server under the given name, which is its host's as well. `certificate` is a name of `deploy`; undefined: TLS is switched off. */
export type StartServer = (namespace: Namespace, name: string, address: string, certificate: string | undefined) => void;

interface Files {
  readonly chain: string;
  readonly key: string;
}

function filesOf({ folder }: Namespace, certificate: string): Files {
  return { chain: `${folder}/tls/${certificate}.pem`, key: `${folder}/tls/${certificate}.key` };
}

/** A folder for what a server writes. */
function roomOf(namespace: Namespace, name: string): string {
  const room = join(namespace.folder, name);
  mkdirSync(room, { recursive: true });
  return room;
}

/** Lines for a server with TLS, none for one without. */
function withTls(
  namespace: Namespace,
  certificate: string | undefined,
  lines: (files: Files) => readonly string[],
): readonly string[] {
  return certificate === undefined ? [] : lines(filesOf(namespace, certificate));
}

/** Starts a server that gives up root; it owns its room, and a copy of its certificate and key in it. */
function startAs(
  namespace: Namespace,
  user: string,
  room: string,
  certificate: string | undefined,
  command: readonly string[],
): void {
  const copies = withTls(namespace, certificate, ({ chain, key }) => [
    `install -m 644 ${chain} ${room}/pem`,
    `install -m 600 ${key} ${room}/key`,
  ]);
  const script = ['set -e', ...copies, `chown -R ${user} ${room}`, `exec ${command.join(' ')}`];
  namespace.start('sh', '-c', script.join('\n'));
}

/** nnrpd of INN, which serves readers, without the rest of it. */
export const startInn: StartServer = (namespace, name, address, certificate) => {
  const room = roomOf(namespace, name);
  const tls = withTls(namespace, certificate, () => [`tlscertfile: ${room}/pem`, `tlskeyfile: ${room}/key`]);
  const paths = ['pathdb', 'pathetc', 'pathrun', 'pathlog', 'pathspool', 'pathtmp', 'pathoverview', 'patharticles'];
  const settings = ['mta: false', 'pathnews: /usr/lib/news', 'pathhost: news.example.test', 'domain: example.test'];
  // By default it turns everybody away while the machine is busy.
  const methods = ['hismethod: hisv6', 'ovmethod: tradindexed', 'enableoverview: true', 'nnrpdloadlimit: 0'];
  const config = [...settings, ...methods, ...paths.map((path) => `${path}: ${room}`), ...tls, ''].join('\n');
  write(namespace, `${name}/storage.conf`, 'method tradspool {\n  newsgroups: *\n  class: 0\n}\n');
  const readers = [
    'auth all {',
    'hosts: "*"',
    'default: "<all>"',
    '}',
    'access all {',
    'users: "<all>"',
    'newsgroups: "*"',
    '}',
    '',
  ];
  write(namespace, `${name}/readers.conf`, readers.join('\n'));
  write(namespace, `${name}/group.index`, '');
  write(namespace, `${name}/active`, 'local.test 0000000000 0000000001 y\n');
  const command = ['env', `INNCONF=${write(namespace, `${name}/inn.conf`, config)}`, '/usr/lib/news/bin/nnrpd'];
  startAs(namespace, 'news', room, certificate, [...command, '-D', '-f', '-n', '-4', address, '-p', '119']);
};

/** vsftpd. Its own choice of ciphers is one that nobody speaks any more. */
export const startVsftpd: StartServer = (namespace, name, address, certificate) => {
  const config = [
    'listen=YES',
    `listen_address=${address}`,
    'background=NO',
    `secure_chroot_dir=${roomOf(namespace, `${name}/empty`)}`,
    ...withTls(namespace, certificate, ({ chain, key }) => [
      'ssl_enable=YES',
      'ssl_ciphers=HIGH',
      `rsa_cert_file=${chain}`,
      `rsa_private_key_file=${key}`,
    ]),
    '',
  ].join('\n');
  namespace.start('vsftpd', write(namespace, `${name}/vsftpd.conf`, config));
};

/** Prosody, for clients and for other servers. */
export const startProsody: StartServer = (namespace, name, address, certificate) => {
  const room = roomOf(namespace, name);
  const config = [
    'daemonize = false',
    `pidfile = "${room}/pid"`,
    `data_path = "${room}"`,
    `interfaces = { "${address}" }`,
    'log = { error = "*console" }',
    `modules_enabled = { "saslauth", "dialback", "posix"${certificate === undefined ? '' : ', "tls"'} }`,
    ...withTls(namespace, certificate, () => [`ssl = { certificate = "${room}/pem", key = "${room}/key" }`]),
    `VirtualHost "${name}.example.test"`,
    '',
  ].join('\n');
  const as = ['setpriv', '--reuid=prosody', '--regid=prosody', '--clear-groups'];
  startAs(namespace, 'prosody', room, certificate, [
    ...as,
    'prosody',
    '--config',
    write(namespace, `${name}/prosody.cfg.lua`, config),
  ]);
};

/** MariaDB without any table: what comes before a login needs none. */
export const startMariaDb: StartServer = (namespace, name, address, certificate) => {
  const room = roomOf(namespace, name);
  const data = roomOf(namespace, `${name}/data`);
  const tls = withTls(namespace, certificate, () => [`--ssl-cert=${room}/pem`, `--ssl-key=${room}/key`]);
  const where = [
    `--datadir=${data}`,
    `--socket=${room}/socket`,
    `--pid-file=${room}/pid`,
    `--bind-address=${address}`,
    '--port=3306',
  ];
  const small = ['--skip-grant-tables', '--skip-innodb', '--default-storage-engine=Aria', '--user=nobody'];
  startAs(namespace, 'nobody', room, certificate, ['mariadbd', '--no-defaults', ...where, ...small, ...tls]);
};

/** InspIRCd with its module for STARTTLS on the port without TLS. */
export const startInspIrcd: StartServer = (namespace, name, address, certificate) => {
  const room = roomOf(namespace, name);
  const tls = withTls(namespace, certificate, ({ chain, key }) => [
    '<module name="ssl_gnutls">',
    '<module name="starttls">',
    `<sslprofile name="Clients" provider="gnutls" certfile="${chain}" keyfile="${key}">`,
    '<starttls provider="Clients">',
  ]);
  const config = [
    `<server name="${name}.example.test" description="Lab" network="Lab">`,
    '<admin name="lab" nick="lab" email="lab@example.test">',
    `<bind address="${address}" port="6667" type="clients">`,
    '<connect allow="*">',
    `<path configdir="${room}" datadir="${room}" logdir="${room}" runtimedir="${room}">`,
    `<pid file="${room}/pid">`,
    ...tls,
    '',
  ].join('\n');
  namespace.start(
    'inspircd',
    '--nofork',
    '--nopid',
    '--runasroot',
    '--config',
    write(namespace, `${name}/inspircd.conf`, config),
  );
};

/** Dovecot for ManageSieve and LMTP. */
export const startSieveAndLmtp: StartServer = (namespace, name, address, certificate) => {
  const room = roomOf(namespace, name);
  const tls = withTls(namespace, certificate, ({ chain, key }) => [`ssl_cert=<${chain}`, `ssl_key=<${key}`]);
  const config = [
    `base_dir=${roomOf(namespace, `${name}/base`)}`,
    `state_dir=${room}/state`,
    'log_path=/dev/stderr',
    'protocols=sieve lmtp',
    `listen=${address}`,
    `service lmtp {\n  inet_listener lmtp {\n    address=${address}\n    port=24\n  }\n}`,
    `ssl=${certificate === undefined ? 'no' : 'yes'}`,
    'ssl_dh=',
    ...tls,
    `mail_location=maildir:${room}/mail`,
    'first_valid_uid=1',
    'passdb {\n  driver=static\n  args=password=lab\n}',
    `userdb {\n  driver=static\n  args=uid=nobody gid=nogroup home=${room}/mail\n}`,
    '',
  ].join('\n');
  namespace.start('dovecot', '-F', '-c', write(namespace, `${name}/dovecot.conf`, config));
};
