import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespace } from './namespace.ts';

/** A zone's text as a master file. Times in seconds. */
export interface ZoneText {
  readonly name: string;
  readonly serial: number;
  readonly timers: { readonly refresh: number; readonly retry: number; readonly expire: number };
  /** Every nameserver's address by its name; the first is the SOA primary. */
  readonly nameservers: Readonly<Record<string, string>>;
  /** Further lines in master file form. */
  readonly lines?: readonly string[];
}

/** A zone in master file form, with addresses for the nameservers that lie in it. */
export function zoneText({ name, serial, timers, nameservers, lines = [] }: ZoneText): string {
  const names = Object.keys(nameservers);
  const { refresh, retry, expire } = timers;
  return [
    `$ORIGIN ${dotted(name)}`,
    '$TTL 60',
    `@ IN SOA ${names[0]}. hostmaster.invalid. ${serial} ${refresh} ${retry} ${expire} 5`,
    ...names.map((server) => `@ IN NS ${server}.`),
    ...Object.entries(nameservers).map(([server, address]) => `${server}. IN ${address.includes(':') ? 'AAAA' : 'A'} ${address}`),
    ...lines,
    '',
  ].join('\n');
}

function dotted(name: string): string {
  return name === '.' ? '.' : `${name}.`;
}

function write(namespace: Namespace, name: string, text: string): string {
  const path = join(namespace.folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** A Knot server with the given zones as primary: `zones` maps a zone's name to its text. */
export function startKnot(namespace: Namespace, name: string, address: string, zones: Readonly<Record<string, string>>): void {
  const run = join(namespace.folder, name);
  for (const [zone, text] of Object.entries(zones)) write(namespace, `${name}/${zone === '.' ? 'root' : zone}.zone`, text);
  const config = `server:
  listen: ${address}@53
  rundir: ${run}
control:
  listen: ${run}/knot.sock
database:
  storage: ${run}/db
log:
  - target: stderr
    any: warning
template:
  - id: default
    storage: ${run}
zone:
${Object.keys(zones)
  .map((zone) => `  - domain: ${dotted(zone)}\n    file: ${zone === '.' ? 'root' : zone}.zone`)
  .join('\n')}
`;
  mkdirSync(join(run, 'db'), { recursive: true });
  namespace.start('knotd', '-c', write(namespace, `${name}/knot.conf`, config));
}

/** A BIND primary of one zone. `edit` writes a new text and makes it load it, which notifies the secondaries. */
export function startBindPrimary(
  namespace: Namespace,
  address: string,
  zone: string,
  text: string,
  secondaries: readonly string[],
) {
  const run = join(namespace.folder, 'primary');
  write(namespace, `primary/${zone}.zone`, text);
  const config = `${bindOptions(run, address)}
zone "${zone}" { type primary; file "${zone}.zone"; notify explicit;
  also-notify { ${secondaries.map((secondary) => `${secondary};`).join(' ')} }; allow-transfer { any; }; };
`;
  namespace.start('named', '-g', '-n', '1', '-c', write(namespace, 'primary/named.conf', config));
  return {
    edit(next: string) {
      write(namespace, `primary/${zone}.zone`, next);
      namespace.run('sh', '-c', `kill -HUP "$(cat ${run}/named.pid)"`);
    },
  };
}

function bindOptions(run: string, address: string): string {
  return `options { directory "${run}"; pid-file "${run}/named.pid"; session-keyfile none; lock-file none; managed-keys-directory "${run}";
  listen-on port 53 { ${address}; }; listen-on-v6 { none; }; query-source address ${address}; transfer-source ${address}; notify-source ${address};
  recursion no; allow-query { any; }; dnssec-validation no; empty-zones-enable no; min-refresh-time 1; min-retry-time 1; };
controls { };`;
}

/** A BIND secondary of one zone. */
export function startBindSecondary(namespace: Namespace, address: string, zone: string, primary: string): void {
  const run = join(namespace.folder, 'bind');
  const config = `${bindOptions(run, address)}
zone "${zone}" { type secondary; primaries { ${primary}; }; file "${zone}.db"; masterfile-format text; notify no; allow-transfer { none; }; };
`;
  namespace.start('named', '-g', '-n', '1', '-c', write(namespace, 'bind/named.conf', config));
}

/** An NSD secondary of one zone. It has no EDNS EXPIRE. */
export function startNsdSecondary(namespace: Namespace, address: string, zone: string, primary: string): void {
  const run = join(namespace.folder, 'nsd');
  const config = `server:
  ip-address: ${address}@53
  server-count: 1
  username: ""
  chroot: ""
  database: ""
  zonesdir: "${run}"
  pidfile: "${run}/nsd.pid"
  xfrdfile: "${run}/xfrd.state"
  zonelistfile: "${run}/zone.list"
  xfrdir: "${run}"
  xfrd-reload-timeout: 0
zone:
  name: "${zone}"
  zonefile: "${zone}.zone"
  request-xfr: AXFR ${primary} NOKEY
  allow-notify: ${primary} NOKEY
  outgoing-interface: ${address}
  min-refresh-time: 1
  min-retry-time: 1
  min-expire-time: 1
`;
  namespace.start('nsd', '-d', '-c', write(namespace, 'nsd/nsd.conf', config));
}

/** A Knot secondary of one zone. Its shortest refresh is 2 seconds. */
export function startKnotSecondary(namespace: Namespace, address: string, zone: string, primary: string): void {
  const run = join(namespace.folder, 'knot');
  const config = `server:
  listen: ${address}@53
  rundir: ${run}
control:
  listen: ${run}/knot.sock
database:
  storage: ${run}/db
log:
  - target: stderr
    any: warning
remote:
  - id: primary
    address: ${primary}@53
    via: ${address}
acl:
  - id: notify
    address: ${primary}
    action: notify
template:
  - id: default
    storage: ${run}
    expire-min-interval: 3
zone:
  - domain: ${zone}
    file: ${zone}.zone
    master: primary
    acl: notify
`;
  mkdirSync(join(run, 'db'), { recursive: true });
  namespace.start('knotd', '-c', write(namespace, 'knot/knot.conf', config));
}
