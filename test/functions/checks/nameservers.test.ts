import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameservers, type Seen } from '../../../functions/checks/nameservers.ts';
import { failed, found } from '../../../functions/core/observation.ts';
import type { Sounding } from '../../../functions/core/symptom.ts';
import {
  answer,
  dead,
  each,
  edns,
  inShort,
  label,
  NOW,
  rung,
  said,
  saying,
  server,
  silent,
  soaRecord,
  sounding,
  TARGET,
  wordsOf,
  ZONE,
} from './seen.ts';

const ONE = server(1);
const TWO = server(2);
const SIX = server(2, true);
const well = sounding(ONE);
const seen = (...soundings: Sounding[]): Seen => found(soundings, 100);
const beside = (part: Partial<Sounding>): Seen => seen(well, sounding(TWO, part));
const at = (code: string, severity = 'warning') => [`${code} ${severity} ${label(TWO)}`];
const zonewide = (code: string) => [`${code} critical ${ZONE}`];
const type = (name: 'A' | 'TXT' | 'CAA' | 'TYPE65400') => ({ name: ZONE, type: name });
const withType = (exchange: Sounding['soa']) =>
  beside({ types: [...sounding(TWO).types.filter((t) => t.question.type !== exchange.question.type), exchange] });
const ofSoa = { name: ZONE, type: 'SOA' } as const;
const soa = { answers: [soaRecord()] };
const rungs = (...texts: string[]) => ({ rungs: texts.map(rung) });
const upward = { authorities: [{ owner: '.', ttlSeconds: 1, type: 'NS', name: 'a.root-servers.net' } as const] };
const resolved = {
  recursionAvailable: true,
  answers: [{ owner: 'a.root-servers.net', ttlSeconds: 1, type: 'A', address: '198.41.0.4' } as const],
};
const expired = sounding(TWO, { soa: said(ofSoa, { rcode: 'SERVFAIL', authoritative: false }) });
const tcpDead = (text: string) => silent(ofSoa, 'timeout', [text]);

/** All questions to one server, every one over these rungs; the last is the one that answered. */
const allOver = (...texts: string[]) => {
  const usual = sounding(TWO);
  const over = (exchange: Sounding['soa']) => ({ ...exchange, ...rungs(...texts) });
  return {
    ...usual,
    soa: over(usual.soa),
    foreign: over(usual.foreign),
    types: usual.types.map(over),
    negative: over(usual.negative),
  };
};

/** All questions to one server, the case of the name changed in every answer. */
const mangling = (...texts: string[]) => {
  const usual = allOver(...texts);
  const mangled = (exchange: Sounding['soa']) => ({ ...exchange, caseMangled: true });
  const { soa, foreign, types, negative } = usual;
  return { ...usual, soa: mangled(soa), foreign: mangled(foreign), types: types.map(mangled), negative: mangled(negative) };
};
const nsOf = (owner: string) => ({ owner, ttlSeconds: 1, type: 'NS', name: 'ns1.example.net' }) as const;

