import { SCHEMES } from '../../functions/core/scheme.ts';
import { opensslFlags } from '../../functions/core/starttls.ts';
import { dialectOf, type ServiceTarget } from '../../functions/core/target.ts';
import { write } from '../../test/integration/tls-servers.ts';
import { type Case, PLACES } from './case.ts';
import { ZONE } from './cases.ts';
import type { Ground } from './servers.ts';
import { CHECK_SSL_CERT, optionFor, TESTSSL, WORDS, xmppHost } from './spoken.ts';

/** What a tool says of a case. */
export interface Verdict {
  /** Is anything wrong, in its eyes? Undefined: it does not speak the protocol. */
  readonly complains: boolean | undefined;
  readonly words: string;
}

/** A tool that looks at one address of a server. */
export interface Referee {
  readonly name: string;
  ask(one: Case, ground: Ground, index: number): Promise<Verdict>;
}

export function targetOf({ scheme, name, port }: Case): ServiceTarget {
  const { port: usual = 443 } = SCHEMES[scheme] as { port?: number };
  return { kind: 'service', scheme, host: `${name}.${ZONE}`, port: port ?? usual };
}

/** Host, address with port, and the dialect where TLS does not begin at once. */
function placeOf(one: Case) {
  const target = targetOf(one);
  const { host, port } = target;
  return { host, port, address: PLACES[one.at], spot: `${PLACES[one.at]}:${port}`, dialect: dialectOf(target) };
}

const WELL: Verdict = { complains: false, words: 'ok' };
const MUTE: Verdict = { complains: undefined, words: 'not spoken' };
const bad = (words: string): Verdict => ({ complains: true, words });

const openssl: Referee = {
  name: 'openssl s_client',
  async ask(one, { namespace, trust }) {
    const { host, spot, dialect } = placeOf(one);
    const names = [...opensslFlags(dialect, host).split(' '), '-verify_hostname', host];
    const command = ['openssl', 's_client', '-connect', spot, ...names, '-CAfile', trust];
    const { stdout, stderr } = await namespace.ask('timeout', '20', ...command);
    const [, code, words = ''] = /Verify return code: (\d+) \((.+)\)/.exec(stdout) ?? [];
    if (!stdout.includes('BEGIN CERTIFICATE')) return bad(/Connection refused/.test(stderr) ? 'refused' : 'no TLS');
    return code === '0' ? WELL : bad(`${code} ${words}`);
  },
};

/** What testssl.sh calls the findings that are about the certificate, by the start of their names. */
const ABOUT = /^cert_(trust|chain_of_trust|expirationStatus|notBefore|validityPeriod)/;

