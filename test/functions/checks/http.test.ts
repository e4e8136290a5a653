import { describe, expect, it } from 'vitest';
import { http, type Seen } from '../../../functions/checks/http.ts';
import { WORDS } from '../../../functions/checks/words.ts';
import { isAbout } from '../../../functions/core/check.ts';
import type { Lookup } from '../../../functions/core/delegation.ts';
import type { HttpResponse } from '../../../functions/core/http.ts';
import { inWords } from '../../../functions/core/in-words.ts';
import type { Net } from '../../../functions/core/net.ts';
import { failed, found, type Observation } from '../../../functions/core/observation.ts';
import type { Hop, Look } from '../../../functions/core/page.ts';
import type { ServiceTarget } from '../../../functions/core/target.ts';
import type { Handshake } from '../../../functions/core/tls.ts';
import { run } from '../../../functions/run.ts';
import { inShort, wordsOf } from './seen.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const NAME = 'https://www.example.org';
const URL_ASKED = `${NAME}/`;
const target: ServiceTarget = { kind: 'service', scheme: 'https', host: 'www.example.org', port: 443 };
const expecting = (expect: ServiceTarget['expect'] & {}): ServiceTarget => ({ ...target, expect });

const GREEN: Observation<Handshake> = found(
  {
    protocol: 'TLSv1.3',
    chain: [
      {
        subject: 'CN=www.example.org',
        issuer: "O=Let's Encrypt, CN=YR1",
        commonName: 'www.example.org',
        names: ['www.example.org'],
        addresses: [],
        notBefore: '2026-11-01T00:00:00Z',
        notAfter: '2027-01-30T00:00:00Z',
        serialNumber: '03',
        fingerprint: 'aa',
        keyType: 'EC P-256',
        selfSigned: false,
      },
    ],
    nameMatches: true,
    path: 'OK',
  },
  20,
);

type Part = Partial<HttpResponse> & { readonly url?: string; readonly at?: string };

function hop({ url = URL_ASKED, at = '192.0.2.1', ...part }: Part = {}): Hop {
  const value = { address: at, status: 200, headers: {}, body: 'hello', truncated: false, firstByteMs: 40, ...part };
  return { url, address: at, response: found(value, 90) };
}

const broken = (failure: Parameters<typeof failed>[0], detail = `it was ${failure}`, more: Partial<Hop> = {}): Hop => ({
  url: URL_ASKED,
  address: '192.0.2.1',
  response: failed(failure, detail, 11_500),
  ...more,
});

const to = (location: string, part: Part = {}) => hop({ status: 302, headers: { location }, ...part });

/** A look at one address that follows redirects, in good order unless told otherwise. */
const look = (hops: readonly Hop[], more: Partial<Look> = {}): Look => ({
  address: '192.0.2.1',
  handshake: GREEN,
  follows: true,
  hops,
  ...more,
});

const second = (hops: readonly Hop[], more: Partial<Look> = {}) => look(hops, { address: '192.0.2.2', follows: false, ...more });
const six = (hops: readonly Hop[], more: Partial<Look> = {}) => look(hops, { address: '2001:db8::1', ...more });

const LOOKUP: Lookup = { name: target.host, addresses: ['192.0.2.1'], chain: [], ends: 'addresses', detail: '' };
const seen = (...looks: readonly Look[]): Seen => ({ lookup: found(LOOKUP, 5), looks });

const untrusted: Observation<Handshake> = GREEN.ok ? found({ ...GREEN.value, path: 'SELF_SIGNED_CERT_IN_CHAIN' }, 20) : GREEN;
const loop = [to('/a'), to('/b', { url: `${NAME}/a` }), to('/a', { url: `${NAME}/b` })];
const chain = (count: number) =>
  Array.from({ length: count }, (_, at) => to(`/${at + 1}`, { url: at === 0 ? URL_ASKED : `${NAME}/${at}` }));

