import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity } from '../../lab/certificate.ts';
import type { Namespace } from './namespace.ts';

/** What the TLS suite needs besides, by command and Debian package. */
export const TLS_SERVERS = {
  nginx: 'nginx-light',
  haproxy: 'haproxy',
  dovecot: 'dovecot-imapd dovecot-pop3d',
  postfix: 'postfix',
} as const;

/** Writes a file into the namespace's folder and gives its path. */
export function write(namespace: Namespace, name: string, content: string | Uint8Array): string {
  const path = join(namespace.folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Puts a chain and its key where servers find them; the same name again replaces them, as an ACME client does. */
export function deploy(
  namespace: Namespace,
  name: string,
  { chain, key }: Identity,
): { readonly chain: string; readonly key: string } {
  return { chain: write(namespace, `tls/${name}.pem`, chain), key: write(namespace, `tls/${name}.key`, key) };
}

/** A virtual host of nginx: its name and the names of its certificates. */
export interface Host {
  readonly name: string;
  readonly address: string;
  readonly certificates: readonly string[];
}

/** nginx with a virtual host each, and a plain one that serves files. Gives the way to make it read its files again. */
export function startNginx(
  namespace: Namespace,
  hosts: readonly Host[],
  files: { readonly address: string; readonly folder: string },
): () => void {
  const run = join(namespace.folder, 'nginx');
  mkdirSync(run, { recursive: true });
  const tls = (name: string) =>
    `ssl_certificate ${namespace.folder}/tls/${name}.pem; ssl_certificate_key ${namespace.folder}/tls/${name}.key;`;
  const server = ({ name, address, certificates }: Host) =>
    `server { listen ${address}:443 ssl; server_name ${name}; ${certificates.map(tls).join(' ')} return 204; }`;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${run}/${kind};`)
    .join(' ');
  const config = `daemon off; user root; pid ${run}/pid; error_log stderr; events {}
http { ${temporary} access_log off;
${hosts.map(server).join('\n')}
server { listen ${files.address}:80; root ${files.folder}; }
}
`;
  namespace.start('nginx', '-e', 'stderr', '-c', write(namespace, 'nginx/nginx.conf', config));
  return () => void namespace.run('sh', '-c', `kill -HUP "$(cat ${run}/pid)"`);
}

/** haproxy with several certificates, chosen by SNI. Each is one file, chain and key. */
export function startHaproxy(namespace: Namespace, address: string, identities: Readonly<Record<string, Identity>>): void {
  for (const [name, { chain, key }] of Object.entries(identities)) write(namespace, `haproxy/crt/${name}.pem`, chain + key);
  const config = `global
  maxconn 100
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend tls
  bind ${address}:443 ssl crt ${namespace.folder}/haproxy/crt/
  http-request return status 200
`;
  namespace.start('haproxy', '-db', '-f', write(namespace, 'haproxy/haproxy.cfg', config));
}

/** Dovecot: IMAP and POP3, by STARTTLS and with TLS at once. Gives the way to make it read its files again. */
export function startDovecot(namespace: Namespace, address: string, certificate: string): () => void {
  const run = join(namespace.folder, 'dovecot');
  mkdirSync(join(run, 'base'), { recursive: true });
  const settings = [
    `base_dir=${run}/base`,
    `state_dir=${run}/state`,
    'log_path=/dev/stderr',
    'protocols=imap pop3',
    `listen=${address}`,
    'ssl=yes',
    `ssl_cert=<${namespace.folder}/tls/${certificate}.pem`,
    `ssl_key=<${namespace.folder}/tls/${certificate}.key`,
    'ssl_dh=',
    `mail_location=maildir:${run}/mail`,
    'first_valid_uid=1',
    'passdb {\n  driver=static\n  args=password=lab\n}',
    `userdb {\n  driver=static\n  args=uid=nobody gid=nogroup home=${run}/mail\n}`,
  ];
  namespace.start('dovecot', '-F', '-c', write(namespace, 'dovecot/dovecot.conf', `${settings.join('\n')}\n`));
  return () => void namespace.run('sh', '-c', `kill -HUP "$(cat ${run}/base/master.pid)"`);
}

/** Postfix: SMTP and submission by STARTTLS, submissions with TLS at once, and port 2525 without any TLS. */
export function startPostfix(namespace: Namespace, address: string, certificate: string): void {
  const run = join(namespace.folder, 'postfix');
  for (const name of ['queue', 'data']) mkdirSync(join(run, name), { recursive: true });
  namespace.run('chown', 'postfix', join(run, 'data'));
  namespace.run('chmod', '755', namespace.folder);
  const main = `compatibility_level = 3.6
queue_directory = ${run}/queue
data_directory = ${run}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
myhostname = mx.example.test
inet_interfaces = ${address}
inet_protocols = ipv4
mydestination =
smtpd_relay_restrictions = reject
smtpd_tls_chain_files = ${namespace.folder}/tls/${certificate}.key, ${namespace.folder}/tls/${certificate}.pem
smtpd_tls_security_level = may
maillog_file = /dev/stdout
multi_instance_enable = yes
`;
  const master = `smtp inet n - n - - smtpd
587 inet n - n - - smtpd
2525 inet n - n - - smtpd
  -o smtpd_tls_security_level=none
465 inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
  write(namespace, 'postfix/main.cf', main);
  write(namespace, 'postfix/master.cf', master);
  namespace.start('postfix', '-c', run, 'start-fg');
}
