import { describe, expect, it } from 'vitest';
import { OPTIONS, optionOf } from '../../lab/edns.ts';
import { address, alias, ns, text, zoneOf } from '../../lab/plan.ts';
import { TYPES } from '../../lab/record.ts';
import { type Message, queryFor, RCODES } from '../../lab/wire.ts';
import { authoritative, type Held, lookUp } from '../../lab/zone.ts';

const hosts = new Map([['ns1.acme.test', ['127.53.0.7']]]);
const zone = zoneOf(
  {
    zone: 'acme.test',
    hosts: [{ name: 'ns1.acme.test' }],
    records: [
      address('www.acme.test', '192.0.2.1'),
      alias('shop.acme.test', 'www.acme.test'),
      alias('cdn.acme.test', 'edge.example'),
      alias('lost.acme.test', 'nowhere.acme.test'),
      text('deep.empty.acme.test', 'x'),
      text('*.wild.acme.test', 'any'),
      ns('sub.acme.test', 'ns.sub.acme.test'),
      address('ns.sub.acme.test', '192.0.2.53'),
    ],
  },
  hosts,
);

const kinds = ({ answers, authorities, additionals }: Pick<Message, 'answers' | 'authorities' | 'additionals'>) =>
  [answers, authorities, additionals].map((section) => section.map(({ type }) => type).join(' ')).join(' | ');

describe('an honest zone', () => {
  it.each<[string, string, number, number, boolean, string]>([
    ['gives its SOA', 'acme.test', TYPES.SOA, RCODES.NOERROR, true, 'SOA |  | '],
    ['gives its NS set with addresses', 'ACME.test', TYPES.NS, RCODES.NOERROR, true, 'NS |  | A'],
    ['answers an unknown type with NODATA', 'acme.test', 65_400, RCODES.NOERROR, true, ' | SOA | '],
    ['denies a name that does not exist', 'nobody.acme.test', TYPES.A, RCODES.NXDOMAIN, true, ' | SOA | '],
    ['answers an empty non-terminal with NODATA', 'empty.acme.test', TYPES.A, RCODES.NOERROR, true, ' | SOA | '],
    ['follows an alias', 'shop.acme.test', TYPES.A, RCODES.NOERROR, true, 'CNAME A |  | '],
    ['gives the alias itself', 'shop.acme.test', TYPES.CNAME, RCODES.NOERROR, true, 'CNAME |  | '],
    ['stops at an alias that leaves the zone', 'cdn.acme.test', TYPES.A, RCODES.NOERROR, true, 'CNAME |  | '],
    ['denies the end of an alias', 'lost.acme.test', TYPES.A, RCODES.NXDOMAIN, true, 'CNAME | SOA | '],
    [
      'answers NODATA where the end of an alias lacks the type',
      'shop.acme.test',
      TYPES.AAAA,
      RCODES.NOERROR,
      true,
      'CNAME | SOA | ',
    ],
    ['fills a wildcard', 'a.b.wild.acme.test', TYPES.TXT, RCODES.NOERROR, true, 'TXT |  | '],
    ['refers to a zone below, with glue', 'www.sub.acme.test', TYPES.A, RCODES.NOERROR, false, ' | NS | A'],
    ['refers at the cut itself', 'sub.acme.test', TYPES.SOA, RCODES.NOERROR, false, ' | NS | A'],
    ['answers DS at the cut itself', 'sub.acme.test', TYPES.DS, RCODES.NOERROR, true, ' | SOA | '],
  ])('%s', (_sentence, name, type, rcode, aa, sections) => {
    const told = lookUp(zone, name, type);
    expect([told.rcode, told.authoritative, kinds(told)]).toEqual([rcode, aa, sections]);
  });

  it('spells owners as they were asked', () => {
    expect(lookUp(zone, 'WwW.acme.TEST', TYPES.A).answers).toMatchObject([{ owner: 'WwW.acme.TEST' }]);
  });
});

describe('an authoritative server', () => {
  const ask = (held: Held[], query: Message) => authoritative(() => held, 'ns1.acme.test')(query, 'udp') as Message;
  const options = [OPTIONS.NSID, OPTIONS.EXPIRE].map((code) => ({ code, data: Buffer.alloc(0) }));
  const query = queryFor('acme.test', TYPES.SOA, { edns: { udpSize: 1232, version: 0, dnssecOk: true, options } });

  it('tells EXPIRE and NSID to whom asks', () => {
    const reply = ask([{ zone, expiresInSeconds: 90_061.7 }], query);
    expect(Buffer.from(optionOf(reply, OPTIONS.EXPIRE) ?? []).readUInt32BE()).toBe(90_061);
    expect(Buffer.from(optionOf(reply, OPTIONS.NSID) ?? []).toString()).toBe('ns1.acme.test');
  });

  it('tells neither unasked', () => {
    expect(ask([{ zone, expiresInSeconds: 5 }], queryFor('acme.test', TYPES.SOA)).edns?.options).toEqual([]);
  });

  it('gives up an expired copy', () => {
    const reply = ask([{ zone, expiresInSeconds: 0 }], query);
    expect(reply).toMatchObject({ rcode: RCODES.SERVFAIL, answers: [] });
    expect(Buffer.from(optionOf(reply, OPTIONS.EDE) ?? []).readUInt16BE()).toBe(24);
  });

  it('refuses names of others', () => {
    expect(ask([{ zone, expiresInSeconds: 5 }], queryFor('example.org', TYPES.A)).rcode).toBe(RCODES.REFUSED);
  });

  it('knows EDNS version 0 alone', () => {
    const edns = { udpSize: 1232, version: 1, dnssecOk: false, options: [] };
    expect(ask([{ zone, expiresInSeconds: 5 }], { ...query, edns }).rcode).toBe(RCODES.BADVERS);
  });

  it('answers from the longest of its zones', () => {
    const below = zoneOf({ zone: 'sub.acme.test', hosts: [{ name: 'ns.sub.acme.test' }] }, new Map());
    const held = [zone, below].map((one) => ({ zone: one, expiresInSeconds: 5 }));
    expect(ask(held, queryFor('sub.acme.test', TYPES.SOA))).toMatchObject({ authoritative: true, answers: [{ type: 'SOA' }] });
  });
});