interface Line {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

/** On a busy machine testssl.sh stops now and then, in another place each time. */
const HALF_WAY = bad('gives up half-way');

const testssl: Referee = {
  name: 'testssl.sh',
  async ask(one, ground, index) {
    const first = await askTestssl(one, ground, `${index}`);
    return first === HALF_WAY ? askTestssl(one, ground, `${index}-again`) : first;
  },
};

async function askTestssl(one: Case, { namespace, trust }: Ground, run: string): Promise<Verdict> {
  const { host, address, port, dialect } = placeOf(one);
  const starttls = optionFor('-t', dialect, TESTSSL);
  if (starttls === undefined) return MUTE;
  const json = `${namespace.folder}/testssl-${run}.json`;
  const quiet = ['--warnings', 'batch', '--quiet', '--color', '0', '--nodns', 'min'];
  const bounds = ['--connect-timeout', '20', '--openssl-timeout', '40', '--ip', address, '--add-ca', trust];
  const command = [
    'testssl',
    '-S',
    '--fast',
    ...quiet,
    ...bounds,
    ...starttls,
    ...xmppHost(dialect, host),
    '--jsonfile',
    json,
    `${host}:${port}`,
  ];
  await namespace.ask('timeout', '300', ...command);
  const { stdout } = await namespace.ask('cat', json);
  const lines = (stdout.trimEnd().endsWith(']') ? JSON.parse(stdout) : []) as readonly Line[];
  const about = lines.filter(({ id }) => ABOUT.test(id));
  if (about.length === 0) return lines.some(({ id }) => id === 'TLS_extensions') ? HALF_WAY : bad('no TLS');
  const faults = about.filter(({ severity }) => !['OK', 'INFO', 'LOW'].includes(severity)).map(wordsOf);
  return faults.length === 0 ? WELL : bad([...new Set(faults)].join('; '));
}

/** A server with two certificates has them numbered: `cert_chain_of_trust <cert#2>`. */
function wordsOf({ id, finding }: Line): string {
  return `${id.replace(/[ <].*$/, '').replace('cert_', '')}: ${finding}`;
}

const checkSslCert: Referee = {
  name: 'check_ssl_cert',
  async ask(one, { namespace, trust }) {
    const { host, address, port, dialect } = placeOf(one);
    const protocol = optionFor('-P', dialect, CHECK_SSL_CERT);
    if (protocol === undefined) return MUTE;
    const where = ['-H', host, '--resolve', address, '-p', String(port), ...protocol, ...xmppHost(dialect, host)];
    const manner = [
      '--rootcert-file',
      trust,
      '-w',
      '20',
      '-c',
      '7',
      '--ignore-ocsp',
      '--ignore-sct',
      '--ignore-sig-alg',
      '--no-perf',
    ];
    const command = ['/usr/lib/nagios/plugins/check_ssl_cert', ...where, ...manner];
    const { code, stdout } = await namespace.ask('timeout', '60', ...command);
    if (code === 0) return WELL;
    const [line = ''] = stdout.split('\n');
    // Without the moments, which are others in each run.
    const words = line.replaceAll(host, 'the host').replace(/ (\(was valid until|on \w+ +\d+ ).*$/, '');
    return bad(
      words
        .replace(/^SSL_CERT /, '')
        .replace(/ the host(:\w+)?: /, ': ')
        .trim(),
    );
  },
};

const EXPORTER = '127.0.0.1:9115';

/** A module for each case: the name that it expects is part of the configuration. */
export async function startExporter({ namespace, trust }: Ground, cases: readonly Case[]): Promise<void> {
  const modules = cases.map((one, index) => {
    const { host, dialect } = placeOf(one);
    const tls = { tls_config: { ca_file: trust, server_name: host } };
    const tcp = dialect === undefined ? { ...tls, tls: true } : { ...tls, query_response: WORDS[dialect] ?? [] };
    return [`m${index}`, { prober: 'tcp', timeout: '10s', tcp }];
  });
  // JSON is YAML.
  const config = write(namespace, 'blackbox.yml', JSON.stringify({ modules: Object.fromEntries(modules) }));
  namespace.start(
    'prometheus-blackbox-exporter',
    `--config.file=${config}`,
    `--web.listen-address=${EXPORTER}`,
    '--log.level=error',
  );
  for (let tries = 0; tries < 100; tries++) {
    if ((await namespace.ask('curl', '-sf', `http://${EXPORTER}/-/healthy`)).code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('blackbox_exporter does not start');
}

const blackbox: Referee = {
  name: 'blackbox_exporter',
  async ask(one, { namespace }, index) {
    const { dialect } = placeOf(one);
    if (dialect !== undefined && WORDS[dialect] === undefined) return MUTE;
    const { stdout } = await namespace.ask('curl', '-s', `http://${EXPORTER}/probe?module=m${index}&target=${placeOf(one).spot}`);
    if (!/^probe_success 1$/m.test(stdout)) return bad('probe fails');
    const end = Number(/^probe_ssl_earliest_cert_expiry (\S+)$/m.exec(stdout)?.[1]);
    const days = Math.floor((end * 1000 - Date.now()) / 86_400_000);
    return { complains: false, words: `ok (${days} d)` };
  },
};

/** The tools beside Picket, and the Debian package of each by its command. */
export const REFEREES: readonly Referee[] = [openssl, testssl, checkSslCert, blackbox];
export const NEEDED = {
  openssl: 'openssl',
  testssl: 'testssl.sh',
  '/usr/lib/nagios/plugins/check_ssl_cert': 'nagios-plugins-contrib',
  'prometheus-blackbox-exporter': 'prometheus-blackbox-exporter',
  curl: 'curl',
} as const;