const table: readonly [string, Seen, readonly string[], ServiceTarget?][] = [
  ['is silent about a page', seen(look([hop()])), []],
  ...[401, 403, 404, 429].map((status): [string, Seen, string[]] => [
    `is silent about ${status}`,
    seen(look([hop({ status })])),
    [],
  ]),

  // F77
  [
    'tells that the fault lies inside the cluster: 503 at every address, everything before in order',
    seen(look([hop({ status: 503 })]), second([hop({ status: 503 })]), six([hop({ status: 503 })])),
    [`http.inside_cluster critical ${NAME}`, `http.status critical ${NAME}`],
  ],
  [
    'tells the same of requests that nobody answers, beside others that fail',
    seen(look([broken('timeout')]), second([hop({ status: 502 })])),
    [`http.inside_cluster critical ${NAME}`, 'http.timeout warning 192.0.2.1:443', 'http.status warning 192.0.2.2:443'],
  ],
  [
    'does not say so where one address is well',
    seen(look([hop({ status: 503 })]), second([hop()])),
    ['http.status warning 192.0.2.1:443'],
  ],
  [
    'does not say so where TLS fails at one address',
    seen(look([hop({ status: 503 })]), second([], { handshake: failed('refused', 'the port is closed', 3) })),
    [`http.status critical ${NAME}`],
  ],
  [
    'does not say so where the certificate is not in order',
    seen(look([hop({ status: 503 })], { handshake: untrusted })),
    [`http.status critical ${NAME}`],
  ],
  [
    'does not say so where another host fails that a redirect leads to',
    seen(look([to('https://login.example.org/'), hop({ url: 'https://login.example.org/', status: 500 })])),
    [`http.status critical ${NAME}`],
  ],

  [
    'tells a connection without a response',
    seen(look([broken('refused')]), second([hop()])),
    ['http.timeout warning 192.0.2.1:443'],
  ],
  ['tells a response that is none', seen(look([broken('malformed')]), second([hop()])), ['http.timeout warning 192.0.2.1:443']],
  [
    'leaves a connection that does not come about to the certificate check, and does not call it well',
    seen(look([], { handshake: failed('timeout', 'no TCP connection within 3000 ms', 3000) })),
    [`http.unknown unknown ${NAME}`],
  ],
  [
    'is silent about one dead address beside a page',
    seen(look([hop()]), second([], { handshake: failed('timeout', 'no', 1) })),
    [],
  ],
  [
    'does not judge a server that shows its pages to clients with a certificate alone',
    seen(look([broken('handshake', "the server refused with the TLS alert 'certificate required'")])),
    [`http.unknown unknown ${NAME}`],
  ],
  ['cannot tell without a vantage of that family', seen(look([broken('unmeasured')])), [`http.unknown unknown ${NAME}`]],
  ['cannot tell without an address', { lookup: failed('unmeasured', 'late', 0), looks: [] }, [`http.unknown unknown ${NAME}`]],
  [
    'is silent about a family that could not be asked beside a page',
    seen(look([hop()]), six([], { handshake: failed('unmeasured', 'no IPv6', 0) })),
    [],
  ],

  ['follows redirects to the page', seen(look([to('/login'), hop({ url: `${NAME}/login` })])), []],
  ['is silent about a redirect to what it cannot read', seen(look([to('http://[')])), []],
  ['is silent about redirects that it did not follow', seen(look([to('/a'), hop({ url: `${NAME}/a` })]), second([to('/a')])), []],
  [
    'tells a page behind a redirect that fails',
    seen(look([to('/a'), hop({ url: `${NAME}/a`, status: 500 })]), second([to('/a')])),
    [`http.status critical ${NAME}`],
  ],
  ...(
    [
      ['is declared', { body: 'hello' }, [`http.unknown unknown ${NAME}`]],
      ['is declared, and is the redirect itself', { status: 302 }, []],
      ['is not declared', undefined, []],
    ] as const
  ).map(([what, expect, codes]): [string, Seen, readonly string[], ServiceTarget] => [
    `does not call well what hides behind a cookie, where the page ${what}`,
    seen(look([to('/', { headers: { location: '/', 'set-cookie': 'a=b' } })])),
    codes,
    expect ? expecting(expect) : target,
  ]),
  [
    'tells a page behind a redirect that sets a cookie and comes to it',
    seen(look([to('/a', { headers: { location: '/a', 'set-cookie': 'a=b' } }), hop({ url: `${NAME}/a`, body: 'no' })])),
    [`http.body critical ${NAME}`],
    expecting({ body: 'hello' }),
  ],
  [
    'tells a redirect to a name that does not exist',
    seen(
      look([
        to('https://gone.example.org/'),
        broken('unreachable', 'gone.example.org does not exist', { url: 'https://gone.example.org/' }),
      ]),
    ),
    [`http.timeout critical ${NAME}`],
  ],
  [
    'is silent about one to a name that could not be looked up',
    seen(
      look([to('https://gone.example.org/'), { url: 'https://gone.example.org/', response: failed('unmeasured', 'late', 1) }]),
    ),
    [],
  ],
  ['tells a redirect to itself', seen(look([to('/')])), [`http.redirect_loop critical ${NAME}`]],
  ['tells redirects in a circle', seen(look(loop)), [`http.redirect_loop critical ${NAME}`]],
  ['tells a circle of one family', seen(look([hop()]), six(loop)), ['http.redirect_loop warning [2001:db8::1]:443']],
  [
    'is silent about a redirect to itself with a cookie',
    seen(look([hop({ status: 302, headers: { location: '/', 'set-cookie': 'a=b' } })])),
    [],
  ],
  ['notes redirects that do not end', seen(look(chain(6))), [`http.redirect_loop notice ${NAME}`]],
  ['is silent about five redirects', seen(look([...chain(5), hop({ url: `${NAME}/5` })])), []],
  [
    'tells a redirect to an address of the inside, which it did not follow',
    seen(
      look([
        to('https://intra.example.org/'),
        broken('unmeasured', 'private', { url: 'https://intra.example.org/', address: '10.0.0.7' }),
      ]),
    ),
    [`http.redirect_private critical ${NAME}`],
  ],
  [
    'is silent about a redirect to an address that it could not ask',
    seen(
      look([
        to('https://cdn.example.org/'),
        broken('unmeasured', 'no route', { url: 'https://cdn.example.org/', address: '198.41.0.4' }),
      ]),
    ),
    [],
  ],
  [
    'tells a redirect to a server that is dead',
    seen(look([to('https://old.example.org/'), broken('refused', 'the port is closed', { url: 'https://old.example.org/' })])),
    [`http.timeout critical ${NAME}`],
  ],

  ['tells another status than declared', seen(look([hop()])), [`http.status critical ${NAME}`], expecting({ status: 204 })],
  ['is silent about the declared status, whatever it is', seen(look([hop({ status: 503 })])), [], expecting({ status: 503 })],
  [
    'does not look behind a redirect that is declared',
    seen(look([to('/a'), hop({ url: `${NAME}/a`, status: 500 })]), second([to('/a')])),
    [],
    expecting({ status: 302 }),
  ],
  [
    'tells a text that is missing',
    seen(look([hop({ body: 'It works!' })])),
    [`http.body critical ${NAME}`],
    expecting({ body: 'hello' }),
  ],
  ['is silent about a text that is there', seen(look([hop()])), [], expecting({ body: 'ell' })],
  [
    'tells header fields that are missing or other, each',
    seen(look([hop({ headers: { server: 'nginx' } })]), second([hop({ headers: { server: 'nginx' } })])),
    [`http.header warning ${NAME}`, `http.header warning ${NAME}`],
    expecting({ headers: { 'Strict-Transport-Security': 'max-age', Server: 'caddy' } }),
  ],
  [
    'is silent about a header field as declared',
    seen(look([hop({ headers: { server: 'nginx' } })])),
    [],
    expecting({ headers: { Server: 'nginx' } }),
  ],

  ['notes a server that thinks for 5 s', seen(look([hop({ firstByteMs: 5120 })])), [`http.slow_steps notice ${NAME}`]],
  [
    'tells two that think for 5 s and 10 s',
    seen(look([hop({ firstByteMs: 5120 })]), second([hop({ firstByteMs: 9890 })])),
    [`http.slow_steps warning ${NAME}`],
  ],
  [
    'is silent about a server that is merely slow',
    seen(look([hop({ firstByteMs: 4200 })]), second([hop({ firstByteMs: 6100 })])),
    [],
  ],

  // F68
  ['tells a clock that is 10 min fast', seen(look([hop({ clockSkewSeconds: 600 })])), [`sys.clock_skew warning ${NAME}`]],
  [
    'tells one clock of two',
    seen(look([hop()]), second([hop({ clockSkewSeconds: -130 })])),
    ['sys.clock_skew warning 192.0.2.2:443'],
  ],
  ['is silent about 2 min', seen(look([hop({ clockSkewSeconds: -120 })])), []],
];

