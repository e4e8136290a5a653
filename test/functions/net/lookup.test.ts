import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUESTIONS } from '../../../functions/net/search.ts';
import { answer, cut, type Server, searchIn, serving, type World, zoneOf } from './world.ts';

const ORG = '10.0.1.1';
const NET = '10.0.2.1';
const NS = '10.0.3.1';
const OTHER = '10.0.4.1';

/** example.org at NS with these lines, other.net at OTHER. */
function world(lines: string[], other: string[] = [], servers: World = {}): World {
  return {
    '10.0.0.1': serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', `a.nic.org ${ORG}`), ...cut('net', `a.nic.net ${NET}`))),
    [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`], ...cut('example.org', `ns1.example.org ${NS}`))),
    [NET]: serving(zoneOf('net', [`a.nic.net ${NET}`], ...cut('other.net', `ns1.other.net ${OTHER}`))),
    [NS]: serving(zoneOf('example.org', [`ns1.example.org ${NS}`], ...lines)),
    [OTHER]: serving(zoneOf('other.net', [`ns1.other.net ${OTHER}`], ...other)),
    ...servers,
  };
}

async function looked(tree: World, host = 'www.example.org'): Promise<unknown> {
  const seen = await searchIn(tree).search.lookup(host);
  if (!seen.ok) return `${seen.failure}: ${seen.detail}`;
  const { addresses, chain, ends, detail } = seen.value;
  return { ends, addresses, chain, detail };
}

const ended = (ends: string, detail = '', chain: string[] = [], addresses: string[] = []) => ({ ends, addresses, chain, detail });
const at = (...addresses: string[]) => ended('addresses', '', [], addresses);

/** A chain of aliases `a0` to `a<length>` in example.org, with an address at its end. */
const aliases = (length: number) => [
  ...Array.from({ length }, (_, n) => `a${n}.example.org CNAME a${n + 1}.example.org`),
  `a${length}.example.org A 192.0.2.1`,
];

describe('lookup', () => {
  it.each<[string, World, unknown]>([
    ['finds an IPv4 address', world(['www.example.org A 192.0.2.1']), at('192.0.2.1')],
    ['finds an IPv6 address', world(['www.example.org AAAA 2001:db8::1']), at('2001:db8::1')],
    [
      'puts IPv4 first, and each address once, in an order that stands still',
      world([
        'www.example.org AAAA 2001:db8::1',
        'www.example.org A 192.0.2.2',
        'www.example.org A 192.0.2.1',
        'www.example.org A 192.0.2.2',
      ]),
      at('192.0.2.1', '192.0.2.2', '2001:db8::1'),
    ],
    ['does not mind case', world(['WWW.Example.ORG A 192.0.2.1']), at('192.0.2.1')],
    [
      'asks a zone that begins at the host itself',
      world(cut('www.example.org', 'ns.www.example.org 10.0.3.2'), [], {
        '10.0.3.2': serving(zoneOf('www.example.org', ['ns.www.example.org 10.0.3.2'], 'www.example.org A 192.0.2.1')),
      }),
      at('192.0.2.1'),
    ],
    [
      'tells a name without address',
      world(['www.example.org MX x']),
      ended('nodata', 'www.example.org exists, but has no address'),
    ],
    ['tells a name that does not exist', world([]), ended('nxdomain', 'www.example.org does not exist')],
    [
      'follows an alias to another zone, at its own servers',
      world(['www.example.org CNAME web.other.net'], ['web.other.net A 192.0.2.9']),
      ended('addresses', '', ['www.example.org', 'web.other.net'], ['192.0.2.9']),
    ],
    [
      'keeps the chain where the alias dangles',
      world(['www.example.org CNAME web.other.net']),
      ended('nxdomain', 'web.other.net does not exist', ['www.example.org', 'web.other.net']),
    ],
    [
      'takes no address that the alias’s server adds for another zone',
      world([], ['web.other.net A 192.0.2.9'], {
        [NS]: () => answer({ aa: true, answers: ['www.example.org CNAME web.other.net', 'web.other.net A 10.66.66.66'] }),
      }),
      ended('addresses', '', ['www.example.org', 'web.other.net'], ['192.0.2.9']),
    ],
    [
      'takes no address that belongs to another name',
      world([], [], {
        [NS]: () =>
          answer({ aa: true, answers: ['mail.example.org A 10.66.66.66'], additionals: ['www.example.org A 10.66.66.66'] }),
      }),
      ended('nodata', 'www.example.org exists, but has no address'),
    ],
    [
      'follows a DNAME by the alias that the server makes of it',
      world([], ['www.other.net A 192.0.2.9'], {
        [NS]: ({ name }) =>
          name === 'www.example.org'
            ? answer({ aa: true, answers: ['example.org DNAME other.net', 'www.example.org CNAME www.other.net'] })
            : answer({ aa: true }),
      }),
      ended('addresses', '', ['www.example.org', 'www.other.net'], ['192.0.2.9']),
    ],
    [
      'ends a circle of aliases',
      world(['www.example.org CNAME a.other.net'], ['a.other.net CNAME WWW.example.org']),
      ended('broken', 'its aliases go in a circle at www.example.org', ['www.example.org', 'a.other.net', 'www.example.org']),
    ],
    [
      'ends an alias to itself',
      world(['www.example.org CNAME www.example.org']),
      ended('broken', 'its aliases go in a circle at www.example.org', ['www.example.org', 'www.example.org']),
    ],
    [
      'tells servers that refuse',
      world([], [], { [NS]: () => answer({ rcode: 'REFUSED' }) }),
      `malformed: no server of example.org gave a usable answer (ns1.example.org/${NS} answers REFUSED)`,
    ],
    [
      'believes no answer without authority',
      world([], [], { [NS]: () => answer({ answers: ['www.example.org A 10.66.66.66'] }) }),
      `malformed: no server of example.org gave a usable answer (ns1.example.org/${NS} is not authoritative for example.org)`,
    ],
    [
      'believes no alias without authority',
      world([], ['web.other.net A 10.66.66.66'], { [NS]: () => answer({ answers: ['www.example.org CNAME web.other.net'] }) }),
      `malformed: no server of example.org gave a usable answer (ns1.example.org/${NS} is not authoritative for example.org)`,
    ],
    [
      'takes the answer of a server that serves a lower zone too, and goes no further',
      world([], [], {
        [NS]: () =>
          answer({ aa: true, answers: ['www.example.org A 192.0.2.1'], authorities: ['www.example.org NS ns.nowhere.org'] }),
      }),
      at('192.0.2.1'),
    ],
    [
      'believes no truncated answer',
      world([], [], { [NS]: () => answer({ aa: true, tc: true, answers: ['www.example.org A 192.0.2.1'] }) }),
      `malformed: no server of example.org gave a usable answer (ns1.example.org/${NS} gives a truncated answer, and no whole one over TCP)`,
    ],
    [
      'tells servers that are silent',
      world([], [], { [NS]: () => 'timeout' }),
      `timeout: no server of example.org gave a usable answer (ns1.example.org/${NS}: nothing: timeout)`,
    ],
    [
      'tells what could not be asked',
      world([], [], { [NS]: () => 'unmeasured' }),
      `unmeasured: no server of example.org gave a usable answer (ns1.example.org/${NS}: nothing: unmeasured)`,
    ],
    [
      'tells a zone whose servers have no address',
      world([], [], { [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`], 'example.org NS ns.nowhere.org')) }),
      ended('broken', 'no server of example.org gave a usable answer (nameserver ns.nowhere.org: ns.nowhere.org does not exist)'),
    ],
  ])('%s', async (_, tree, expected) => {
    expect(await looked(tree)).toEqual(expected);
  });

  it('follows eight aliases and no ninth', async () => {
    expect(await looked(world(aliases(8)), 'a0.example.org')).toMatchObject({ ends: 'addresses', addresses: ['192.0.2.1'] });
    expect(await looked(world(aliases(9)), 'a0.example.org')).toMatchObject({
      ends: 'broken',
      detail: 'it has more than 8 aliases in a row',
    });
  });

  it('keeps the one family where the other could not be asked, and says so', async () => {
    const half =
      (silent: string): Server =>
      ({ name, type }) =>
        type === silent
          ? 'timeout'
          : answer({
              aa: true,
              answers: [`${name} A 192.0.2.1`, `${name} AAAA 2001:db8::1`].filter((line) => line.includes(` ${type} `)),
            });
    expect(await looked(world([], [], { [NS]: half('AAAA') }))).toMatchObject({
      addresses: ['192.0.2.1'],
      detail: expect.stringContaining('its IPv6 addresses are not known'),
    });
    expect(await looked(world([], [], { [NS]: half('A') }))).toMatchObject({
      addresses: ['2001:db8::1'],
      detail: expect.stringContaining('its IPv4 addresses are not known'),
    });
  });

  it('does not call a name without address what was half asked', async () => {
    const half: Server = ({ type }) => (type === 'AAAA' ? 'timeout' : answer({ aa: true, authorities: ['example.org SOA x'] }));
    expect(await looked(world([], [], { [NS]: half }))).toMatch(/^timeout: /);
  });

  it('takes a name that one family knows for existing', async () => {
    const split: Server = ({ type }) =>
      answer({ aa: true, rcode: type === 'A' ? 'NXDOMAIN' : 'NOERROR', authorities: ['example.org SOA x'] });
    expect(await looked(world([], [], { [NS]: split }))).toMatchObject({ ends: 'nodata' });
  });

  it('takes no more than 32 addresses of a family', async () => {
    const many = Array.from({ length: 300 }, (_, n) => `www.example.org A 192.0.${n >> 8}.${n & 255}`);
    const seen = await searchIn(world(many)).search.lookup('www.example.org');
    expect(seen.ok && seen.value.addresses).toHaveLength(32);
  });

  it.each([
    [33, 'only 32 of its 33 A records are looked at'],
    [32, ''],
  ])('says of %i addresses whether it left any out', async (count, detail) => {
    const many = Array.from({ length: count }, (_, n) => `www.example.org A 192.0.2.${n}`);
    expect(await looked(world([...many, many[0] ?? '', 'www.example.org AAAA 2001:db8::1']))).toMatchObject({ detail });
  });

  it('asks on where the first servers fail, and the first answer is enough', async () => {
    const servers = Array.from({ length: 5 }, (_, n) => `ns${n}.example.org 10.0.6.${n}`);
    const good = serving(zoneOf('example.org', servers, 'www.example.org A 192.0.2.1'));
    const tree = world([], [], {
      [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`], ...cut('example.org', ...servers))),
      '10.0.6.4': good,
    });
    expect(await looked(tree)).toEqual(at('192.0.2.1'));
  });

  it('gives up on a zone after six silent servers', async () => {
    const servers = Array.from({ length: 30 }, (_, n) => `ns${n}.example.org 10.0.3.${n}`);
    const tree = world([], [], {
      [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`], ...cut('example.org', ...servers))),
      [NS]: () => 'timeout',
    });
    const { search, sent } = searchIn(tree);
    expect(await search.lookup('www.example.org')).toMatchObject({ ok: false, failure: 'timeout' });
    expect(sent.filter(({ question }) => question === 'www.example.org A').length).toBeLessThanOrEqual(8);
  });

  it('does not count servers that it cannot reach itself among the six', async () => {
    const servers = [...Array.from({ length: 12 }, (_, n) => `ns${n}.example.org 2001:db8::${n}`), `ns99.example.org ${NS}`];
    const good = serving(zoneOf('example.org', servers, 'www.example.org A 192.0.2.1'));
    const silent = Object.fromEntries(servers.map((line): [string, Server] => [line.split(' ')[1] ?? '', () => 'unmeasured']));
    const tree = world([], [], {
      ...silent,
      [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`], ...cut('example.org', ...servers))),
      [NS]: good,
    });
    expect(await looked(tree)).toEqual(at('192.0.2.1'));
  });

  it('ends for names that are no host names', async () => {
    for (const host of ['.', 'org', '\\000.example.org', 'a\\.b.example.org', '*.example.org'])
      expect(await looked(world([]), host)).toMatchObject({ ends: expect.stringMatching(/nodata|nxdomain/) });
  });

  it('shares concurrent lookups, and asks no question twice', async () => {
    const { search, sent } = searchIn(world(['www.example.org A 192.0.2.1']));
    const [one, two] = await Promise.all([search.lookup('www.example.org'), search.lookup('WWW.example.org')]);
    expect(one.ok && two.ok && one.value.addresses).toEqual(two.ok && two.value.addresses);
    expect(new Set(sent.map(({ address, question }) => `${address} ${question}`)).size).toBe(sent.length);
  });

  it('ends for names that know of each other only through each other, asked at once', async () => {
    const tree = world([], [], {
      [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`], 'a.org NS ns1.b.org', 'b.org NS ns1.c.org', 'c.org NS ns1.a.org')),
    });
    const { search, sent } = searchIn(tree);
    const seen = await Promise.all(['ns1.a.org', 'ns1.b.org', 'ns1.c.org'].map((host) => search.lookup(host)));
    expect(seen.map((one) => one.ok && one.value.ends)).toEqual(['broken', 'broken', 'broken']);
    expect(sent.length).toBeLessThan(20);
  });

  it('does not mistake a name for broken because another search waits for it', async () => {
    // a.org is served by b.org's host and by a third; b.org by a.org's host alone: whoever comes first, both can be found.
    const tree = world([], [], {
      [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`], 'a.org NS ns.b.org', 'a.org NS ns1.other.net', 'b.org NS ns.a.org')),
      '10.0.5.1': serving(zoneOf('b.org', ['ns.a.org'], 'ns.b.org A 10.0.5.2')),
      [OTHER]: serving(
        zoneOf('other.net', [`ns1.other.net ${OTHER}`]),
        zoneOf('a.org', ['ns.b.org', 'ns1.other.net'], 'ns.a.org A 10.0.5.1'),
      ),
    });
    for (const hosts of [
      ['ns.a.org', 'ns.b.org'],
      ['ns.b.org', 'ns.a.org'],
    ]) {
      const { search } = searchIn(tree);
      const seen = await Promise.all(hosts.map((host) => search.lookup(host)));
      expect(seen.map((one) => one.ok && one.value.ends)).toEqual(['addresses', 'addresses']);
    }
  });

  it('asks both families and three servers in one round', async () => {
    const servers = Array.from({ length: 4 }, (_, n) => `ns${n}.example.org 10.0.3.${n}`);
    const good = serving(zoneOf('example.org', servers, 'www.example.org A 192.0.2.1'));
    const all = Object.fromEntries(servers.map((line) => [line.split(' ')[1] ?? '', good]));
    const { search, sent } = searchIn(
      world([], [], { ...all, [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`], ...cut('example.org', ...servers))) }),
    );
    await search.lookup('www.example.org');
    expect(sent.map(({ round }) => round)).toEqual([1, 2, 3, 3, 3, 3, 3, 3]);
  });

  it('never asks more than its share', async () => {
    const endless: Server = ({ name }) => answer({ aa: true, answers: [`${name} CNAME x${name}`] });
    const { search, sent } = searchIn(world([], [], { [NS]: endless }));
    expect(await search.lookup('www.example.org')).toMatchObject({ ok: true, value: { ends: 'broken' } });
    expect(sent.length).toBeLessThan(QUESTIONS);
  });
});

