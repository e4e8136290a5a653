import { describe, expect, it } from 'vitest';
import { delegation, type Seen } from '../../../functions/checks/delegation.ts';
import type { Delegation, Lookup, NameserverHost } from '../../../functions/core/delegation.ts';
import { failed, found } from '../../../functions/core/observation.ts';
import { inShort, NOW, server, TARGET, wordsOf, ZONE } from './seen.ts';

const PARENT = { name: 'a0.org.example', address: '199.19.56.1' };

function lookup(name: string, part: Partial<Lookup> = {}): Lookup {
  return { name, addresses: ['198.41.0.1'], chain: [], ends: 'addresses', detail: '', ...part };
}

function ends(name: string, how: Lookup['ends'], detail = 'no server could be asked') {
  return found(lookup(name, { addresses: [], ends: how, detail }), 20);
}

function host(name: string, part: Partial<NameserverHost> = {}): NameserverHost {
  return { name, inParent: true, inChild: true, glue: [], authoritative: found(lookup(name), 20), ...part };
}

function zone(hosts: readonly NameserverHost[], part: Partial<Delegation> = {}): Seen {
  const names = hosts.filter(({ inParent }) => inParent).map(({ name }) => name);
  const referrals = [found({ server: PARENT, names, glue: [] }, 20)];
  const children = [
    {
      server: server(1),
      names: found(
        hosts.filter(({ inChild }) => inChild).map(({ name }) => name),
        20,
      ),
    },
  ];
  return found({ kind: 'zone', delegation: { zone: ZONE, parent: 'org', referrals, hosts, children, ...part } }, 100);
}

const A = host('ns1.example.net');
const B = 'ns2.example.net';
const INSIDE = 'ns1.example.org';
const unresolvable = (name: string) => [`dns.delegation.ns_unresolvable warning ${name}`];

/** As many addresses of a family as a look-up takes. */
const MANY = Array.from({ length: 32 }, (_, at) => `198.41.0.${at}`);

