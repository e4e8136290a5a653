import { describe, expect, it } from 'vitest';
import { mail, type Seen } from '../../../functions/checks/mail.ts';
import type { Lookup } from '../../../functions/core/delegation.ts';
import type { Answer, Question, ResourceRecord } from '../../../functions/core/dns.ts';
import type { Exchanger } from '../../../functions/core/exchanger.ts';
import type { HttpResponse } from '../../../functions/core/http.ts';
import type { AskOptions, Net } from '../../../functions/core/net.ts';
import { type FailureKind, failed, found, type Observation } from '../../../functions/core/observation.ts';
import type { Station } from '../../../functions/core/station.ts';
import type { StsSeen } from '../../../functions/core/sts.ts';
import type { Handshake } from '../../../functions/core/tls.ts';
import type { Trail } from '../../../functions/core/trail.ts';
import { inShort, NOW, said, server, silent, TARGET, wordsOf, ZONE } from './seen.ts';

const MX1 = 'mx1.example.org';
const MX2 = 'mx2.example.org';
const ONE = `${MX1}/192.0.2.1:25`;
const TWO = `${MX2}/192.0.2.2:25`;

function station(name: string, type: Question['type'], part: Partial<Answer>): Station {
  return { name, zone: ZONE, replies: [{ server: server(1), exchange: said({ name, type }, part) }] };
}

const mx = (...names: readonly string[]): Observation<Station> =>
  found(
    station(ZONE, 'MX', {
      answers: names.map((name, at): ResourceRecord => ({ owner: ZONE, ttlSeconds: 300, type: 'MX', preference: 10 * at, name })),
    }),
    5,
  );

const absent = (name: string, type: Question['type']): Trail => ({ stations: [station(name, type, { rcode: 'NXDOMAIN' })] });
const NO_STS: StsSeen = { record: absent(`_mta-sts.${ZONE}`, 'TXT') };

const LEAF = {
  subject: 'CN=mx1.example.org',
  issuer: "O=Let's Encrypt, CN=YR1",
  commonName: 'mx1.example.org',
  names: [MX1, MX2],
  addresses: [],
  notBefore: '2026-11-01T00:00:00Z',
  notAfter: '2027-01-30T00:00:00Z',
  serialNumber: '03',
  fingerprint: 'aa'.repeat(32),
  keyFingerprint: 'bb'.repeat(32),
  keyType: 'EC P-256',
  selfSigned: false,
};

const shaken = (leaf: Partial<typeof LEAF> = {}, more: Partial<Handshake> = {}): Observation<Handshake> =>
  found({ protocol: 'TLSv1.3', chain: [{ ...LEAF, ...leaf }], nameMatches: true, path: 'OK', ...more }, 30);

const WELL = shaken();
const down = (failure: FailureKind, detail = `it was ${failure}`) => failed(failure, detail, 3000);
/** A key's TLSA record whose digest is this byte again and again, and what a resolver says that proves it, or does not. */
function tlsa(
  byte: string,
  resolver: Partial<Answer> | FailureKind = { authenticData: true },
  usage = 3,
): Pick<Exchanger, 'tlsa' | 'proven'> {
  const question = { name: `_25._tcp.${MX1}`, type: 'TLSA' } as const;
  const data = Buffer.from(`0${usage}0101${byte.repeat(32)}`, 'hex');
  const answers = [{ owner: question.name, ttlSeconds: 300, type: 'OTHER', code: 52, data } as const];
  const proven = [typeof resolver === 'string' ? silent(question, resolver) : said(question, { answers, ...resolver })];
  return { tlsa: { stations: [station(question.name, 'TLSA', { answers })] }, proven };
}

const at = (name: string, addresses: readonly string[], more: Partial<Lookup> = {}): Observation<Lookup> =>
  found({ name, addresses, chain: [], ends: 'addresses', detail: '', ...more }, 5);

function exchanger(host: string, handshakes: readonly Observation<Handshake>[], more: Partial<Exchanger> = {}): Exchanger {
  const last = host === MX2 ? 2 : 1;
  const ports = handshakes.map((handshake, index) => ({ host, address: `192.0.2.${last + 10 * index}`, handshake }));
  return {
    host,
    lookup: at(
      host,
      ports.map(({ address }) => address),
    ),
    ports,
    tlsa: absent(`_25._tcp.${host}`, 'TLSA'),
    ...more,
  };
}

