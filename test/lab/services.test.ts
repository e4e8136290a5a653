import { hash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { http } from '../../functions/checks/http.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import { WORDS } from '../../functions/checks/words.ts';
import { inWords } from '../../functions/core/in-words.ts';
import type { Told } from '../../functions/core/report.ts';
import type { Scheme } from '../../functions/core/scheme.ts';
import type { ServiceTarget, Target, ZoneTarget } from '../../functions/core/target.ts';
import { openNet } from '../../functions/net/net.ts';
import { run } from '../../functions/run.ts';
import { type Authority, authority, type Identity, mint, sentWith, type Wish } from '../../lab/certificate.ts';
import { openCt } from '../../lab/ct.ts';
import { type HttpServerOptions, openHttpServer } from '../../lab/http-server.ts';
import { type Internet, startInternet } from '../../lab/internet.ts';
import { address } from '../../lab/plan.ts';
import type { LabRecord } from '../../lab/record.ts';
import { holding, proving, RESOLVERS, serveResolvers } from '../../lab/resolver.ts';
import { openTlsServer, type TlsServerOptions } from '../../lab/tls-server.ts';

/** What is about services; how fast the lab's nameservers answer is not. */
const SHOWN = ['certificate', 'http', 'mail'];

/*
 * What clients see, from the DNS to the page: a lab's internet, servers on loopback, their checks, the door that Picket opens itself. Of the faults of
 * services those of a zone's records alone (F57, F59) stand among the scenarios of zones.
 */
vi.setConfig({ maxConcurrency: 8 });

const HOST = 'www.acme.test';
const ZONE: ZoneTarget = { kind: 'zone', zone: 'acme.test' };
const lab = authority();
const fromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const DAY = 24;

const leaf = (wish: Partial<Wish> = {}): Identity =>
  mint({ names: [HOST], notBefore: fromNow(-20 * DAY), notAfter: fromNow(70 * DAY), issuer: lab.intermediate, ...wish });
const whole = (wish: Partial<Wish> = {}) => sentWith(leaf(wish), lab.intermediate);
const living = (pastHours: number, leftHours: number) => whole({ notBefore: fromNow(-pastHours), notAfter: fromNow(leftHours) });

/** Where a scene is set up. Servers end with it. */
interface Stage {
  tls(options: TlsServerOptions): Promise<number>;
  web(options: HttpServerOptions): Promise<number>;
  /** Records of acme.test. */
  readonly records: LabRecord[];
  /** Where further servers of DNS may be put, before acme.test is served. */
  readonly internet: Internet;
  /** Keeps something until the end. */
  keep(end: () => unknown): void;
}

interface Manner {
  /** Roots besides the lab's own. */
  readonly trust?: readonly string[];
  /** As in a Lambda, where port 25 is shut. */
  readonly lambda?: boolean;
  /** The checks, where they are others than usual. */
  readonly only?: readonly string[];
}

type Arrange = (stage: Stage) => Promise<readonly Target[]>;

/** Looks `times` times at the same scene, and tells the headlines of each look. */
async function looks(
  arrange: Arrange,
  { trust = [], lambda = false, only = SHOWN }: Manner = {},
  times = 1,
): Promise<string[][]> {
  await using stack = new AsyncDisposableStack();
  const internet = stack.use(await startInternet({ clock: () => new Date() }));
  const records: LabRecord[] = [];
  const targets = await arrange({
    tls: async (options) => stack.use(await openTlsServer(options)).port,
    web: async (options) => stack.use(await openHttpServer(options)).port,
    keep: (end) => stack.defer(async () => void (await end())),
    records,
    internet,
  });
  await internet.serve({ zone: 'acme.test', hosts: [{ name: 'ns1.acme.test' }, { name: 'ns2.acme.test' }], records });
  const { roots, port } = internet;
  const told: string[][] = [];
  for (let time = 0; time < times; time++) {
    if (lambda) process.env.AWS_LAMBDA_FUNCTION_NAME = 'picket-probe';
    const net = openNet({ roots, port, allowPrivate: true, trust: [lab.root.chain, ...trust] });
    delete process.env.AWS_LAMBDA_FUNCTION_NAME;
    const reports = inWords(await run({ vantage: 'lab', targets, only }, CHECKS, net, new Date()), WORDS);
    told.push(headlines(reports.flatMap(({ findings }) => findings)));
  }
  return told;
}

/** Codes that are no echo, each once. Every sentence must be whole. */
/** A notice is told apart: it rings nothing, wherever it is seen. */
const wordOf = ({ code, severity }: Told) => (severity === 'notice' ? `${code} notice` : code);

function headlines(findings: readonly Told[]): string[] {
  const lines = findings.flatMap(({ says, advice }) => [says, ...advice]);
  expect(lines.filter((line) => /\{\w+\}/.test(line))).toEqual([]);
  return [...new Set(findings.filter(({ echoes }) => echoes === undefined).map(wordOf))].sort();
}

const at = (port: number, scheme: Scheme = 'https', more: Partial<ServiceTarget> = {}): ServiceTarget => ({
  ...{ kind: 'service', scheme, host: HOST, port },
  ...more,
});

/** Addresses of this process alone, since some scenes need a port that is one: another run on the same machine has others. */
const own = (last: number) => `127.${60 + ((process.pid >> 8) % 190)}.${process.pid % 256}.${last}`;
const [A1, A2, A3] = [own(1), own(2), own(3)];

/** One web server at one address. */
const page =
  (options: HttpServerOptions, more: Partial<ServiceTarget> = {}): Arrange =>
  async ({ web, records }) => {
    records.push(address(HOST, A1));
    return [at(await web({ ...options, address: A1 }), 'https', more)];
  };

const shows = (identity: Identity) => page({ identity });

/** One host at three addresses, the same port at each. */
const three =
  (...shown: readonly (readonly Identity[])[]): Arrange =>
  async ({ tls, records }) => {
    let port = 0;
    for (const [index, place] of [A1, A2, A3].entries()) {
      records.push(address(HOST, place));
      port = await tls({ identities: shown[index] ?? [], address: place, port });
    }
    return [at(port, 'tls')];
  };

/** Speaks a dialect at a port that anybody may open. */
const spoken =
  (scheme: Scheme, options: TlsServerOptions): Arrange =>
  async ({ tls, records }) => {
    records.push(address(HOST, A1));
    return [at(await tls({ identities: [whole()], address: A1, ...options }), scheme)];
  };

const staging = authority('(STAGING) Pretend');
const staged = sentWith(leaf({ issuer: staging.intermediate }), staging.intermediate);

/** A root that clients do not know yet, and its certificate from one that they know. */
const ages = { notBefore: new Date('2000-01-01'), notAfter: new Date('2099-01-01') };
const names = { commonName: 'Root YR', organization: 'Lab', isAuthority: true, keySlot: 'YR' };
const crossed = mint({ ...ages, ...names, issuer: lab.root });
const below = (issuerUrl?: string) =>
  mint({ ...ages, commonName: 'YR1', organization: 'Lab', isAuthority: true, issuer: crossed, ...(issuerUrl && { issuerUrl }) });

const half: Arrange = async ({ web, records }) => {
  const server = await web({ address: A2, respond: () => ({ body: new X509Certificate(crossed.chain).raw.toString('latin1') }) });
  records.push(address('ca.acme.test', A2));
  return shows(sentWith(leaf({ issuer: below() }), below(`http://ca.acme.test:${server}/yr.der`)))({ web, records } as Stage);
};

const traefik = mint({ names: ['1.traefik.default'], commonName: 'TRAEFIK DEFAULT CERT', ...ages });
const byName = createSecureContext({ key: whole().key, cert: whole().chain });
const skewed = (seconds: number) => () => ({ headers: { Date: fromNow(seconds / 3600).toUTCString() } });
const six =
  (...places: string[]): Arrange =>
  async ({ web, records }) => {
    records.push(address(HOST, A1), address(HOST, '::1'));
    let port = 0;
    for (const place of places) port = await web({ identity: whole(), address: place, port });
    return [at(port)];
  };

/** A web server without TLS at each of these places, of which one is closed; all lead on to https. */
const plain =
  (open: readonly string[], closed: readonly string[] = []): Arrange =>
  async ({ web, records }) => {
    for (const place of [...open, ...closed]) records.push(address(HOST, place));
    let secure = 0;
    for (const place of open) secure = await web({ identity: whole(), address: place, port: secure });
    const respond = () => ({ status: 301, headers: { Location: `https://${HOST}:${secure}/` } });
    let port = 0;
    for (const place of open) port = await web({ respond, address: place, port });
    return [at(port, 'http')];
  };

/** A web server with a certificate 61 days old of 90, and a log that shows one of the same names, issued so many hours ago. */
const outlived =
  (hoursAgo: number): Arrange =>
  async (stage) => {
    const issuances = [{ names: [HOST], issuedAt: fromNow(-hoursAgo), issuer: 'C=US, O=Lab, CN=E7' }];
    const ct = await openCt({ issuances });
    stage.keep(() => ct[Symbol.asyncDispose]());
    const identity = whole({ notBefore: fromNow(-61 * DAY), notAfter: fromNow(29 * DAY), timestamps: 2 });
    return page({ identity }, { transparency: [{ api: 'Cert Spotter', url: ct.certSpotter }] })(stage);
  };
const RENEWAL: Manner = { only: ['certificate', 'renewal'] };

type Row = readonly [string, Arrange, readonly string[], Manner?];
const full = ([title, arrange, expects, manner = {}]: Row) => [title, arrange, expects, manner] as const;

const ROWS: readonly Row[] = [
  ['F58: the port is closed over IPv6 alone', six(A1), ['addr.v6_unreachable']],
  ['F58, twin: the port is closed over IPv4 alone', six('::1'), ['tls.unreachable']],
  ['F58, twin: both families answer', six(A1, '::1'), []],
  ['plain HTTP: closed over IPv6 alone', plain([A1], ['::1']), ['http.v6_unreachable']],
  ['plain HTTP, twin: both families redirect to https', plain([A1, '::1']), []],
  ['plain HTTP: one of two addresses is closed', plain([A1], [A3]), ['http.unreachable']],
  [
    'plain HTTP: closed everywhere',
    async ({ tls, records }) => {
      records.push(address(HOST, A1));
      return [at(await tls({ vice: 'refuse', address: A1 }), 'http')];
    },
    ['http.unreachable'],
  ],
  [
    'plain HTTP: 503',
    async ({ web, records }) => {
      records.push(address(HOST, A1));
      return [at(await web({ address: A1, respond: () => ({ status: 503 }) }), 'http')];
    },
    ['http.status'],
  ],
  ['F60: 72 % of the life are over', shows(living(65 * DAY, 25 * DAY)), ['tls.renewal_overdue']],
  ['F60, twin: 66 % of the life are over', shows(living(59.4 * DAY, 30.6 * DAY)), []],
  ['F60, twin: 45 % of a life of 160 hours', shows(living(72, 88)), []],
  ['F61: expired yesterday', shows(living(89 * DAY, -1 * DAY)), ['tls.expired']],
  [
    'F61, twin: expired where no record leads',
    async (stage) => {
      await stage.web({ identity: living(89 * DAY, -1 * DAY), address: A2 });
      return shows(whole())(stage);
    },
    [],
  ],
  ['F63: one of three addresses is old', three([whole()], [living(40 * DAY, 50 * DAY)], [whole()]), ['tls.per_ip_divergence']],
  [
    'F63, twin: each of three has a client of its own, and renews by itself',
    three([whole()], [living(40 * DAY, 50 * DAY)], [living(5 * DAY, 85 * DAY)]),
    ['tls.per_ip_divergence notice'],
  ],
  ['F63, twin: RSA and EC at all three', three(...Array(3).fill([whole(), whole({ key: 'EC P-256' })])), []],
  ['F64: the cross-signed root is not sent', half, ['tls.chain_incomplete']],
  ['F64, twin: it is sent', shows(sentWith(leaf({ issuer: below() }), below(), crossed)), []],
  ['F64, twin: a root that clients have is not sent', shows(whole()), []],
  ['F65: a staging issuer', shows(staged), ['tls.untrusted_staging']],
  ['F65, twin: its root is trusted on purpose', shows(staged), [], { trust: [staging.root.chain] }],
  ['F66: the certificate that Traefik makes for itself', shows(traefik), ['tls.default_cert']],
  ['F62: a newer certificate was issued two days ago, and nobody deployed it', outlived(48), ['tls.not_deployed'], RENEWAL],
  ['F62, twin: it was issued within the hour', outlived(0.5), [], RENEWAL],
  [
    'F66, twin: for unknown names alone',
    spoken('tls', {
      identities: [traefik],
      tls: { SNICallback: (name, use) => use(null, name === HOST ? byName : undefined) },
    }),
    [],
  ],
  ['F67: the host is not among the names', shows(whole({ names: ['acme.test', '*.www.acme.test'] })), ['tls.name_mismatch']],
  ['F67, twin: a wildcard one level up', shows(whole({ names: ['*.acme.test'] })), []],
  ['F68: valid in two hours', shows(living(-2, 90 * DAY)), ['tls.not_yet_valid']],
  ['F68, twin: dated back by an hour', shows(living(1, 90 * DAY)), []],
  ['F68: a clock ten minutes fast', page({ identity: whole(), respond: skewed(600) }), ['sys.clock_skew']],
  ['F68, twin: a clock half a minute fast', page({ identity: whole(), respond: skewed(30) }), []],
  ['F69: no STARTTLS for submission', spoken('submission', { dialect: 'smtp', manner: 'noStarttls' }), ['tls.handshake']],
  ['F69, twin: submission with TLS at once, declared so', spoken('submissions', {}), []],
  [
    'STARTTLS: words in the clear behind the go-ahead',
    spoken('submission', { dialect: 'smtp', manner: 'injects' }),
    ['tls.starttls_injected'],
  ],
  [
    'STARTTLS, twin: a go-ahead of two lines, with a record of TLS at once',
    spoken('submission', { dialect: 'smtp', manner: 'wordy' }),
    [],
  ],
  [
    'F70: IMAP is closed while the web is well',
    async (stage) => {
      const [site] = await shows(whole())(stage);
      const closed = await stage.tls({ vice: 'refuse', address: A1 });
      return [...(site ? [site] : []), at(closed, 'imaps')];
    },
    ['tls.unreachable'],
  ],
  ['F70, twin: a tarpit of 8 s', spoken('imap', { dialect: 'imap', manner: 8000 }), []],
  ['a body without end is a page all the same', page({ identity: whole(), vice: 'body' }), []],
  ['a response that is none', page({ identity: whole(), vice: 'garbage' }), ['http.inside_cluster']],
  [
    'a redirect to itself',
    page({ identity: whole(), respond: () => ({ status: 302, headers: { Location: '/' } }) }),
    ['http.redirect_loop'],
  ],
  [
    'a redirect to a name that does not exist',
    page({ identity: whole(), respond: () => ({ status: 302, headers: { Location: 'https://gone.acme.test/' } }) }),
    ['http.timeout'],
  ],
  [
    'a redirect, twin: to a name that exists',
    async (stage) => {
      const port = await stage.web({ identity: whole({ names: ['new.acme.test'] }), address: A2 });
      stage.records.push(address('new.acme.test', A2));
      const respond = () => ({ status: 302, headers: { Location: `https://new.acme.test:${port}/` } });
      return page({ identity: whole(), respond })(stage);
    },
    [],
  ],
  [
    'a redirect to itself, twin: it wants its cookie back',
    page({ identity: whole(), respond: () => ({ status: 302, headers: { Location: '/', 'Set-Cookie': 'a=b' } }) }),
    [],
  ],
  ['F77: 503 while DNS and TLS are well', page({ identity: whole(), respond: () => ({ status: 503 }) }), ['http.inside_cluster']],
  ['F77, twin: 404 is an answer', page({ identity: whole(), respond: () => ({ status: 404 }) }), []],
  ['F77, twin: 503 on purpose', page({ identity: whole(), respond: () => ({ status: 503 }) }, { expect: { status: 503 } }), []],
];

describe('a service as its clients see it', () => {
  it.concurrent.each(ROWS.map(full))('%s', async (_, arrange, expects, manner) => {
    expect(await looks(arrange, manner)).toEqual([expects]);
  });

  it.concurrent('F77, twin: a blip is over by the next slot, and one slot rings nothing', async () => {
    let asked = 0;
    const respond = () => ({ status: asked++ === 0 ? 503 : 200 });
    expect(await looks(page({ identity: whole(), respond }), {}, 2)).toEqual([['http.inside_cluster'], []]);
    expect(http.patience).toBeGreaterThanOrEqual(2);
  });
});

/** May this process open ports below 1024? CI is root, and skips nothing. */
const mayBind = await new Promise<boolean>((resolve) => {
  const server = createServer().once('error', () => resolve(false));
  server.listen(443, own(99), () => server.close(() => resolve(true)));
});

/** A port whose queue is full: whoever connects is not answered at all. Somebody has to hold it who never takes a connection. */
async function silentPort(place: string, port: number, keep: Stage['keep']): Promise<void> {
  const code = `const { workerData: [port, place], parentPort } = require('node:worker_threads');
    require('node:net').createServer().listen({ port, host: place, backlog: 1 }, () => {
      parentPort.postMessage('up');
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });`;
  const worker = new Worker(code, { eval: true, workerData: [port, place] });
  keep(() => worker.terminate());
  await once(worker, 'message');
  const queue = [0, 1].map(() => connect(port, place).on('error', () => {}));
  keep(() => queue.map((socket) => socket.destroy()));
  await Promise.all(queue.map((socket) => once(socket, 'connect')));
}

const MX = 'mx.acme.test';
const mxAt = (place: string): LabRecord[] => [
  { owner: 'acme.test', ttlSeconds: 3600, type: 'MX', preference: 10, name: MX },
  address(MX, place),
];
const forMx = whole({ names: [MX] });
const smtp: ServiceTarget = { kind: 'service', scheme: 'smtp', host: MX, port: 25 };

/** A mail server on port 25. Each scene has an address of its own, since the port is one. */
const mailAt =
  (place: string, options: TlsServerOptions, ...targets: Target[]): Arrange =>
  async ({ tls, records }) => {
    records.push(...mxAt(place));
    await tls({ identities: [forMx], dialect: 'smtp', address: place, port: 25, ...options });
    return targets;
  };

const silentMail =
  (place: string, ...targets: Target[]): Arrange =>
  async ({ records, keep }) => {
    records.push(...mxAt(place));
    await silentPort(place, 25, keep);
    return targets;
  };

/** The web has the newer certificate, the mail port at the same address the older one. */
const reloaded =
  (place: string, newer: Identity): Arrange =>
  async ({ tls, web, records }) => {
    records.push(address(HOST, place));
    await web({ identity: newer, address: place, port: 443 });
    return [at(await tls({ identities: [living(40 * DAY, 50 * DAY)], address: place }), 'imaps')];
  };

/** A TLSA record of the exchanger's port, of what a server shows or of something else. */
const tlsaOf = (start: string, digest: 'sha256' | 'sha512', what: Uint8Array): LabRecord => ({
  ...{ owner: `_25._tcp.${MX}`, ttlSeconds: 3600, type: 'OTHER', code: 52 },
  data: Buffer.concat([Buffer.from(start, 'hex'), hash(digest, what, 'buffer')]),
});
const shownKey = new X509Certificate(forMx.chain).publicKey.export({ type: 'spki', format: 'der' });

/** An exchanger with TLSA records, which a resolver has proven, or gives unproven. */
const dane =
  (place: string, by: typeof holding, ...tlsa: readonly LabRecord[]): Arrange =>
  async (stage) => {
    stage.records.push(...tlsa);
    await serveResolvers(stage.internet, by(...tlsa));
    return mailAt(place, {}, { ...ZONE, resolvers: RESOLVERS.slice(0, 1) })(stage);
  };

const letsEncrypt = authority("Let's Encrypt");
const ACME = 'acme-v02.api.letsencrypt.org';

/** A CA at its own name, whose window for the certificate of a web server ended so many minutes ago; such a server has 20 days of 90 behind it. */
const asking =
  (place: string, minutesAgo: number, ca: Authority = letsEncrypt): Arrange =>
  async (stage) => {
    const window = { start: fromNow(-minutesAgo / 60 - 0.5), end: fromNow(-minutesAgo / 60) };
    const respond = (path: string) => ({
      headers: { 'Retry-After': '1' },
      body: JSON.stringify(path === '/directory' ? { renewalInfo: `https://${ACME}/info` } : { suggestedWindow: window }),
    });
    await stage.internet.serve({ zone: 'org', hosts: [{ name: 'ns1.org' }, { name: 'ns2.org' }] });
    const hosts = [{ name: 'ns1.letsencrypt.org' }, { name: 'ns2.letsencrypt.org' }];
    await stage.internet.serve({ zone: 'letsencrypt.org', hosts, records: [address(ACME, place)] });
    await stage.web({ identity: whole({ names: [ACME] }), respond, address: place, port: 443 });
    return shows(sentWith(leaf({ issuer: ca.intermediate, serialNumber: `0${minutesAgo < 0 ? 2 : 3}` }), ca.intermediate))(stage);
  };
const ASKING: Manner = { ...RENEWAL, trust: [letsEncrypt.root.chain] };

const LOW: readonly Row[] = [
  ['ARI: the CA wants a certificate replaced that is 20 days old', asking(own(23), 30), ['tls.renewal_wanted'], ASKING],
  ['ARI, twin: within the window that it gives', asking(own(24), -60), [], ASKING],
  ['ARI, twin: of a CA that is trusted, and is not it', asking(own(25), 30, lab), [], ASKING],
  [
    'DANE: no record fits, and they are proven',
    dane(own(20), proving, tlsaOf('030101', 'sha256', Buffer.from('old'))),
    ['mail.dane_mismatch'],
  ],
  [
    'DANE, twin: one of two fits, by SHA-512',
    dane(own(21), proving, tlsaOf('030102', 'sha512', Buffer.from('old')), tlsaOf('030102', 'sha512', shownKey)),
    [],
  ],
  [
    'DANE, twin: no record fits, and nobody heeds them',
    dane(own(22), holding, tlsaOf('030101', 'sha256', Buffer.from('old'))),
    ['mail.dane_unproven notice'],
  ],
  ['F62: renewed for the web, and the mail server not reloaded', reloaded(own(11), living(3, 90 * DAY)), ['tls.not_reloaded']],
  ['F62, twin: renewed within the hour', reloaded(own(12), living(1, 90 * DAY)), []],
  ['F69: no STARTTLS at the exchanger', mailAt(own(13), { manner: 'noStarttls' }, ZONE), ['mail.starttls_missing']],
  ['F69, twin: it is offered', mailAt(own(14), {}, ZONE, smtp), []],
  ['F70: the port of the exchanger is closed', mailAt(own(15), { vice: 'refuse' }, ZONE), ['mail.port_unreachable']],
  ['F70, twin: an exchanger that greets after 8 s', mailAt(own(16), { manner: 8000 }, ZONE, smtp), []],
  [
    'F71: silence on port 25, seen from a Lambda',
    silentMail(own(17), ZONE, smtp),
    ['sys.probe_limited notice'],
    { lambda: true },
  ],
  ['F71, twin: an answer on port 25, seen from a Lambda', mailAt(own(18), {}, ZONE, smtp), [], { lambda: true }],
  ['F71, twin: silence that no Lambda explains', silentMail(own(19), smtp), ['tls.unreachable']],
];

describe.skipIf(!mayBind && process.env.CI === undefined)('a service on its own port', () => {
  it.concurrent.each(LOW.map(full))('%s', async (_, arrange, expects, manner) => {
    expect(await looks(arrange, manner)).toEqual([expects]);
  });
});
