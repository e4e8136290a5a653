import { type HttpServer, type LabResponse, openHttpServer } from './http-server.ts';

/** A certificate that the lab's CA has issued. */
export interface LabIssuance {
  readonly names: readonly string[];
  readonly issuedAt: Date;
  /** Default 90. */
  readonly days?: number;
  /** Default one of Let's Encrypt's. */
  readonly issuer?: string;
}

/** How a search misbehaves: what it answers instead, to every question or from the second page on. */
export type CtVice =
  | 'too many'
  | 'bad gateway'
  | 'cut off'
  | 'endless'
  | 'no json'
  | 'second page too many'
  | 'same page for ever';

/** A search over the lab's log, with both interfaces that Picket speaks. */
export interface CtServer extends AsyncDisposable {
  /** Of the interface of Cert Spotter. */
  readonly certSpotter: string;
  /** Of the interface of crt.sh. */
  readonly crtSh: string;
  /** Questions so far: path and query. */
  readonly asked: () => readonly string[];
}

/** What is in the log, and what is wrong with each interface. */
export interface CtOptions {
  readonly issuances?: readonly LabIssuance[];
  readonly certSpotter?: CtVice;
  readonly crtSh?: CtVice;
  /** Certificates on one page. Default 100. */
  readonly pageSize?: number;
}

const LETS_ENCRYPT = "C=US, O=Let's Encrypt, CN=YR1";
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const RESPONSES: Readonly<Partial<Record<CtVice, LabResponse>>> = {
  'too many': { status: 429, headers: { 'Retry-After': '600' }, body: '{"code":"rate_limited","message":"slow down"}' },
  'bad gateway': { status: 502, body: '<html><head><title>502 Bad Gateway</title></head></html>' },
  'no json': { body: '<html>Sorry, something went wrong</html>' },
};

/** Starts both on loopback, over plain HTTP, each a host of its own. */
export async function openCt(options: CtOptions = {}): Promise<CtServer> {
  const respond = (path: string) => answer(new URL(path, 'http://lab'), options);
  const [first, second] = await Promise.all([openHttpServer({ respond }), openHttpServer({ respond })]);
  return {
    certSpotter: `http://${first.address}:${first.port}/v1/issuances`,
    crtSh: `http://${second.address}:${second.port}/`,
    asked: () => [...pathsOf(first), ...pathsOf(second)],
    async [Symbol.asyncDispose]() {
      await Promise.all([first[Symbol.asyncDispose](), second[Symbol.asyncDispose]()]);
    },
  };
}

function pathsOf({ asked }: HttpServer): readonly string[] {
  return asked.map((header) => header.split(' ')[1] ?? '');
}

function answer(url: URL, options: CtOptions): LabResponse {
  const isCertSpotter = url.pathname === '/v1/issuances';
  const vice = isCertSpotter ? options.certSpotter : options.crtSh;
  const plain = JSON.stringify(isCertSpotter ? certSpotterPage(url.searchParams, options) : crtShRows(url.searchParams, options));
  if (vice === undefined) return { body: plain };
  if (vice === 'second page too many') return url.searchParams.has('after') ? { status: 429 } : { body: plain };
  if (vice === 'cut off') return { body: plain.slice(0, plain.length / 2) };
  if (vice === 'endless') return { body: `[${'{"id":"1"},'.repeat(4_700_000)}{}]` };
  if (vice === 'same page for ever') return { body: JSON.stringify(certSpotterPage(new URLSearchParams(), options)) };
  return RESPONSES[vice] ?? { body: plain };
}

/** In the recorded shape: an object a certificate, precertificate and certificate in one, in the order of discovery. */
function certSpotterPage(query: URLSearchParams, { issuances: all = [], pageSize = 100 }: CtOptions): unknown {
  const from = query.has('after') ? Number(query.get('after')) : 0;
  const issuances =
    query.get('match_wildcards') === 'true' ? all.filter((one) => isGoodFor(query.get('domain') ?? '', one)) : all;
  return issuances.slice(from, from + pageSize).map((one, index) => ({
    id: String(from + index + 1),
    tbs_sha256: hash(from + index),
    cert_sha256: hash(from + index + 1),
    dns_names: one.names,
    pubkey_sha256: hash(7),
    issuer: { friendly_name: 'CA', pubkey_sha256: hash(8), name: one.issuer ?? LETS_ENCRYPT },
    not_before: notBefore(one).toISOString().replace('.000', ''),
    not_after: notAfter(one).toISOString().replace('.000', ''),
    revoked: false,
  }));
}

/** By the host's own name, or by a wildcard in place of its first label. */
function isGoodFor(host: string, { names }: LabIssuance): boolean {
  return names.includes(host) || names.includes(host.replace(/^[^.]+/, '*'));
}

/** In the recorded shape: two rows a certificate, times in UTC without saying so. */
function crtShRows(query: URLSearchParams, { issuances = [] }: CtOptions): unknown {
  const q = query.get('q') ?? '';
  const matches = (name: string) => (q.startsWith('%') ? name.endsWith(q.slice(1)) : name === q);
  return issuances.flatMap((one, index) => {
    const names = one.names.filter(matches);
    const row = {
      issuer_ca_id: 295810,
      issuer_name: one.issuer ?? LETS_ENCRYPT,
      common_name: one.names[0],
      name_value: names.join('\n'),
      entry_timestamp: one.issuedAt.toISOString().slice(0, 23),
      not_before: notBefore(one).toISOString().slice(0, 19),
      not_after: notAfter(one).toISOString().slice(0, 19),
      serial_number: hash(index).slice(-36),
    };
    return names.length === 0 ? [] : [2 * index, 2 * index + 1].map((id) => ({ id, ...row }));
  });
}

function notBefore({ issuedAt }: LabIssuance): Date {
  return new Date(issuedAt.getTime() - HOUR_MS);
}

function notAfter(one: LabIssuance): Date {
  return new Date(notBefore(one).getTime() + (one.days ?? 90) * DAY_MS - 1000);
}

function hash(seed: number): string {
  return seed.toString(16).padStart(64, 'a');
}