const lost = (host: string, ends: Lookup['ends'], chain: readonly string[] = []) =>
  exchanger(host, [], { lookup: at(host, [], { ends, chain, detail: 'it leads nowhere' }) });

const seen = (exchangers: readonly Exchanger[], sts: StsSeen = NO_STS): Seen => ({
  mx: mx(...exchangers.map(({ host }) => host)),
  exchangers,
  sts,
});
const both = (first: Observation<Handshake>, second: Observation<Handshake>) =>
  seen([exchanger(MX1, [first]), exchanger(MX2, [second])]);

function sts(
  body: string,
  more: { handshake?: Observation<Handshake>; response?: Observation<HttpResponse>; status?: number } = {},
): StsSeen {
  const response = found(
    { address: '192.0.2.9', status: more.status ?? 200, headers: {}, body, truncated: false, firstByteMs: 9 },
    9,
  );
  return {
    record: NO_STS.record,
    policy: { host: `mta-sts.${ZONE}`, handshake: more.handshake ?? WELL, response: more.response ?? response },
  };
}

const policy = (mode = 'enforce', hosts: readonly string[] = [MX1, MX2]) =>
  `version: STSv1\nmode: ${mode}\nmax_age: 86400\n${hosts.map((host) => `mx: ${host}\n`).join('')}`;