const PLAIN = 'http://www.example.org';
const plainTarget: ServiceTarget = { ...target, scheme: 'http', port: 80 };
const plain = (hops: readonly Hop[], address = '192.0.2.1', follows = true): Look => ({ address, follows, hops });
const moved = to(URL_ASKED, { url: `${PLAIN}/` });
const shut = broken('refused', 'the port is closed', { url: `${PLAIN}/` });
const noRoute = broken('unmeasured', 'this machine cannot send to that address (ENETUNREACH)', { url: `${PLAIN}/` });
const nowhere: Seen = {
  lookup: found({ ...LOOKUP, addresses: [], ends: 'nxdomain', detail: 'it does not exist' }, 5),
  looks: [],
};

const PLAIN_TABLE: readonly [string, Seen, readonly string[], ServiceTarget?][] = [
  ['is silent about a redirect to https, followed or not', seen(plain([moved, hop()]), plain([moved], '192.0.2.2', false)), []],
  ['is silent about a page', seen(plain([hop({ url: `${PLAIN}/` })])), []],
  ['pages where no address answers', seen(plain([shut]), plain([shut], '2001:db8::1')), [`http.unreachable critical ${PLAIN}`]],
  [
    'tells one address that does not answer beside one that merely redirects',
    seen(plain([shut]), plain([moved], '192.0.2.2', false)),
    ['http.unreachable warning 192.0.2.1:80'],
  ],
  [
    'tells the IPv6 half that does not answer, once',
    seen(plain([moved, hop()]), plain([shut], '2001:db8::1'), plain([shut], '2001:db8::2', false)),
    [`http.v6_unreachable warning ${PLAIN}`],
  ],
  [
    'tells one IPv6 address beside another that answers',
    seen(plain([moved, hop()]), plain([shut], '2001:db8::1'), plain([moved], '2001:db8::2', false)),
    ['http.unreachable warning [2001:db8::1]:80'],
  ],
  [
    'tells IPv4 that does not answer beside IPv6 that does',
    seen(plain([shut]), plain([moved, hop()], '2001:db8::1')),
    ['http.unreachable warning 192.0.2.1:80'],
  ],
  ['is silent about a family that it could not ask', seen(plain([moved, hop()]), plain([noRoute], '2001:db8::1')), []],
  ['cannot tell where it could ask nobody', seen(plain([noRoute], '2001:db8::1')), [`http.unknown unknown ${PLAIN}`]],
  ['tells a name without an address', nowhere, [`http.no_address critical ${PLAIN}`]],
  [
    'does not call an address lost that could not be looked up',
    { lookup: failed('timeout', 'no', 1), looks: [] },
    [`http.unknown unknown ${PLAIN}`],
  ],
  ['tells a server error, and not that TLS is in order', seen(plain([hop({ status: 503 })])), [`http.status critical ${PLAIN}`]],
  [
    'tells redirects in a circle, from http to https and back',
    seen(plain([moved, to(`${PLAIN}/`)])),
    [`http.redirect_loop critical ${PLAIN}`],
  ],
  [
    'tells another page than declared',
    seen(plain([hop({ url: `${PLAIN}/` })])),
    [`http.status critical ${PLAIN}`],
    { ...plainTarget, expect: { status: 301 } },
  ],
  [
    'is silent about the redirect that is declared',
    seen(plain([moved, broken('handshake', 'no', { url: URL_ASKED })])),
    [],
    { ...plainTarget, expect: { status: 302 } },
  ],
];

