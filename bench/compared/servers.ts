import { X509Certificate } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as dialects from '../../test/integration/dialect-servers.ts';
import { type Namespace, openNamespace } from '../../test/integration/namespace.ts';
import { startKnot, zoneText } from '../../test/integration/servers.ts';
import { deploy, type Host, startDovecot, startNginx, startPostfix, write } from '../../test/integration/tls-servers.ts';
import { PLACES, type Server } from './case.ts';
import { CASES, EXPIRED, FAKE, FRESH, lab, REPLACED, WEB, whole, ZONE } from './cases.ts';
import { TALKERS } from './talkers.ts';

/** The namespace with every server of the cases in it, and the files that the tools need. */
export interface Ground {
  readonly namespace: Namespace;
  /** The lab's root, PEM. */
  readonly trust: string;
  /** Root hints of the lab's DNS. */
  readonly hints: string;
}

/** Starts all; that they listen is waited for by whoever asks them. */
export async function openGround(): Promise<Ground> {
  const namespace = await openNamespace(Object.values(PLACES));
  startTree(namespace);
  await startMail(namespace);
  startWeb(namespace);
  startOldTls(namespace);
  startTalkers(namespace);
  const hints = `. 3600000 NS A.ROOT-SERVERS.NET.\nA.ROOT-SERVERS.NET. 3600000 A ${PLACES.root}\n`;
  const trust = write(namespace, 'trust.pem', lab.root.chain);
  return { namespace, trust, hints: write(namespace, 'named.root', hints) };
}

function startTree(namespace: Namespace): void {
  const { root, tld, zone, web, other } = PLACES;
  const timers = { refresh: 1800, retry: 900, expire: 604_800 };
  const text = (name: string, server: string, address: string, lines: readonly string[]) =>
    zoneText({ name, serial: 1, timers, nameservers: { [server]: address }, lines });
  const hosts = new Map(CASES.map(({ name, at }) => [name, PLACES[at]]));
  const lines = [...hosts].map(([name, address]) => `${name} IN A ${address}`);
  startKnot(namespace, 'root', root, {
    '.': text('.', 'a.root-servers.net', root, ['test. IN NS a.nic.test.', `a.nic.test. IN A ${tld}`]),
  });
  const cut = [`${ZONE}. IN NS ns.${ZONE}.`, `ns.${ZONE}. IN A ${zone}`];
  startKnot(namespace, 'tld', tld, { test: text('test', 'a.nic.test', tld, cut) });
  const all = [...lines, `pair IN A ${other}`, `ca IN A ${web}`];
  startKnot(namespace, 'zone', zone, { [ZONE]: text(ZONE, `ns.${ZONE}`, zone, all) });
}

function startWeb(namespace: Namespace): void {
  const { web, other, renewed } = PLACES;
  const hosts: Host[] = WEB.map(({ name, shown = [] }) => {
    const certificates = shown.map((identity, index) => {
      deploy(namespace, `${name}-${index}`, identity);
      return `${name}-${index}`;
    });
    return { name: `${name}.${ZONE}`, address: web, certificates };
  });
  deploy(namespace, 'fake', FAKE);
  deploy(namespace, 'pair-old', whole('pair', REPLACED));
  deploy(namespace, 'pair-new', whole('pair', FRESH));
  deploy(namespace, 'renewed', whole('renewed', FRESH));
  const more: Host[] = [
    { name: 'ingress.local', address: other, certificates: ['fake'] },
    { name: `pair.${ZONE}`, address: web, certificates: ['pair-new'] },
    { name: `pair.${ZONE}`, address: other, certificates: ['pair-old'] },
    { name: `renewed.${ZONE}`, address: renewed, certificates: ['renewed'] },
  ];
  write(namespace, 'files/intermediate.der', new X509Certificate(lab.intermediate.chain).raw);
  startNginx(namespace, [...hosts, ...more], { address: web, folder: join(namespace.folder, 'files') });
}

/** Each daemon in a folder of its own. */
async function startMail(namespace: Namespace): Promise<void> {
  const room = (name: string): Namespace => {
    const folder = join(namespace.folder, name);
    mkdirSync(folder);
    namespace.run('chmod', '755', namespace.folder);
    return { ...namespace, folder };
  };
  const [good, old, renewed, mx, oldMx] = ['d1', 'd2', 'd3', 'p1', 'p2'].map(room) as [
    Namespace,
    Namespace,
    Namespace,
    Namespace,
    Namespace,
  ];
  deploy(good, 'leaf', whole('mail'));
  deploy(old, 'leaf', whole('oldmail', EXPIRED));
  deploy(renewed, 'leaf', whole('renewed', REPLACED));
  deploy(mx, 'leaf', whole('mx', { key: 'EC P-256' }));
  deploy(oldMx, 'leaf', whole('oldmx', EXPIRED));
  startDovecot(good, PLACES.mail, 'leaf');
  startDovecot(old, PLACES.oldMail, 'leaf');
  startDovecot(renewed, PLACES.renewed, 'leaf');
  startPostfix(mx, PLACES.mx, 'leaf');
  startPostfix(oldMx, PLACES.oldMx, 'leaf');
  await listening(namespace, `${PLACES.renewed}:993`);
  deploy(renewed, 'leaf', whole('renewed', FRESH));
}

const STARTS: Readonly<Partial<Record<Server, dialects.StartServer>>> = {
  Prosody: dialects.startProsody,
  MariaDB: dialects.startMariaDb,
  INN: dialects.startInn,
  vsftpd: dialects.startVsftpd,
  InspIRCd: dialects.startInspIrcd,
  Dovecot: dialects.startSieveAndLmtp,
};

/** One server for a host, whatever it is asked in. */
function startTalkers(namespace: Namespace): void {
  for (const { server, name, at } of new Map(TALKERS.map((one) => [one.name, one])).values()) {
    if (at !== 'bareTalk') deploy(namespace, name, whole(name, at === 'oldTalk' ? EXPIRED : {}));
    STARTS[server]?.(namespace, name, PLACES[at], at === 'bareTalk' ? undefined : name);
  }
}

/** Waits until a TLS server shows a certificate. */
async function listening(namespace: Namespace, connect: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { stdout } = await namespace.ask('timeout', '5', 'openssl', 's_client', '-connect', connect);
    if (stdout.includes('BEGIN CERTIFICATE')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing shows a certificate at ${connect}`);
}

function startOldTls(namespace: Namespace): void {
  const { chain, key } = whole('twelve');
  const config = `global
  maxconn 100
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend tls
  bind ${PLACES.proxy}:443 ssl crt ${write(namespace, 'haproxy/twelve.pem', chain + key)} ssl-max-ver TLSv1.2
  http-request return status 200
`;
  namespace.start('haproxy', '-db', '-f', write(namespace, 'haproxy/haproxy.cfg', config));
}
