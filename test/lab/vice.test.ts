import { describe, expect, it } from 'vitest';
import { type Answerer, bytesOf, sendsOf, type Transport } from '../../lab/answering.ts';
import * as hostile from '../../lab/hostile.ts';
import { zoneOf } from '../../lab/plan.ts';
import { TYPES } from '../../lab/record.ts';
import * as vices from '../../lab/vice.ts';
import { decodeMessage, type Message, queryFor, RCODES } from '../../lab/wire.ts';
import { authoritative } from '../../lab/zone.ts';

const zone = zoneOf({ zone: 'acme.test', hosts: [{ name: 'ns1.acme.test' }] }, new Map([['ns1.acme.test', ['127.53.0.7']]]));
const honest: Answerer = authoritative(() => [{ zone, expiresInSeconds: 60 }], 'ns1.acme.test');
const soa = queryFor('aCme.test', TYPES.SOA);
const caa = queryFor('acme.test', TYPES.CAA);
const { edns: _edns, ...plain } = soa;

/** The first two sends of a reply, in words. */
function words(answer: Answerer, query: Message, transport: Transport): string[] {
  const told: string[] = [];
  for (const send of sendsOf(answer(query, transport))) {
    if (told.push(wordOf(bytesOf(send.reply, query, transport), query)) === 2) break;
  }
  return told;
}

function wordOf(bytes: Uint8Array, query: Message): string {
  const message = decodeMessage(bytes);
  if (!message) return 'nonsense';
  const flags = [
    message.authoritative && 'AA',
    message.truncated && 'TC',
    message.recursionAvailable && 'RA',
    message.edns && 'OPT',
  ];
  const rcode = Object.entries(RCODES).find(([, number]) => number === message.rcode)?.[0] ?? message.rcode;
  const sections = [message.answers, message.authorities].map((section) => section.map(({ type }) => type).join(' ') || '-');
  const strange = [message.id !== query.id && 'id', message.question?.name !== query.question?.name && message.question?.name];
  return [rcode, ...flags, ...sections, ...strange].filter(Boolean).join(' ');
}

const FINE = 'NOERROR AA OPT SOA -';
const NODATA = 'NOERROR AA OPT - SOA';
const CUT = 'NOERROR AA TC OPT - -';
const foreign = queryFor('a.root-servers.net', TYPES.A, { recursionDesired: true });