const ROWS: readonly [sentence: string, seen: Seen, findings: readonly string[]][] = [
  ['parent and child agree', zone([A, host(B)]), []],
  [
    'servers of the zone list different ones',
    zone([A, host(B)], {
      children: [[A.name], [A.name, B], [A.name]].map((names, index) => ({ server: server(index + 1), names: found(names, 20) })),
    }),
    [`dns.delegation.child_torn notice ${ZONE}`],
  ],
  ['a server of the parent denies the zone', zone([A], { denying: [server(2)] }), [`dns.delegation.parent_torn warning ${ZONE}`]],
  ['F28: the parent has an old one', zone([A, host(B, { inChild: false })]), [`dns.delegation.ns_mismatch warning ${ZONE}`]],
  ['the zone has one more', zone([A, host(B, { inParent: false })]), [`dns.delegation.ns_mismatch warning ${ZONE}`]],
  [
    'F28 twin: another order, another case',
    zone([host('NS1.Example.NET', { inChild: false }), host(B), host('ns1.example.net', { inParent: false })]),
    [],
  ],
  [
    'no child answered: nothing to compare with',
    zone([host(B, { inChild: false })], { children: [{ server: server(1), names: failed('timeout', 'silent', 5000) }] }),
    [],
  ],
  [
    'F29: the glue is old',
    zone([host(INSIDE, { glue: ['198.41.0.9'] })]),
    [`dns.delegation.glue_mismatch warning ${INSIDE}/198.41.0.9`],
  ],
  [
    'one address of the glue is old',
    zone([host(INSIDE, { glue: ['198.41.0.1', '2600:9000::9'] })]),
    [`dns.delegation.glue_mismatch warning ${INSIDE}/2600:9000::9`],
  ],
  [
    'F29 twin: one more address that only the zone has',
    zone([
      host(INSIDE, {
        glue: ['198.41.0.1'],
        authoritative: found(lookup(INSIDE, { addresses: ['198.41.0.1', '2600:9000::1'] }), 20),
      }),
    ]),
    [],
  ],
  [
    'F29 twin: glue of a family that nobody could be asked about',
    zone([
      host(INSIDE, {
        glue: ['198.41.0.1', '2600:9000::1'],
        authoritative: found(lookup(INSIDE, { detail: 'AAAA: no answer' }), 20),
      }),
    ]),
    [],
  ],
  [
    'F29 twin: glue of a name with more addresses than are looked at',
    zone([
      host(INSIDE, {
        glue: ['198.41.0.99'],
        authoritative: found(lookup(INSIDE, { addresses: MANY, detail: 'only 32 of its 40 A records are looked at' }), 20),
      }),
    ]),
    [],
  ],
  [
    'F29: old glue of a name with as many addresses as are looked at',
    zone([host(INSIDE, { glue: ['198.41.0.99'], authoritative: found(lookup(INSIDE, { addresses: MANY }), 20) })]),
    [`dns.delegation.glue_mismatch warning ${INSIDE}/198.41.0.99`],
  ],
  [
    'F29: the glue is old, and the other family is not known',
    zone([host(INSIDE, { glue: ['198.41.0.9'], authoritative: found(lookup(INSIDE, { detail: 'AAAA: no answer' }), 20) })]),
    [`dns.delegation.glue_mismatch warning ${INSIDE}/198.41.0.9`],
  ],
  [
    'only aliases, which some resolvers follow',
    zone([host(B, { authoritative: found(lookup(B, { chain: [B, 'lb.example.net'] }), 20) })]),
    unresolvable(B),
  ],
  [
    'all names of the parent are gone, the zone alone lists one that works',
    zone([host('ns1.gone.net', { inChild: false, authoritative: ends('ns1.gone.net', 'nxdomain') }), { ...A, inParent: false }]),
    [`dns.delegation.ns_mismatch warning ${ZONE}`, `dns.delegation.ns_unresolvable critical ${ZONE}`],
  ],
  [
    'glue, and nobody to ask about it',
    zone([host(INSIDE, { glue: ['198.41.0.9'], authoritative: failed('timeout', 'silent', 5000) })]),
    [],
  ],
  ['F30: the domain of a nameserver expired', zone([A, host(B, { authoritative: ends(B, 'nxdomain') })]), unresolvable(B)],
  ['a nameserver without addresses', zone([A, host(B, { authoritative: ends(B, 'nodata') })]), unresolvable(B)],
  [
    'a nameserver that is an alias',
    zone([A, host(B, { authoritative: found(lookup(B, { chain: [B, 'lb.example.net'] }), 20) })]),
    unresolvable(B),
  ],
  [
    'the servers of its domain are silent',
    zone([A, host(B, { authoritative: failed('timeout', 'no answer', 5000) })]),
    unresolvable(B),
  ],
  ['its aliases run in a circle', zone([A, host(B, { authoritative: ends(B, 'broken', 'CNAME loop') })]), unresolvable(B)],
  [
    'F30 twin: by way of another top-level domain, slow',
    zone([A, host('ns.other.info', { authoritative: found(lookup('ns.other.info'), 4000) })]),
    [],
  ],
  ['F30 twin: it could not be asked from here', zone([A, host(B, { authoritative: failed('unmeasured', 'no route', 0) })]), []],
  [
    'F13: the zone is silent, so its own names cannot be looked up; the glue stands',
    zone([host(INSIDE, { glue: ['198.41.0.1'], authoritative: ends(INSIDE, 'broken') })]),
    [],
  ],
  [
    'its own names have no glue, and lead nowhere',
    zone([host(INSIDE, { authoritative: ends(INSIDE, 'broken') })]),
    [`dns.delegation.ns_unresolvable critical ${ZONE}`],
  ],
  [
    'one of its own names has no glue, another way in is silent',
    zone([host(INSIDE, { authoritative: ends(INSIDE, 'broken') }), A]),
    [],
  ],
  [
    'a name elsewhere leads nowhere, the glue for it does',
    zone([A, host(B, { glue: ['198.41.0.2'], authoritative: ends(B, 'broken') })]),
    [],
  ],
  [
    'F30: no nameserver is left',
    zone([
      host('ns1.gone.net', { authoritative: ends('ns1.gone.net', 'nxdomain') }),
      host('ns2.gone.net', { authoritative: ends('ns2.gone.net', 'nxdomain') }),
    ]),
    [`dns.delegation.ns_unresolvable critical ${ZONE}`],
  ],
  [
    'no name is there, the glue still leads somewhere',
    zone([host(INSIDE, { glue: ['198.41.0.1'], authoritative: ends(INSIDE, 'nxdomain') })]),
    unresolvable(INSIDE),
  ],
  [
    'F31: the domain is on hold',
    found({ kind: 'gone', zone: ZONE, parent: 'org', server: PARENT }, 50),
    [`dns.delegation.gone critical ${ZONE}`],
  ],
  [
    'no such top-level domain',
    found({ kind: 'gone', zone: 'example', parent: '.', server: PARENT }, 50),
    [`dns.delegation.gone critical ${ZONE}`],
  ],
  ['a host is no zone', found({ kind: 'inside', name: ZONE, within: 'org' }, 50), [`dns.delegation.not_a_zone unknown ${ZONE}`]],
  [
    'the way down could not be followed',
    failed('unmeasured', 'the deadline passed', 25_000),
    [`dns.delegation.unknown unknown ${ZONE}`],
  ],
];

const judge = (what: Seen) => delegation.judge(what, TARGET, NOW);

describe('delegation', () => {
  it.each(ROWS)('%s', (_, what, findings) => {
    expect(inShort(delegation, judge(what))).toEqual(findings);
  });

  it('fills every slot of what it says', () => {
    expect(ROWS.flatMap(([, what]) => wordsOf(delegation, judge(what))).filter((text) => /[{}]|undefined/.test(text))).toEqual(
      [],
    );
  });

  it('can say each of its codes', () => {
    const told = new Set(ROWS.flatMap(([, what]) => judge(what).map(({ code }) => code)));
    expect([...told].sort()).toEqual(Object.keys(delegation.meanings).sort());
  });

  it('shows both sets', () => {
    const [finding] = judge(zone([A, host(B, { inChild: false }), host('ns3.example.net', { inParent: false })]));
    expect(finding?.evidence).toMatchObject({
      parentNames: 'ns1.example.net, ns2.example.net',
      childNames: 'ns1.example.net, ns3.example.net',
      onlyParent: 'ns2.example.net',
      onlyChild: 'ns3.example.net',
    });
  });

  it('says which name is gone, where it is one above the zone', () => {
    const [says] = wordsOf(delegation, judge(found({ kind: 'gone', zone: 'example', parent: '.', server: PARENT }, 50)));
    expect(says).toBe('example does not exist, says the root zone: it expired, was put on hold, was taken out, or never was.');
  });

  it('names the zone to check instead of a host', () => {
    const words = wordsOf(delegation, judge(found({ kind: 'inside', name: ZONE, within: 'org' }, 50)));
    expect(words[0]).toBe('example.org is no zone of its own; it lives in org.');
    expect(words[2]).toContain('picket check https://example.org');
  });
});