describe('the http check of a server without TLS', () => {
  it.each(PLAIN_TABLE)('%s', (_, what, codes, about = plainTarget) => {
    const findings = http.judge(what, about, NOW);
    expect(inShort(http, findings)).toEqual(codes);
    expect(wordsOf(http, findings).filter((line) => /\{\w+\}/.test(line))).toEqual([]);
  });

  it('tells the state of every address itself, since nobody else looks there', () => {
    const facts = http.facts(seen(plain([moved]), plain([shut], '192.0.2.2'), plain([noRoute], '2001:db8::1')), plainTarget, NOW);
    expect(facts.map(({ subject, values }) => [subject, values.state, values.http])).toEqual([
      ['192.0.2.1:80', 'ok', 302],
      ['192.0.2.2:80', 'refused', 'refused'],
      ['[2001:db8::1]:80', 'not measured', 'not measured'],
    ]);
  });

  it('begins no TLS there', async () => {
    const net = { ...netOf({}, ['192.0.2.1']), handshake: () => expect.unreachable() } as unknown as Net & { asked: string[] };
    await http.observe(plainTarget, net);
    expect(net.asked).toEqual([`${PLAIN}/ 192.0.2.1`]);
  });
});

describe('the http check', () => {
  it.each(table)('%s', (_, what, codes, about = target) => {
    const findings = http.judge(what, about, NOW);
    expect(inShort(http, findings)).toEqual(codes);
    expect(wordsOf(http, findings).filter((line) => /\{\w+\}/.test(line))).toEqual([]);
  });

  it('lets a fault of the cluster stand for its echoes', async () => {
    const net = netOf({ status: 503 });
    const [report] = inWords(await run({ vantage: 'here', targets: [target] }, [http], net, NOW), WORDS);
    expect(report?.findings.map(({ code, echoes }) => [code, echoes])).toEqual([
      ['http.inside_cluster', undefined],
      ['http.status', 'http.inside_cluster'],
    ]);
    expect(report?.findings[0]?.says).toContain('(status 503), while DNS, TCP and TLS are in order there');
  });

  it.each([
    ['3600', 'status 503, with the wish to be asked again in 3600 s, as for a maintenance'],
    ['Fri, 20 Nov 2026 16:00:00 GMT', 'status 503, with the wish to be asked again at 2026-11-20T16:00:00.000Z, as for'],
    ['soon', '(status 503)'],
  ])('says of a page of maintenance that it is one: Retry-After %s', (retryAfter, words) => {
    const findings = http.judge(seen(look([hop({ status: 503, headers: { 'retry-after': retryAfter } })])), target, NOW);
    expect(wordsOf(http, findings).join(' ')).toContain(words);
  });

  it('says that a page went on where it lacks the text, and not of a whole one', () => {
    const lacking = (truncated: boolean) =>
      wordsOf(http, http.judge(seen(look([hop({ truncated })])), expecting({ body: 'x' }), NOW)).join(' ');
    expect(lacking(true)).toContain('5 bytes read, and the page goes on)');
    expect(lacking(false)).toContain('5 bytes read)');
  });

  it('needs more than one slot, so that a deployment of seconds is silent', () => {
    expect([http.patience, http.corroboration]).toEqual([2, 'quorum']);
  });

  it('tells status and time of every address', () => {
    const what = seen(look([hop()]), second([broken('unmeasured')]), six([broken('timeout')]), six([]));
    expect(http.facts(what, target, NOW)).toEqual([
      { subject: '192.0.2.1:443', values: { http: 200, firstByteMs: 40 } },
      { subject: '192.0.2.2:443', values: { http: 'not measured' } },
      { subject: '[2001:db8::1]:443', values: { http: 'timeout' } },
    ]);
    expect(http.measure(what, target, NOW)).toEqual([{ name: 'FirstByteMs', value: 40 }]);
    expect(http.measure(seen(), target, NOW)).toEqual([]);
  });
});