const ROWS: readonly [sentence: string, seen: Seen, findings: readonly string[]][] = [
  ['everybody is well', seen(well, sounding(TWO)), []],
  ['F12: one address is down', seen(well, dead(TWO)), at('dns.ns.timeout')],
  ['one address has its ports closed', seen(well, dead(TWO, 'refused')), at('dns.ns.timeout')],
  [
    'F12 twin: two tries lost, the third answered',
    beside({ soa: said(ofSoa, soa, rungs('udp timeout', 'udp timeout', 'udp- NOERROR')) }),
    [],
  ],
  ['F13: all are down', seen(dead(ONE), dead(TWO)), zonewide('dns.ns.timeout')],
  [
    'the only address that could be asked is down',
    seen(dead(ONE), dead(SIX, 'unmeasured')),
    [...zonewide('dns.ns.timeout'), `sys.probe_limited notice ${ZONE}`],
  ],
  ['F13 twin: we are blind', seen(dead(ONE, 'unmeasured'), dead(TWO, 'unmeasured')), [`dns.ns.unknown unknown ${ZONE}`]],
  ['nobody could be asked at all', failed('unmeasured', 'the deadline passed', 0), [`dns.ns.unknown unknown ${ZONE}`]],
  ['no nameserver has an address', seen(), [`dns.ns.unknown unknown ${ZONE}`]],
  [
    'F14: the zone is refused by all',
    seen(saying(ONE, { rcode: 'REFUSED' }), saying(TWO, { rcode: 'REFUSED' })),
    zonewide('dns.ns.refused'),
  ],
  ['one refuses', seen(well, saying(TWO, { rcode: 'REFUSED' })), at('dns.ns.refused')],
  [
    'down for different causes: the most common one is told',
    seen(saying(ONE, { rcode: 'REFUSED' }), dead(TWO), dead(server(3))),
    zonewide('dns.ns.timeout'),
  ],
  ['F10: everything is SERVFAIL', seen(well, saying(TWO, { rcode: 'SERVFAIL' })), at('dns.ns.servfail')],
  ['F05: SERVFAIL for the zone alone is told by `secondary`', seen(well, expired), []],
  ['all expired: told by `secondary`', seen(expired), []],
  ['some expired, the rest down: nobody serves the zone', seen(dead(ONE), expired), zonewide('dns.ns.timeout')],
  ['F15: an upward referral', seen(well, saying(TWO, upward)), at('dns.ns.lame')],
  ['an answer without authority', seen(well, saying(TWO, soa)), at('dns.ns.lame')],
  [
    'the parent is served there, the zone is not',
    seen(well, saying(TWO, { rcode: 'NXDOMAIN', authoritative: true, authorities: [soaRecord({}, 'org')] })),
    at('dns.ns.lame'),
  ],
  ['F15 twin: RA set, authority and data right', beside({ soa: said(ofSoa, { ...soa, recursionAvailable: true }) }), []],
  ['F16: a resolver holds the port', seen(well, saying(TWO, resolved)), at('dns.ns.recursor')],
  [
    'a resolver that refuses questions without recursion',
    seen(well, { ...saying(TWO, { rcode: 'REFUSED' }), foreign: said(ofSoa, { authoritative: false, ...resolved }) }),
    at('dns.ns.recursor'),
  ],
  [
    'SERVFAIL for the zone from a server that resolves for strangers',
    seen(well, { ...saying(TWO, { rcode: 'SERVFAIL' }), foreign: said(ofSoa, { authoritative: false, ...resolved }) }),
    at('dns.ns.recursor'),
  ],
  [
    'F16 twin: RA set, foreign names refused',
    beside({ foreign: said(ofSoa, { rcode: 'REFUSED', authoritative: false, recursionAvailable: true }) }),
    [],
  ],
  [
    'serves the zone and resolves for strangers',
    beside({ foreign: said(ofSoa, { authoritative: false, ...resolved }) }),
    at('dns.ns.recursor', 'notice'),
  ],
  ['a root server answers the foreign name with authority', beside({ foreign: said(ofSoa, { ...resolved }) }), []],
  ['garbage comes back', seen(well, dead(TWO, 'malformed')), at('dns.ns.malformed')],
  ['garbage comes back from all', seen(dead(ONE, 'malformed')), zonewide('dns.ns.malformed')],
  ['F17: the apex A is SERVFAIL, the SOA is well', withType(said(type('A'), { rcode: 'SERVFAIL' })), at('dns.ns.servfail')],
  [
    'F50: CAA alone is SERVFAIL, which `caa` tells',
    withType(said(type('CAA'), { rcode: 'SERVFAIL' })),
    at('dns.ns.servfail', 'notice'),
  ],
  ['F17 twin: no A at the apex, a mail-only domain', withType(said(type('A'), { authorities: [soaRecord()] })), []],
  ['F18: TCP is dropped', beside({ tcp: tcpDead('tcp timeout') }), at('dns.ns.tcp_blocked')],
  ['F18: TCP is reset', beside({ tcp: silent(ofSoa, 'refused', ['tcp refused']) }), at('dns.ns.tcp_blocked')],
  [
    'F18 twin: one reset, another TCP try came through',
    beside({ tcp: tcpDead('tcp refused'), types: [said(type('TXT'), soa, rungs('udp TC', 'tcp NOERROR'))] }),
    [],
  ],
  ['TCP was not asked', beside({ tcp: silent(ofSoa, 'unmeasured') }), []],
  [
    'F19: UDP is dropped',
    seen(well, allOver('udp timeout', 'udp timeout', 'udp- timeout', 'tcp NOERROR')),
    at('dns.ns.udp_blocked'),
  ],
  [
    'F19 twin: rate limiting dropped one question',
    beside({ soa: said(ofSoa, soa, rungs('udp timeout', 'udp timeout', 'udp- timeout', 'tcp NOERROR')) }),
    [],
  ],
  [
    'F20: questions with OPT are dropped',
    seen(well, allOver('udp timeout', 'udp timeout', 'udp- NOERROR')),
    at('dns.ns.edns_broken'),
  ],
  ['F20: questions with OPT are FORMERR', seen(well, allOver('udp FORMERR', 'udp- NOERROR')), at('dns.ns.edns_broken')],
  [
    'F20: the firewall drops OPT over TCP too',
    seen(well, { ...allOver('udp timeout', 'udp timeout', 'udp- NOERROR'), tcp: tcpDead('tcp timeout') }),
    at('dns.ns.edns_broken'),
  ],
  [
    'F20 and F18: OPT is dropped and TCP is closed',
    seen(well, { ...allOver('udp timeout', 'udp- NOERROR'), tcp: silent(ofSoa, 'refused', ['tcp refused']) }),
    [...at('dns.ns.tcp_blocked'), ...at('dns.ns.edns_broken')],
  ],
  ['F20 twin: no EDNS in the answer, but an answer', beside({ soa: said(ofSoa, { answers: [soaRecord()], edns: edns() }) }), []],
  [
    'F21: the answer is cut off and TCP fails',
    withType(said(type('TXT'), { truncated: true }, rungs('udp TC', 'tcp timeout'))),
    at('dns.ns.truncated_no_tcp'),
  ],
  [
    'F21: the SOA itself is cut off',
    beside({ soa: said(ofSoa, { truncated: true }, rungs('udp TC', 'tcp refused')), tcp: tcpDead('tcp refused') }),
    at('dns.ns.truncated_no_tcp'),
  ],
  [
    'F21 twin: cut off by rate limiting, TCP works',
    withType(said(type('TXT'), { authorities: [soaRecord()] }, rungs('udp TC', 'tcp NOERROR'))),
    [],
  ],
  [
    'F22: the case of the name is changed',
    beside({ soa: said(ofSoa, soa, { caseMangled: true, ...rungs('udp malformed', 'tcp NOERROR') }) }),
    at('dns.ns.case_mangled'),
  ],
  [
    'F22: so that no answer over UDP can be believed',
    seen(well, mangling('udp malformed', 'tcp NOERROR')),
    at('dns.ns.case_mangled'),
  ],
  ['F22 twin: a stray packet was ignored', beside({ soa: said(ofSoa, soa, { strays: 1 }) }), []],
  ['six strays look like spoofing', beside({ soa: said(ofSoa, soa, { strays: 6 }) }), at('sys.spoof_suspected', 'notice')],
  ['F23: NXDOMAIN without an SOA', beside({ negative: said(ofSoa, { rcode: 'NXDOMAIN' }) }), at('dns.ns.no_soa_in_negative')],
  ['F23: NODATA without an SOA', withType(said(type('TXT'), {})), at('dns.ns.no_soa_in_negative')],
  [
    'F23: the NS set in place of the SOA',
    withType(said(type('TXT'), { authorities: [nsOf(ZONE)] })),
    at('dns.ns.no_soa_in_negative'),
  ],
  [
    'F23 twin: a referral to a zone below',
    beside({ negative: said(ofSoa, { authorities: [nsOf(`_picket-nonexistent.${ZONE}`)] }) }),
    [],
  ],
  [
    'F23 twin: a negative answer without authority',
    beside({ negative: said(ofSoa, { rcode: 'NXDOMAIN', authoritative: false }) }),
    [],
  ],
  [
    'F23 twin: a wildcard answers',
    beside({
      negative: said(ofSoa, {
        answers: [{ owner: `_picket-nonexistent.${ZONE}`, ttlSeconds: 1, type: 'A', address: '198.41.0.9' }],
      }),
    }),
    [],
  ],
  ['F24: NOTIMP for CAA', withType(said(type('CAA'), { rcode: 'NOTIMP' })), at('dns.ns.unknown_qtype')],
  ['F44: CAA is dropped', withType(silent(type('CAA'))), at('dns.ns.unknown_qtype')],
  ['an unassigned type is SERVFAIL', withType(said(type('TYPE65400'), { rcode: 'SERVFAIL' })), at('dns.ns.unknown_qtype')],
  ['F17: the apex A is silent, as PowerDNS is for a dead ALIAS', withType(silent(type('A'))), at('dns.ns.servfail')],
  ['the apex TXT has no answer', withType(silent(type('TXT'), 'malformed')), at('dns.ns.servfail')],
  ['the apex A was not asked', withType(silent(type('A'), 'unmeasured')), []],
  ['the apex A is refused', withType(said(type('A'), { rcode: 'REFUSED' })), at('dns.ns.unknown_qtype')],
  ['F24 twin: CAA is not there', withType(said(type('CAA'), { authorities: [soaRecord()] })), []],
  ['CAA was not asked', withType(silent(type('CAA'), 'unmeasured')), []],
  ['F25: dead over IPv6, well over IPv4', seen(well, sounding(TWO), dead(SIX)), [`dns.ns.v6_only_failing warning ${label(SIX)}`]],
  [
    'dead over both families',
    seen(well, dead(TWO), dead(SIX)),
    [...at('dns.ns.timeout'), `dns.ns.timeout warning ${label(SIX)}`],
  ],
  [
    'dead over one IPv6 address, the other not measured',
    seen(well, sounding(TWO), dead(SIX), dead({ ...SIX, address: '2600:9000::22' }, 'unmeasured')),
    [`dns.ns.v6_only_failing warning ${label(SIX)}`, `sys.probe_limited notice ${ZONE}`],
  ],
  ['dead over IPv6, and there is no IPv4', seen(well, dead(SIX)), [`dns.ns.timeout warning ${label(SIX)}`]],
  ['F25 twin: we have no IPv6', seen(well, sounding(TWO), dead(SIX, 'unmeasured')), [`sys.probe_limited notice ${ZONE}`]],
  [
    'a private address',
    seen(well, dead({ ...TWO, address: '10.0.0.53' }, 'unmeasured')),
    ['dns.ns.private warning ns2.example.net/10.0.0.53'],
  ],
  [
    'private addresses only',
    seen(dead({ ...ONE, address: 'fd00::53' }, 'unmeasured'), dead({ ...TWO, address: '127.0.0.53' }, 'unmeasured')),
    zonewide('dns.ns.private'),
  ],
  [
    'a private address, and one that we cannot ask',
    seen(dead({ ...TWO, address: '10.0.0.53' }, 'unmeasured'), dead(SIX, 'unmeasured')),
    ['dns.ns.private warning ns2.example.net/10.0.0.53', `sys.probe_limited notice ${ZONE}`],
  ],
  ['a loopback address in the lab, asked and well', seen(sounding({ ...ONE, address: '127.0.0.1' })), []],
  ['F26: 900 ms', beside({ soa: said(ofSoa, soa, { roundTripMs: 900 }) }), at('dns.ns.slow', 'notice')],
  ['above a second', beside({ soa: said(ofSoa, soa, { roundTripMs: 1001 }) }), at('dns.ns.slow')],
  ['F26 twin: far away, 280 ms', beside({ soa: said(ofSoa, soa, { roundTripMs: 280 }) }), []],
  [
    'F26 twin: over TCP, which takes two round trips',
    beside({ soa: said(ofSoa, soa, { roundTripMs: 500, ...rungs('udp TC', 'tcp NOERROR') }) }),
    [],
  ],
  [
    'F27 twin: our own retry made it late',
    beside({ soa: { ...said(ofSoa, soa, rungs('udp timeout', 'udp NOERROR')), answer: found(answer(soa), 1720) } }),
    [],
  ],
];