const table: readonly [string, Seen, readonly string[]][] = [
  ['is silent about two exchangers with STARTTLS', both(WELL, WELL), []],
  ['is silent about a zone without MX', { mx: found(station(ZONE, 'MX', {}), 5), exchangers: [], sts: NO_STS }, []],
  ['is silent about a zone that takes no mail (RFC 7505)', { mx: mx('.'), exchangers: [], sts: NO_STS }, []],
  [
    'cannot tell without an MX answer',
    { mx: failed('unmeasured', 'late', 0), exchangers: [], sts: NO_STS },
    [`mail.unknown unknown ${ZONE}`],
  ],
  [
    'cannot tell while nobody speaks for the zone',
    {
      mx: found({ name: ZONE, zone: ZONE, replies: [{ server: server(1), exchange: silent({ name: ZONE, type: 'MX' }) }] }, 5),
      exchangers: [],
      sts: NO_STS,
    },
    [`mail.unknown unknown ${ZONE}`],
  ],

  // F69
  [
    'tells STARTTLS that is missing',
    both(down('starttls', 'the server does not offer STARTTLS'), WELL),
    [`mail.starttls_missing warning ${ONE}`],
  ],
  ['tells it once where all lack it', both(down('starttls'), down('starttls')), [`mail.starttls_missing warning ${ZONE}`]],

  // F70
  ['tells a port that is closed', both(down('refused'), WELL), [`mail.port_unreachable warning ${ONE}`]],
  ['tells a port that is silent beside one that answers', both(WELL, down('timeout')), [`mail.port_unreachable warning ${TWO}`]],
  [
    'pages where no exchanger takes a connection',
    both(down('refused'), down('timeout')),
    [`mail.port_unreachable critical ${ZONE}`],
  ],
  ['tells a server that does not speak SMTP', both(WELL, down('malformed')), [`mail.port_unreachable warning ${TWO}`]],

  // F71
  [
    'does not call a vantage without port 25 a fault',
    both(down('timeout'), down('timeout')),
    [`sys.probe_limited notice ${ZONE}`],
  ],
  [
    'does not call a port that AWS closes a fault',
    both(down('unmeasured'), down('unmeasured')),
    [`sys.probe_limited notice ${ZONE}`],
  ],
  ['tells what was not asked beside what is well', both(WELL, down('unmeasured')), [`sys.probe_limited notice ${ZONE}`]],

  ['notes a server that has no TLS in the end', both(down('handshake'), WELL), [`mail.tls_broken notice ${ONE}`]],
  [
    'tells a certificate that has expired',
    both(shaken({ notAfter: '2026-11-20T09:00:00Z' }), WELL),
    [`mail.certificate_expired warning ${ONE}`],
  ],
  ...(
    [
      ['of its own', { path: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
      ['of another name', { nameMatches: false }],
    ] as const
  ).map(([of, more]): [string, Seen, string[]] => [
    `is silent about an expired certificate ${of}, to which the date makes no difference`,
    both(shaken({ notAfter: '2026-11-20T09:00:00Z' }, more), WELL),
    [],
  ]),
  [
    'tells one of a private authority that senders know by DANE',
    seen([
      exchanger(MX1, [shaken({ notAfter: '2026-11-20T09:00:00Z' }, { path: 'SELF_SIGNED_CERT_IN_CHAIN' })], tlsa('aa', {}, 2)),
    ]),
    [`mail.certificate_expired warning ${ZONE}`, `mail.dane_unproven notice ${ZONE}`],
  ],
  [
    'is silent about a certificate of another name, which no sender reads',
    both(shaken({}, { nameMatches: false, path: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), WELL),
    [],
  ],

  [
    'tells an exchanger that does not exist',
    seen([exchanger(MX1, [WELL]), lost(MX2, 'nxdomain')]),
    [`mail.mx_broken warning ${MX2}`],
  ],
  [
    'tells an exchanger without an address',
    seen([exchanger(MX1, [WELL]), lost(MX2, 'nodata')]),
    [`mail.mx_broken warning ${MX2}`],
  ],
  [
    'pages where none has one',
    seen([lost(MX1, 'nodata'), lost(MX2, 'nxdomain')]),
    [`mail.mx_broken critical ${MX1}`, `mail.mx_broken critical ${MX2}`],
  ],
  [
    'tells an exchanger that is an alias, and does not page for it',
    seen([exchanger(MX1, [WELL], { lookup: at(MX1, ['192.0.2.1'], { chain: [MX1, 'mail.example.net'] }) })]),
    [`mail.mx_broken warning ${MX1}`],
  ],
  [
    'tells an exchanger that is an address',
    seen([exchanger(MX1, [WELL]), lost('192.0.2.7', 'nxdomain')]),
    ['mail.mx_broken warning 192.0.2.7'],
  ],
  [
    'is silent about an exchanger that could not be looked up',
    seen([exchanger(MX1, [WELL]), exchanger(MX2, [], { lookup: failed('timeout', 'no', 1) })]),
    [],
  ],

  ['is silent about a policy that agrees', seen([exchanger(MX1, [WELL])], sts(policy())), []],
  [
    'tells a record that senders pass over',
    seen([exchanger(MX1, [WELL])], { ...NO_STS, fault: 'its TXT record at _mta-sts has no id' }),
    [`mail.sts_mismatch warning ${ZONE}`],
  ],
  ['is silent about a policy of none', seen([exchanger(MX1, [WELL])], sts(policy('none', []))), []],
  [
    'tells an exchanger that the policy does not list',
    seen([exchanger(MX1, [WELL]), exchanger(MX2, [WELL])], sts(policy('enforce', [MX1]))),
    [`mail.sts_mismatch warning ${ZONE}`],
  ],
  [
    'pages where the policy lists none',
    seen([exchanger(MX1, [WELL])], sts(policy('enforce', ['other.example']))),
    [`mail.sts_mismatch critical ${ZONE}`],
  ],
  [
    'notes the same of a policy that is being tried',
    seen([exchanger(MX1, [WELL])], sts(policy('testing', ['other.example']))),
    [`mail.sts_mismatch notice ${ZONE}`],
  ],
  [
    'tells a listed exchanger whose certificate is not valid',
    seen([exchanger(MX1, [shaken({}, { nameMatches: false })])], sts(policy())),
    [`mail.sts_mismatch critical ${ZONE}`],
  ],
  [
    'tells a policy that is not there',
    seen([exchanger(MX1, [WELL])], sts('', { status: 404 })),
    [`mail.sts_mismatch warning ${ZONE}`],
  ],
  [
    'tells a policy behind an invalid certificate',
    seen([exchanger(MX1, [WELL])], sts(policy(), { handshake: shaken({}, { path: 'SELF_SIGNED_CERT_IN_CHAIN' }) })),
    [`mail.sts_mismatch warning ${ZONE}`],
  ],
  [
    'tells a policy whose server is down',
    seen([exchanger(MX1, [WELL])], sts('', { handshake: down('refused') })),
    [`mail.sts_mismatch warning ${ZONE}`],
  ],
  [
    'is silent about a policy that it could not ask for',
    seen([exchanger(MX1, [WELL])], sts('', { handshake: down('unmeasured') })),
    [],
  ],
  [
    'is silent about a certificate that is merely overdue',
    seen([exchanger(MX1, [shaken({ notBefore: '2026-08-25T00:00:00Z', notAfter: '2026-11-23T00:00:00Z' })])], sts(policy())),
    [],
  ],

  ['is silent about a TLSA record that fits', seen([exchanger(MX1, [WELL], tlsa('bb'))]), []],
  [
    'pages for a TLSA record that does not fit any',
    seen([exchanger(MX1, [WELL], tlsa('cc'))]),
    [`mail.dane_mismatch critical ${ZONE}`],
  ],
  [
    'tells one that does not fit beside a server without',
    seen([exchanger(MX1, [WELL], tlsa('cc')), exchanger(MX2, [WELL])]),
    [`mail.dane_mismatch warning ${ONE}`],
  ],
  [
    'notes one that does not fit and is not signed, which senders pass over',
    seen([exchanger(MX1, [WELL], tlsa('cc', {}))]),
    [`mail.dane_unproven notice ${ZONE}`],
  ],
  [
    'does not call it a fault where no resolver could be asked',
    seen([exchanger(MX1, [WELL], tlsa('cc', 'timeout'))]),
    [`mail.dane_unproven notice ${ZONE}`],
  ],
  [
    'does not take the word of a resolver that rejects it',
    seen([exchanger(MX1, [WELL], tlsa('cc', { rcode: 'SERVFAIL', answers: [] }))]),
    [`mail.dane_unproven notice ${ZONE}`],
  ],
  [
    'is silent about a TLSA record of a server that it could not ask',
    seen([exchanger(MX1, [down('timeout')], tlsa('cc'))]),
    [`sys.probe_limited notice ${ZONE}`],
  ],
];

describe('the mail check', () => {
  it.each(table)('%s', (_, what, codes) => {
    const findings = mail.judge(what, TARGET, NOW);
    expect(inShort(mail, findings)).toEqual(codes);
    expect(wordsOf(mail, findings).filter((line) => /\{\w+\}/.test(line))).toEqual([]);
  });

  it('advises on port 25, and not on a family, where that port is closed to the vantage', () => {
    const advice = wordsOf(mail, mail.judge(both(down('unmeasured'), down('unmeasured')), TARGET, NOW)).join(' ');
    for (const words of ['form "Request to remove email sending limitations"', `submissions://${MX1}`, 'nc -vz'])
      expect(advice).toContain(words);
  });

  it('tells what is at every port, and what was not measured', () => {
    const facts = mail.facts(seen([exchanger(MX1, [WELL, down('starttls')]), exchanger(MX2, [down('unmeasured')])]), TARGET, NOW);
    expect(facts.map(({ subject, values }) => [subject, values.state, values.daysLeft])).toEqual([
      [ONE, 'ok', 70.6],
      [`${MX1}/192.0.2.11:25`, 'no STARTTLS', undefined],
      [TWO, 'not measured', undefined],
    ]);
    expect(mail.facts(both(down('timeout'), down('timeout')), TARGET, NOW).map(({ values }) => values.state)).toEqual([
      'not measured',
      'not measured',
    ]);
  });

  it.each<[string, StsSeen, readonly string[]]>([
    ['its host', sts('', { handshake: down('unmeasured') }), [`mta-sts.${ZONE}:443`]],
    ['itself', sts('', { response: failed('unmeasured', 'late', 0) }), [`mta-sts.${ZONE}:443`]],
    ['its host, which is down and so a fault', sts('', { handshake: down('refused') }), []],
    ['neither', sts(policy()), []],
    ['a policy that nobody announces', NO_STS, []],
  ])('shows a policy that could not be asked for as not measured: %s', (_, what, unasked) => {
    const facts = mail.facts(seen([exchanger(MX1, [WELL])], what), TARGET, NOW);
    expect(facts.slice(1)).toEqual(unasked.map((subject) => ({ subject, values: { state: 'not measured' } })));
  });
});

describe('what the mail check asks', () => {
  const TXT = Buffer.from('v=STSv1; id=1;');
  /** A net where the zone has these MX records and these texts at `_mta-sts`. */
  function netOf(names: readonly string[], texts: readonly Uint8Array[] = []) {
    const asked: string[] = [];
    const records: Record<string, readonly ResourceRecord[]> = {
      [`${ZONE} MX`]: names.map((name, index) => ({ owner: ZONE, ttlSeconds: 9, type: 'MX', preference: 99 - index, name })),
      [`_25._tcp.${MX1} TLSA`]: [
        {
          owner: `_25._tcp.${MX1}`,
          ttlSeconds: 9,
          type: 'OTHER',
          code: 52,
          data: Buffer.from(`030101${'bb'.repeat(32)}`, 'hex'),
        },
      ],
      [`_mta-sts.${ZONE} TXT`]: texts.map((text) => ({ owner: `_mta-sts.${ZONE}`, ttlSeconds: 9, type: 'TXT', strings: [text] })),
    };
    const net = {
      walk: async (name: string) =>
        found(name === ZONE ? { kind: 'zone', delegation: { zone: ZONE } } : { kind: 'inside', name, within: ZONE }, 1),
      atEvery: async (_: string, ask: (one: unknown) => Promise<unknown>) => found([await ask(server(1))], 1),
      ask: async (whom: { name: string; address: string }, question: Question, how: AskOptions = {}) => {
        if (how.recursionDesired === true) asked.push(`${whom.address} ${question.name} ${question.type}`);
        return said(question, { answers: records[`${question.name} ${question.type}`] ?? [] });
      },
      lookup: async (name: string) => at(name, ['192.0.2.1']),
      handshake: async (host: string, address: string, port: number, how?: object) => {
        asked.push(`${host} ${address} ${port} ${JSON.stringify(how)}`);
        return WELL;
      },
      request: async ({ url }: { url: string }) => {
        asked.push(url);
        return failed('refused', 'no', 1);
      },
    };
    return { net: net as unknown as Net, asked };
  }

  it('is port 25 of every exchanger, the preferred first', async () => {
    const { net, asked } = netOf(['MX1.example.org', MX2]);
    const { exchangers } = await mail.observe(TARGET, net);
    expect(exchangers.map(({ host }) => host)).toEqual([MX2, MX1]);
    const shaken = asked.filter((line) => line.includes('smtp')).sort();
    expect(shaken).toEqual([`${MX1} 192.0.2.1 25 {"dialect":"smtp"}`, `${MX2} 192.0.2.1 25 {"dialect":"smtp"}`]);
  });

  it('is ten exchangers of a thousand', async () => {
    const { net, asked } = netOf(Array.from({ length: 1000 }, (_, index) => `mx${index}.example.net`));
    const what = await mail.observe(TARGET, net);
    expect([what.exchangers.length, asked.length]).toEqual([10, 10]);
    expect(inShort(mail, mail.judge(what, TARGET, NOW))).toEqual([]);
    const names = [989, 988, 987, 986, 985].map((index) => `mx${index}.example.net`).join(', ');
    expect(mail.facts(what, TARGET, NOW).slice(10)).toEqual([
      { subject: `${names} and 985 more`, values: { state: 'not measured' } },
    ]);
  });

  it('is all of ten, and none is left to be shown', async () => {
    const { net } = netOf(Array.from({ length: 10 }, (_, index) => `mx${index}.example.net`));
    expect(mail.facts(await mail.observe(TARGET, net), TARGET, NOW).map(({ values }) => values.state)).toEqual(
      Array(10).fill('ok'),
    );
  });

  it('is eight addresses of an exchanger, of either family; the rest is shown as not measured', async () => {
    const { net, asked } = netOf([MX2]);
    const addresses = [...Array.from({ length: 9 }, (_, index) => `192.0.2.${index}`), '2001:db8::1'];
    const lookup = async (name: string) => at(name, addresses);
    const what = await mail.observe(TARGET, { ...net, lookup } as unknown as Net);
    expect([asked.length, inShort(mail, mail.judge(what, TARGET, NOW))]).toEqual([8, []]);
    const facts = mail.facts(what, TARGET, NOW).map(({ subject, values }) => [subject, values.state]);
    expect(facts.slice(6)).toEqual([
      [`${MX2}/192.0.2.6:25`, 'ok'],
      [`${MX2}/[2001:db8::1]:25`, 'ok'],
      [`${MX2}/192.0.2.7:25`, 'not measured'],
      [`${MX2}/192.0.2.8:25`, 'not measured'],
    ]);
  });

  it('is whether TLSA records are proven, of those exchangers that have any', async () => {
    const { net, asked } = netOf([MX1, MX2]);
    const { exchangers } = await mail.observe({ ...TARGET, resolvers: ['198.51.100.53'] }, net);
    expect(asked.filter((line) => line.includes('TLSA'))).toEqual([`198.51.100.53 _25._tcp.${MX1} TLSA`]);
    expect(exchangers.map(({ host, proven }) => [host, proven?.length])).toEqual([
      [MX2, undefined],
      [MX1, 1],
    ]);
  });

  it('is the policy too where a record announces one', async () => {
    const { net, asked } = netOf([MX1], [TXT]);
    await mail.observe(TARGET, net);
    expect(asked).toContain(`https://mta-sts.${ZONE}/.well-known/mta-sts.txt`);
  });

  it('is the first address of its host with which TLS comes about, as for senders', async () => {
    const { net, asked } = netOf([MX1], [TXT]);
    const lookup = async (name: string) => at(name, name.startsWith('mta-sts.') ? ['192.0.2.8', '192.0.2.9'] : ['192.0.2.1']);
    const handshake = async (_: string, address: string) => (address === '192.0.2.8' ? down('refused') : WELL);
    const request = async ({ address }: { address: string }) => {
      asked.push(address);
      return failed('refused', 'no', 1);
    };
    const { sts } = await mail.observe(TARGET, { ...net, lookup, handshake, request } as unknown as Net);
    expect([sts.policy?.handshake, asked.filter((line) => line.startsWith('192.0.2.'))]).toEqual([WELL, ['192.0.2.9']]);
  });

  it.each([
    ['16 addresses that are down, which is a fault', 16, 'refused', [`mail.sts_mismatch warning ${ZONE}`], 0],
    ['16 that are down of more, of which nobody knows', 17, 'unmeasured', [], 1],
  ] as const)('is at most 16 addresses of that host: %s', async (_, count, failure, codes, rows) => {
    const { net } = netOf([MX1], [TXT]);
    const crowd = Array.from({ length: count }, (_one, index) => `192.0.2.${index}`);
    const lookup = async (name: string) => at(name, name.startsWith('mta-sts.') ? crowd : ['198.51.100.1']);
    const handshake = async (_host: string, address: string) => (crowd.includes(address) ? down('refused') : WELL);
    const what = await mail.observe(TARGET, { ...net, lookup, handshake } as unknown as Net);
    expect(what.sts.policy?.handshake).toMatchObject({ failure });
    expect(inShort(mail, mail.judge(what, TARGET, NOW))).toEqual(codes);
    expect(mail.facts(what, TARGET, NOW).filter(({ values }) => values.state === 'not measured')).toHaveLength(rows);
  });

  it.each([
    ['nxdomain', 'unreachable'],
    ['broken', 'unmeasured'],
  ] as const)('is none where the name of its host ends in %s, and that is %s', async (ends, failure) => {
    const { net } = netOf([MX1], [TXT]);
    const lookup = async (name: string) =>
      name.startsWith('mta-sts.') ? at(name, [], { ends, detail: 'so it ends' }) : at(name, []);
    const { sts } = await mail.observe(TARGET, { ...net, lookup } as unknown as Net);
    expect(sts.policy?.handshake).toMatchObject({ failure, detail: 'so it ends' });
  });

  it.each([
    ['two records', [TXT, TXT], /2 times/],
    ['no id', [Buffer.from('v=STSv1;')], /no id/],
    ['an id of other signs', [Buffer.from('v=STSv1; id=2026-01-01')], /no id/],
    ['another text', [Buffer.from('v=STSv11; id=1')], undefined],
    ['another text beside its own', [TXT, Buffer.from('site-verification=1')], undefined],
  ])('tells what senders pass over: %s', async (_, texts, fault) => {
    const { sts } = await mail.observe(TARGET, netOf([MX1], texts).net);
    expect(sts.fault).toEqual(fault && expect.stringMatching(fault));
  });

  it.each([
    ['two records that contradict each other', [MX1], [TXT, TXT]],
    ['another text', [MX1], [Buffer.from('v=STSv11; id=1')]],
    ['a zone that takes no mail', ['.'], [TXT]],
  ])('is no policy with %s', async (_, names, texts) => {
    const { net, asked } = netOf(names, texts);
    await mail.observe(TARGET, net);
    expect(asked.filter((line) => line.startsWith('https'))).toEqual([]);
  });
});