/** A host of twenty IPv4 addresses and one of IPv6. */
const CROWD = [...Array.from({ length: 20 }, (_, index) => `192.0.2.${index}`), '2001:db8::1'];

describe('the http check of a host with more addresses than are asked', () => {
  const asOf = async (part: Partial<HttpResponse>, addresses = CROWD, about = target) => {
    const net = netOf(part, addresses);
    const what = await http.observe(about, net);
    const unasked = http.facts(what, about, NOW).filter(({ values }) => values.http === 'not measured');
    return { net, what, unasked, codes: inShort(http, http.judge(what, about, NOW)) };
  };

  it.each([
    ['with TLS', target],
    ['without', plainTarget],
  ])('asks 16, of either family, and shows the rest as not measured: %s', async (_, about) => {
    const { net, unasked, codes, what } = await asOf({}, CROWD, about);
    expect([net.asked.length, codes]).toEqual([16, []]);
    expect(net.asked.at(-1)).toContain('2001:db8::1');
    const values = { state: 'not measured', http: 'not measured' };
    expect(unasked).toEqual(CROWD.slice(15, 20).map((address) => ({ subject: `${address}:${about.port}`, values })));
    expect(http.measure(what, about, NOW)).toEqual([{ name: 'FirstByteMs', value: 40 }]);
  });

  it('shows none so of a host with as many as are asked', async () => {
    expect((await asOf({}, CROWD.slice(0, 16))).unasked).toEqual([]);
  });

  it('counts what was not asked neither as well nor as down', async () => {
    expect((await asOf({ status: 503 })).codes).toEqual([`http.inside_cluster critical ${NAME}`, `http.status critical ${NAME}`]);
    expect((await asOf({ clockSkewSeconds: 600 })).codes).toEqual([`sys.clock_skew warning ${NAME}`]);
  });
});

