import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Namespace } from './namespace.ts';
import { write } from './tls-servers.ts';

/** What the suite of faults needs besides, by command and Debian package. */
export const FAULT_NEEDS = {
  pdns_server: 'pdns-server',
  pdnsutil: 'pdns-server',
  sqlite3: 'sqlite3',
  unbound: 'unbound',
  dnsdist: 'dnsdist',
  slapd: 'slapd',
  '/usr/lib/postgresql/*/bin/postgres': 'postgresql',
  setpriv: 'util-linux',
} as const;

/** dnsdist in front of a server. Gives the way to replace its rules while it runs; '' removes them. */
export function startDnsdist(namespace: Namespace, addresses: readonly string[], backend: string): (rules: string) => void {
  const config = `${addresses.map((address) => `addLocal("${address}:53")`).join('\n')}
setACL({"0.0.0.0/0"})
newServer({address="${backend}:53", healthCheckMode="up"})
setSecurityPollSuffix("")
controlSocket("127.0.0.1:5199")
setKey("${randomBytes(32).toString('base64')}")
`;
  const path = write(namespace, 'dnsdist.conf', config);
  namespace.start('dnsdist', '--supervised', '-C', path);
  return (rules) => void namespace.run('dnsdist', '-C', path, '-e', `clearRules() ${rules}`);
}

/** PostgreSQL with a certificate of `deploy`; it will not run as root. It is killed in the end: its shared memory must not outlive the namespace. */
export function startPostgres(namespace: Namespace, address: string, certificate: string): void {
  const run = join(namespace.folder, 'postgres');
  const script = `set -e
chmod 755 ${namespace.folder}
install -d -o postgres ${run}
install -o postgres -m 600 ${namespace.folder}/tls/${certificate}.pem ${run}/pem
install -o postgres -m 600 ${namespace.folder}/tls/${certificate}.key ${run}/key
cd ${run}
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
as="setpriv --reuid=postgres --regid=postgres --clear-groups"
$as "$bin/initdb" --no-sync -D data >&2
exec unshare --ipc $as "$bin/postgres" -D data -h ${address} -k ${run} -c dynamic_shared_memory_type=mmap -c ssl=on -c ssl_cert_file=${run}/pem -c ssl_key_file=${run}/key
`;
  namespace.start('sh', '-c', script);
}

/** OpenLDAP with a certificate of `deploy` and without any data. */
export function startLdap(namespace: Namespace, address: string, certificate: string): void {
  const config = `include /etc/ldap/schema/core.schema
pidfile ${namespace.folder}/slapd.pid
TLSCertificateFile ${namespace.folder}/tls/${certificate}.pem
TLSCertificateKeyFile ${namespace.folder}/tls/${certificate}.key
`;
  namespace.start('slapd', '-d', '0', '-f', write(namespace, 'slapd.conf', config), '-h', `ldap://${address}:389`);
}