describe('a vice', () => {
  it.each<[string, vices.Vice, Message, string[], string[]]>([
    ['silent', vices.silent, soa, [], []],
    ['silentUdp', vices.silentUdp, soa, [], [FINE]],
    ['silentTcp', vices.silentTcp, soa, [FINE], []],
    ['refused', vices.refused, soa, ['REFUSED OPT - -'], ['REFUSED OPT - -']],
    ['servfail', vices.servfail, soa, ['SERVFAIL OPT - -'], ['SERVFAIL OPT - -']],
    ['servfailFor the type', vices.servfailFor(TYPES.CAA), caa, ['SERVFAIL OPT - -'], ['SERVFAIL OPT - -']],
    ['servfailFor another type', vices.servfailFor(TYPES.CAA), soa, [FINE], [FINE]],
    ['notimpFor the type', vices.notimpFor(TYPES.CAA), caa, ['NOTIMP OPT - -'], ['NOTIMP OPT - -']],
    ['silentFor the type', vices.silentFor(TYPES.CAA), caa, [], []],
    ['lame', vices.lame, soa, ['NOERROR OPT - NS'], ['NOERROR OPT - NS']],
    ['recursor, own name', vices.recursor, soa, ['NOERROR RA OPT SOA -'], ['NOERROR RA OPT SOA -']],
    ['recursor, foreign name', vices.recursor, foreign, ['NOERROR RA OPT A -'], ['NOERROR RA OPT A -']],
    ['recursionBit', vices.recursionBit, soa, ['NOERROR AA RA OPT SOA -'], ['NOERROR AA RA OPT SOA -']],
    ['truncating', vices.truncating, soa, [CUT], [FINE]],
    ['lowerCasing', vices.lowerCasing, soa, [`${FINE} acme.test`], [`${FINE} acme.test`]],
    ['noEdns, with OPT', vices.noEdns, soa, ['FORMERR - -'], ['FORMERR - -']],
    ['noEdns, without', vices.noEdns, plain, ['NOERROR AA SOA -'], ['NOERROR AA SOA -']],
    ['dropsEdns, with OPT', vices.dropsEdns, soa, [], []],
    ['dropsEdns, without', vices.dropsEdns, plain, ['NOERROR AA SOA -'], ['NOERROR AA SOA -']],
    ['plainDns', vices.plainDns, soa, ['NOERROR AA SOA -'], ['NOERROR AA SOA -']],
    ['noSoaInNegative', vices.noSoaInNegative, caa, ['NOERROR AA OPT - -'], ['NOERROR AA OPT - -']],
    ['noSoaInNegative, positive', vices.noSoaInNegative, soa, [FINE], [FINE]],
    ['stale', vices.stale(7), caa, [NODATA], [NODATA]],
    ['wrongId', hostile.wrongId, soa, [`${FINE} id`], [`${FINE} id`]],
    ['wrongQuestion', hostile.wrongQuestion, soa, [`${FINE} other.test`], [`${FINE} other.test`]],
    ['strayFirst', hostile.strayFirst(), soa, [`${FINE} id`, FINE], [FINE]],
    ['malformed', hostile.malformed, soa, ['nonsense'], ['nonsense']],
    ['compressionLoop', hostile.compressionLoop, soa, ['nonsense'], ['nonsense']],
    ['endlessTcp', hostile.endlessTcp, soa, [CUT], ['NOERROR OPT - - id', 'NOERROR OPT - - id']],
    ['byteASecond', hostile.byteASecond, soa, [CUT], ['nonsense', 'nonsense']],
  ])('%s', (_name, vice, query, udp, tcp) => {
    expect(words(vice(honest), query, 'udp')).toEqual(udp);
    expect(words(vice(honest), query, 'tcp')).toEqual(tcp);
  });

  it('stale shows another serial', () => {
    expect(vices.stale(7)(honest)(soa, 'udp')).toMatchObject({ answers: [{ soa: { serial: 7 } }] });
  });

  it('slow adds to each send', () => {
    expect(Array.from(sendsOf(vices.slow(600)(honest)(soa, 'udp')), ({ afterMs }) => afterMs)).toEqual([600]);
  });

  it('lossy loses the first datagram of a question and no other', () => {
    const answer = vices.lossy(honest);
    expect([words(answer, soa, 'udp'), words(answer, soa, 'udp'), words(answer, caa, 'udp')]).toEqual([[], [FINE], []]);
  });

  it('racing loses the second datagram of every socket, or as often as told', () => {
    const heard = (answer: Answerer) =>
      ['::1 7', '::1 8', '::1 7', '::1 9', '::1 9'].map((from) => answer(soa, 'udp', from) !== null);
    expect(heard(vices.racing()(honest))).toEqual([true, true, false, true, false]);
    expect(heard(vices.racing(1)(honest))).toEqual([true, true, false, true, true]);
    expect(words(vices.racing()(honest), soa, 'tcp')).toEqual([FINE]);
  });

  it('withoutExpire hides the timer and nothing else', () => {
    const options = [3, 9].map((code) => ({ code, data: Buffer.alloc(0) }));
    const query = queryFor('acme.test', TYPES.SOA, { edns: { udpSize: 1232, version: 0, dnssecOk: false, options } });
    expect(vices.withoutExpire(honest)(query, 'udp')).toMatchObject({ edns: { options: [{ code: 3 }] } });
  });
});