/** A net in which every host is at these addresses and every page is alike. */
function netOf(part: Partial<HttpResponse>, addresses = ['192.0.2.1', '192.0.2.2', '2001:db8::1']) {
  const asked: string[] = [];
  const net = {
    asked,
    lookup: async (name: string) => found({ ...LOOKUP, name, addresses }, 1),
    handshake: async () => GREEN,
    request: async ({ url, address = '' }: { url: string; address?: string }) => {
      asked.push(`${url} ${address}`);
      return hop({ ...part, at: address }).response;
    },
  };
  return net as unknown as Net & { asked: string[] };
}

describe('what the http check asks', () => {
  it('is every address, and redirects at the first of each family', async () => {
    const net = netOf({ status: 301, headers: { location: 'https://other.example.org/x' } });
    await http.observe(target, net);
    expect(net.asked.sort()).toEqual([
      'https://other.example.org/x 192.0.2.1',
      'https://other.example.org/x 2001:db8::1',
      'https://www.example.org/ 192.0.2.1',
      'https://www.example.org/ 192.0.2.2',
      'https://www.example.org/ 2001:db8::1',
    ]);
  });

  it('is the declared path at the declared port', async () => {
    const net = netOf({}, ['192.0.2.1']);
    await http.observe({ ...target, port: 8443, path: '/health?full=1' }, net);
    expect(net.asked).toEqual(['https://www.example.org:8443/health?full=1 192.0.2.1']);
  });

  it.each([
    ['https://10.0.0.1/', '10.0.0.1'],
    ['https://[fd00::1]/', 'fd00::1'],
    ['http://2130706433/', '127.0.0.1'],
  ])('is the literal address in %s', async (location, address) => {
    const net = netOf({ status: 302, headers: { location } }, ['192.0.2.1']);
    await http.observe(target, net);
    expect(net.asked[1]).toContain(` ${address}`);
  });

  it('is nothing of a host whose TLS fails, and nothing of services without pages', async () => {
    const net = { ...netOf({}), handshake: async () => failed('handshake', 'no', 1) } as Net & { asked: string[] };
    await http.observe(target, net);
    expect(net.asked).toEqual([]);
    const concerned = (scheme: ServiceTarget['scheme']) => isAbout(http, { ...target, scheme });
    expect([concerned('https'), concerned('http'), concerned('tls'), concerned('imaps')]).toEqual([true, true, false, false]);
    inWords(await run({ vantage: 'here', targets: [{ ...target, scheme: 'imaps', port: 993 }] }, [http], net, NOW), WORDS);
    expect(net.asked).toEqual([]);
  });

  it.each([
    ['nxdomain', 'unreachable'],
    ['nodata', 'unreachable'],
    ['broken', 'unmeasured'],
  ] as const)('is nothing where a redirect leads to a name that ends in %s', async (ends, failure) => {
    const net = netOf({ status: 302, headers: { location: 'https://gone.example.org/' } }, ['192.0.2.1']);
    const lookup = async (name: string) =>
      found(name === target.host ? LOOKUP : { ...LOOKUP, name, addresses: [], ends, detail: 'so it ends' }, 1);
    const request = async (asked: { url: string; address?: string }) =>
      asked.address === undefined ? failed('unmeasured', 'it has no address', 0) : net.request(asked);
    const { looks } = await http.observe(target, { ...net, lookup, request } as unknown as Net);
    expect(looks[0]?.hops[1]?.response).toMatchObject({ failure });
  });

  it('ends however long the redirects are', async () => {
    let count = 0;
    const net = {
      ...netOf({}, ['192.0.2.1']),
      request: async ({ url }: { url: string }) => to(`/${count++}`, { url }).response,
    } as unknown as Net;
    const { looks } = await http.observe(target, net);
    expect(looks[0]?.hops).toHaveLength(6);
  });
});