describe('lookup among zones that name their servers in one another', () => {
  const ZONES = ['z0.org', 'z1.org', 'z2.org', 'z3.org', 'z4.org'];
  const plan = fc.record({ servers: fc.uniqueArray(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 }), glued: fc.boolean() });
  type Plan = readonly { readonly servers: readonly number[]; readonly glued: boolean }[];

  const atServer = (n: number) => `10.7.0.${n}`;
  const linesOf = ({ servers, glued }: Plan[number], zone: number) => [
    ...servers.map((n) => `${ZONES[zone]} NS ns.${ZONES[n]}`),
    ...(glued && servers.includes(zone) ? [`ns.${ZONES[zone]} A ${atServer(zone)}`] : []),
  ];

  /** Zones that can be reached, by their own definition: glue, or a server whose own zone can be reached. */
  function reachable(plans: Plan): Set<number> {
    const known = new Set(plans.flatMap(({ servers, glued }, zone) => (glued && servers.includes(zone) ? [zone] : [])));
    for (let before = -1; before < known.size; ) {
      before = known.size;
      for (const [zone, { servers }] of plans.entries()) if (servers.some((n) => known.has(n))) known.add(zone);
    }
    return known;
  }

  function worldOf(plans: Plan): World {
    const zoneAt = (zone: number) =>
      zoneOf(
        ZONES[zone] ?? '',
        [],
        ...linesOf({ ...(plans[zone] as Plan[number]), glued: false }, zone),
        `ns.${ZONES[zone]} A ${atServer(zone)}`,
      );
    const servers = ZONES.map((_, n): [string, Server] => [
      atServer(n),
      serving(...plans.flatMap((one, zone) => (one.servers.includes(n) ? [zoneAt(zone)] : []))),
    ]);
    // No sibling glue: the parent hands out a zone's own host with the zone itself alone.
    const org: Server = (question) => {
      const zone = ZONES.findIndex((one) => question.name === one || question.name.endsWith(`.${one}`));
      const lines = zone < 0 ? [] : linesOf(plans[zone] as Plan[number], zone);
      return answer({
        aa: zone < 0,
        authorities: lines.filter((line) => line.includes(' NS ')),
        additionals: lines.filter((line) => line.includes(' A ')),
      });
    };
    return world([], [], { ...Object.fromEntries(servers), [ORG]: org });
  }

  it('finds each one that can be found, and no other, whatever is asked first', async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 5, maxLength: 5 }), order, async (plans, hosts) => {
        const { search } = searchIn(worldOf(plans));
        const seen = await Promise.all(hosts.map((n) => search.lookup(`ns.${ZONES[n]}`)));
        const known = reachable(plans);
        expect(seen.map((one) => one.ok && one.value.ends)).toEqual(hosts.map((n) => (known.has(n) ? 'addresses' : 'broken')));
      }),
      { numRuns: 400 },
    );
  });
});