const judge = (what: Seen) => nameservers.judge(what, TARGET, NOW);

describe('nameservers', () => {
  it.each(ROWS)('%s', (_, what, findings) => {
    expect(inShort(nameservers, judge(what))).toEqual(findings);
  });

  it('fills every slot of what it says', () => {
    expect(ROWS.flatMap(([, what]) => wordsOf(nameservers, judge(what))).filter((text) => /[{}]|undefined/.test(text))).toEqual(
      [],
    );
  });

  it.each([
    ['SERVFAIL from', [said(type('A'), { rcode: 'SERVFAIL' })]],
    ['No answer from', [silent(type('A'))]],
    ['SERVFAIL or no answer from', [silent(type('A')), said(type('TXT'), { rcode: 'SERVFAIL' })]],
  ])('tells what a broken backend answers: %s', (words, types) => {
    const [says] = wordsOf(nameservers, judge(beside({ types })));
    expect(says).toContain(words);
    expect(says).toContain('ALIAS target');
  });

  it('can say each of its codes', () => {
    const said = new Set(ROWS.flatMap(([, what]) => judge(what).map(({ code }) => code)));
    expect([...said].sort()).toEqual(Object.keys(nameservers.meanings).sort());
  });

  it('stays within the worst that a meaning allows', () => {
    const beyond = ROWS.flatMap(([, what]) => judge(what)).filter(({ code, severity }) => {
      const { severity: usual, atWorst = usual } = nameservers.meanings[code];
      return severity === 'critical' && atWorst !== 'critical';
    });
    expect(beyond).toEqual([]);
  });

  it('tells every address of a zone that is down for several causes', () => {
    const [finding] = judge(seen(saying(ONE, { rcode: 'REFUSED' }), dead(TWO), dead(server(3))));
    expect(finding?.evidence).toMatchObject({
      servers: '2 of 3 nameserver addresses of example.org, and no other one serves it',
      detail: 'ns1.example.net/198.41.0.1 refused, ns2.example.net/198.41.0.2 silent, ns3.example.net/198.41.0.3 silent',
    });
  });

  it('shows what a lame server answered', () => {
    const [finding] = judge(seen(well, saying(TWO, { ...upward, edns: edns({ errors: [{ code: 20, text: 'not auth' }] }) })));
    expect(finding?.evidence.detail).toBe('NOERROR AA=0 RA=0, a referral to ., EDE 20 not auth');
  });

  it('weighs the slowest server that is well', () => {
    const slow = sounding(TWO, { soa: said(ofSoa, soa, { roundTripMs: 250 }) });
    expect(nameservers.measure(seen(well, slow, dead(server(3))), TARGET, NOW)).toEqual([
      { name: 'SlowestAnswerMs', value: 250 },
    ]);
    expect(nameservers.measure(seen(dead(ONE)), TARGET, NOW)).toEqual([]);
  });

  it('tells what came back, and what was not measured', () => {
    const rows = nameservers.facts(
      seen(well, dead(TWO), dead(SIX, 'unmeasured'), saying(server(3), { rcode: 'REFUSED' }), saying(server(4), upward)),
      TARGET,
      NOW,
    );
    expect(rows.map(({ values }) => values)).toEqual([
      { answer: 'ok', tookMs: 20 },
      { answer: 'timeout' },
      { answer: 'not measured' },
      { answer: 'REFUSED', tookMs: 20 },
      { answer: 'lame', tookMs: 20 },
    ]);
  });

  it('asks each server all its questions at once', async () => {
    const asked: string[] = [];
    const net = {
      atEvery: async (_: string, ask: (one: typeof ONE) => Promise<unknown>) => found([await ask(ONE)], 1),
      ask: async (_: unknown, question: { name: string; type: string }, options?: object) => {
        asked.push(`${question.name} ${question.type} ${JSON.stringify(options ?? {})}`);
        return said(ofSoa);
      },
    };
    await nameservers.observe(TARGET, net as never);
    expect(asked).toEqual([
      'example.org SOA {}',
      'example.org SOA {"transport":"tcp"}',
      'a.root-servers.net A {"recursionDesired":true}',
      '_picket-nonexistent.example.org A {}',
      'example.org A {}',
      'example.org TXT {}',
      'example.org CAA {}',
      'example.org TYPE65400 {}',
    ]);
  });

  it('keeps its words whole, and one headline for a zone that is down, whatever mixture comes back', () => {
    const question = { name: ZONE, type: 'CAA' } as const;
    const exchanges = fc.constantFrom(
      said(question, soa),
      said(question, { ...soa, authoritative: false }),
      said(question, { rcode: 'SERVFAIL' }),
      said(question, { rcode: 'REFUSED', authoritative: false }),
      said(question, { truncated: true }, rungs('udp TC', 'tcp timeout')),
      said(question, resolved, { strays: 9, caseMangled: true, roundTripMs: 5000 }),
      silent(question),
      silent(question, 'malformed'),
      silent(question, 'unmeasured'),
    );
    const at = fc.constantFrom(ONE, TWO, SIX, { ...TWO, address: '10.0.0.1' });
    const types = fc.array(exchanges, { minLength: 4, maxLength: 4 });
    const one = fc.record({ server: at, soa: exchanges, tcp: exchanges, foreign: exchanges, negative: exchanges, types });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 4 }), (soundings) => {
        const findings = judge(seen(...soundings));
        const total = findings.filter(({ severity, code }) => severity === 'critical' || code === 'dns.ns.unknown');
        expect(total.length).toBeLessThanOrEqual(1);
        expect(wordsOf(nameservers, findings).filter((text) => /[{}]|undefined|NaN/.test(text))).toEqual([]);
      }),
    );
  });

  it('judges a server that answers everything alike without falling over', () => {
    for (const rcode of ['NOERROR', 'FORMERR', 'NXDOMAIN', 'NOTIMP', 'YXDOMAIN', 'NOTAUTH', 'BADVERS', 'RCODE23']) {
      for (const authoritative of [true, false]) {
        const one = each(TWO, (question) => said(question, { rcode, authoritative }));
        expect(inShort(nameservers, judge(seen(well, one)))).toEqual(at('dns.ns.lame'));
      }
    }
  });
});
