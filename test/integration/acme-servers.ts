import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespace } from './namespace.ts';

/** Debian's Pebble, or a newer one that `.ci/run` has built. */
const PEBBLE = process.env.PICKET_PEBBLE ?? 'pebble';

/** What these servers need besides, by command and Debian package. */
export const ACME_NEEDS = {
  pdns_server: 'pdns-server',
  pdnsutil: 'pdns-server',
  sqlite3: 'sqlite3',
  unbound: 'unbound',
  [PEBBLE]: 'pebble',
  lego: 'lego',
  openssl: 'openssl',
} as const;

const SCHEMA = '/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql';
const API_KEY = 'labkey';

function write(namespace: Namespace, name: string, text: string): string {
  const path = join(namespace.folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** The ways to change the zone of a PowerDNS while it runs. */
export interface PowerDns {
  /** Replaces a TXT record and raises the serial. */
  readonly edit: (name: string, value: string) => void;
  /** Replaces a record set behind the back of the secondaries: the serial stays. */
  readonly set: (name: string, type: string, value: string) => void;
  /** Removes one likewise. */
  readonly remove: (name: string, type: string) => void;
}

/** A PowerDNS primary with its API on loopback, which no delegation need name; `settings` are lines of its configuration. Times in seconds. */
export function startPowerDns(
  namespace: Namespace,
  address: string,
  zone: string,
  nameservers: Readonly<Record<string, string>>,
  settings: readonly string[] = [],
): PowerDns {
  const run = join(namespace.folder, 'pdns');
  const secondaries = Object.values(nameservers);
  const config = write(
    namespace,
    'pdns/pdns.conf',
    `launch=gsqlite3
gsqlite3-database=${run}/db
local-address=${address}
query-local-address=${address}
socket-dir=${run}
setuid=
setgid=
daemon=no
guardian=no
write-pid=no
primary=yes
api=yes
api-key=${API_KEY}
webserver=yes
webserver-address=127.0.0.1
webserver-port=8081
allow-axfr-ips=${secondaries.join(',')}
also-notify=${secondaries.join(',')}
only-notify=
xfr-cycle-interval=1
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
security-poll-suffix=
loglevel=3
${settings.join('\n')}
`,
  );
  const names = Object.keys(nameservers);
  const util = (...args: string[]) => namespace.run('pdnsutil', `--config-dir=${join(config, '..')}`, ...args);
  namespace.run('sh', '-c', `sqlite3 ${run}/db < ${SCHEMA}`);
  util('create-zone', zone, `${names[0]}`);
  util('replace-rrset', zone, '@', 'SOA', '10', `ns0.${zone} hostmaster.${zone} 1 3 2 604800 5`);
  util('replace-rrset', zone, '@', 'NS', '60', ...names.map((name) => `${name}.`));
  for (const [name, at] of Object.entries(nameservers)) util('add-record', zone, name.replace(`.${zone}`, ''), 'A', '60', at);
  util('set-kind', zone, 'primary');
  util('set-meta', zone, 'SOA-EDIT-API', 'INCREASE');
  namespace.start('pdns_server', `--config-dir=${join(config, '..')}`);
  return {
    edit(name, value) {
      util('replace-rrset', zone, name, 'TXT', '5', `"${value}"`);
      util('increase-serial', zone);
    },
    remove: (name, type) => util('delete-rrset', zone, name, type),
    set: (name, type, value) => util('replace-rrset', zone, name, type, '5', value),
  };
}

/** A resolver that starts at the namespace's own root, as a CA's does. */
export function startResolver(namespace: Namespace, address: string, hints: string): void {
  const run = join(namespace.folder, 'unbound');
  const config = `server:
  interface: ${address}
  access-control: 127.0.0.0/8 allow
  username: ""
  chroot: ""
  directory: "${run}"
  pidfile: ""
  use-syslog: no
  num-threads: 1
  do-daemonize: no
  do-not-query-localhost: no
  do-ip6: no
  local-zone: "test." nodefault
  root-hints: "${hints}"
  module-config: "iterator"
  cache-max-negative-ttl: 0
remote-control:
  control-enable: no
`;
  namespace.start('unbound', '-d', '-c', write(namespace, 'unbound/unbound.conf', config));
}

/** Pebble as the CA, validating through the resolver; and lego, which writes its challenges by the API of PowerDNS. */
export function startCa(namespace: Namespace, resolver: string): { readonly order: (...names: readonly string[]) => string } {
  const { folder } = namespace;
  const [key, pem] = [join(folder, 'acme.key'), join(folder, 'acme.pem')];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=localhost',
  ];
  namespace.run('openssl', ...request, '-keyout', key, '-out', pem, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  const pebble = {
    listenAddress: '127.0.0.1:14000',
    managementListenAddress: '127.0.0.1:15000',
    certificate: pem,
    privateKey: key,
    httpPort: 5002,
    tlsPort: 5001,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
  };
  const config = write(namespace, 'pebble.json', JSON.stringify({ pebble }));
  const settings = ['PEBBLE_VA_NOSLEEP=1', 'PEBBLE_WFE_NONCEREJECT=0', 'PEBBLE_AUTHZREUSE=0'];
  namespace.start('env', ...settings, PEBBLE, '-config', config, '-dnsserver', `${resolver}:53`);
  const resolv = write(namespace, 'resolv.conf', `nameserver ${resolver}\n`);
  const api = `LEGO_CA_CERTIFICATES=${pem} PDNS_API_URL=http://127.0.0.1:8081 PDNS_API_KEY=${API_KEY} PDNS_TTL=5 PDNS_POLLING_INTERVAL=1 PDNS_PROPAGATION_TIMEOUT=6`;
  const client = `lego --server https://127.0.0.1:14000/dir --accept-tos --email a@example.test --path ${folder}/lego --dns pdns --dns.resolvers ${resolver}:53`;
  return {
    // lego looks for nameservers by the system's resolver too.
    order: (...names) => {
      const domains = names.map((name) => `--domains '${name}'`).join(' ');
      const script = `mount --bind ${resolv} /etc/resolv.conf && ${api} ${client} ${domains} run 2>&1 || echo FAILED`;
      return namespace.run('unshare', '--mount', 'sh', '-c', script);
    },
  };
}

/** Waits until something listens there. */
export function untilListening(namespace: Namespace, address: string, port: number): void {
  namespace.run(
    'bash',
    '-c',
    `for i in $(seq 200); do (exec 3<>/dev/tcp/${address}/${port}) 2>/dev/null && exit 0; sleep 0.1; done; exit 1`,
  );
}
