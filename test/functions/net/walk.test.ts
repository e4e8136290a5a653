import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delegation, Walk } from '../../../functions/core/delegation.ts';
import { type Nameserver, nameserverLabel } from '../../../functions/core/dns.ts';
import type { Observation } from '../../../functions/core/observation.ts';
import { SERVERS } from '../../../functions/net/roster.ts';
import { openSearch, QUESTIONS } from '../../../functions/net/search.ts';
import { walk } from '../../../functions/net/walk.ts';
import { answer, cut, openWindow, ROOTS, type Sent, type Server, searchIn, serving, type World, zoneOf } from './world.ts';

const ROOT = '10.0.0.1';
const ORG = '10.0.1.1';
const NET = '10.0.2.1';
const [NS1, NS2, NS3] = ['10.0.3.1', '10.0.3.2', '10.0.3.3'];

const root = serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', `a.nic.org ${ORG}`), ...cut('net', `a.nic.net ${NET}`)));
const org = (...lines: string[]) => serving(zoneOf('org', [`a.nic.org ${ORG}`], ...lines));
const net = (...lines: string[]) => serving(zoneOf('net', [`a.nic.net ${NET}`], ...lines));

/** Root, org and net, with delegations out of org and net, and servers by address. */
function world(delegations: { org?: string[]; net?: string[] }, servers: World = {}): World {
  return { [ROOT]: root, [ORG]: org(...(delegations.org ?? [])), [NET]: net(...(delegations.net ?? [])), ...servers };
}

const TWO = [`ns1.example.org ${NS1}`, `ns2.example.org ${NS2}`];
const example = serving(zoneOf('example.org', TWO));

interface Walked {
  readonly seen: Observation<Walk>;
  readonly servers: readonly string[];
  readonly sent: readonly Sent[];
}

async function walked(tree: World, zone = 'example.org', roots: readonly Nameserver[] = ROOTS): Promise<Walked> {
  const { search, sent } = searchIn(tree, roots);
  const servers: string[] = [];
  const seen = await walk(search, zone, (server) => servers.push(nameserverLabel(server)));
  return { seen, servers, sent };
}

/** What came of it, in one line each: who lists a name, the glue, the addresses. */
function told({ seen }: Walked): unknown {
  if (!seen.ok) return `${seen.failure}: ${seen.detail}`;
  if (seen.value.kind === 'gone') return `gone, says ${nameserverLabel(seen.value.server)} of ${seen.value.parent}`;
  if (seen.value.kind === 'inside') return `inside ${seen.value.within}`;
  return hostsOf(seen.value.delegation);
}

function hostsOf({ hosts }: Delegation): string[] {
  return hosts.map(({ name, inParent, inChild, glue, authoritative }) => {
    const own = authoritative.ok ? `${authoritative.value.ends} ${authoritative.value.addresses}`.trim() : authoritative.failure;
    return `${name} ${inParent ? 'P' : '-'}${inChild ? 'C' : '-'} [${glue}] ${own}`;
  });
}

function delegationOf({ seen }: Walked): Delegation {
  if (!seen.ok || seen.value.kind !== 'zone') throw new Error(`expected a zone, got ${JSON.stringify(seen)}`);
  return seen.value.delegation;
}

describe('walk to a zone', () => {
  it.each<[string, World, string, string[]]>([
    [
      'follows a plain delegation with glue',
      world({ org: cut('example.org', ...TWO) }, { [NS1]: example, [NS2]: example }),
      'example.org',
      [`ns1.example.org PC [${NS1}] addresses ${NS1}`, `ns2.example.org PC [${NS2}] addresses ${NS2}`],
    ],
    [
      'finds a zone that its parent’s own server serves too',
      world({}, { [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`]), zoneOf('example.org', [`ns1.example.org ${ORG}`])) }),
      'example.org',
      [`ns1.example.org PC [${ORG}] addresses ${ORG}`],
    ],
    [
      'passes an empty name between two zones',
      world(
        { org: cut('example.org', ...TWO) },
        {
          [NS1]: serving(zoneOf('example.org', TWO, ...cut('sub.empty.example.org', `ns.sub.empty.example.org ${NS3}`))),
          [NS3]: serving(zoneOf('sub.empty.example.org', [`ns.sub.empty.example.org ${NS3}`])),
        },
      ),
      'sub.empty.example.org',
      [`ns.sub.empty.example.org PC [${NS3}] addresses ${NS3}`],
    ],
    [
      'goes four zones deep',
      world(
        { org: cut('c.org', `ns.c.org ${NS1}`) },
        {
          [NS1]: serving(zoneOf('c.org', [`ns.c.org ${NS1}`], ...cut('b.c.org', `ns.b.c.org ${NS2}`))),
          [NS2]: serving(zoneOf('b.c.org', [`ns.b.c.org ${NS2}`], ...cut('a.b.c.org', `ns.a.b.c.org ${NS3}`))),
          [NS3]: serving(zoneOf('a.b.c.org', [`ns.a.b.c.org ${NS3}`])),
        },
      ),
      'a.b.c.org',
      [`ns.a.b.c.org PC [${NS3}] addresses ${NS3}`],
    ],
    [
      'looks up servers named elsewhere, for which the parent has no glue',
      world(
        { org: cut('example.org', 'ns1.host.net'), net: cut('host.net', `ns1.host.net ${NS1}`) },
        { [NS1]: serving(zoneOf('host.net', [`ns1.host.net ${NS1}`]), zoneOf('example.org', ['ns1.host.net'])) },
      ),
      'example.org',
      [`ns1.host.net PC [] addresses ${NS1}`],
    ],
    [
      'lists a server that only the zone names',
      world(
        { org: cut('example.org', `ns1.example.org ${NS1}`) },
        { [NS1]: serving(zoneOf('example.org', TWO)), [NS2]: serving(zoneOf('example.org', TWO)) },
      ),
      'example.org',
      [`ns1.example.org PC [${NS1}] addresses ${NS1}`, `ns2.example.org -C [] addresses ${NS2}`],
    ],
    [
      'lists a server that only the parent names',
      world({ org: cut('example.org', ...TWO) }, { [NS1]: serving(zoneOf('example.org', [`ns1.example.org ${NS1}`])) }),
      'example.org',
      [`ns1.example.org PC [${NS1}] addresses ${NS1}`, `ns2.example.org P- [${NS2}] nxdomain`],
    ],
    [
      'shows glue that the zone has moved away from',
      world(
        { org: cut('example.org', `ns1.example.org ${NS1}`) },
        {
          [NS1]: serving(zoneOf('example.org', [`ns1.example.org ${NS2}`])),
          [NS2]: serving(zoneOf('example.org', [`ns1.example.org ${NS2}`])),
        },
      ),
      'example.org',
      [`ns1.example.org PC [${NS1}] addresses ${NS2}`],
    ],
    [
      'reads IPv6 glue and addresses',
      world(
        { org: cut('example.org', `ns1.example.org ${NS1} 2001:db8::1`) },
        { [NS1]: serving(zoneOf('example.org', [`ns1.example.org ${NS1} 2001:db8::1`])) },
      ),
      'example.org',
      [`ns1.example.org PC [${NS1},2001:db8::1] addresses ${NS1},2001:db8::1`],
    ],
    [
      'does not mind the case of names',
      world(
        { org: [`EXAMPLE.Org NS NS1.example.ORG`, `ns1.Example.org A ${NS1}`] },
        { [NS1]: serving({ zone: 'example.org', lines: ['eXample.org NS ns1.EXAMPLE.org', `NS1.example.org A ${NS1}`] }) },
      ),
      'Example.ORG',
      [`ns1.example.org PC [${NS1}] addresses ${NS1}`],
    ],
    [
      'passes over records of other types in a referral',
      world(
        { org: ['example.org DS x', ...cut('example.org', ...TWO), 'example.org TYPE9 x'] },
        { [NS1]: example, [NS2]: example },
      ),
      'example.org',
      [`ns1.example.org PC [${NS1}] addresses ${NS1}`, `ns2.example.org PC [${NS2}] addresses ${NS2}`],
    ],
    [
      'takes a referral that wrongly carries AA for a referral',
      world(
        {},
        {
          [ORG]: ({ name }) =>
            answer({
              aa: true,
              authorities: cut('example.org', 'ns1.example.org').filter(() => name !== 'org'),
              additionals: [`ns1.example.org A ${NS1}`],
            }),
          [NS1]: serving(zoneOf('example.org', [`ns1.example.org ${NS1}`])),
        },
      ),
      'example.org',
      [`ns1.example.org PC [${NS1}] addresses ${NS1}`],
    ],
  ])('%s', async (_, tree, zone, expected) => {
    const way = await walked(tree, zone);
    expect(told(way)).toEqual(expected);
  });

  it('goes on below a server that denies the short name and knows the long one', async () => {
    const honest = serving(zoneOf('example.org', TWO, ...cut('sub.ent.example.org', `ns.sub.ent.example.org ${NS3}`)));
    const denying: Server = (question) =>
      question.name === 'ent.example.org'
        ? answer({ rcode: 'NXDOMAIN', aa: true, authorities: ['example.org SOA x'] })
        : honest(question);
    const tree = world(
      { org: cut('example.org', ...TWO) },
      { [NS1]: denying, [NS2]: denying, [NS3]: serving(zoneOf('sub.ent.example.org', [`ns.sub.ent.example.org ${NS3}`])) },
    );
    expect(told(await walked(tree, 'sub.ent.example.org'))).toEqual([`ns.sub.ent.example.org PC [${NS3}] addresses ${NS3}`]);
  });

  it('goes on below a server that refuses the short name', async () => {
    const honest = serving(zoneOf('example.org', TWO, ...cut('sub.ent.example.org', `ns.sub.ent.example.org ${NS3}`)));
    const choking: Server = (question) =>
      question.name === 'ent.example.org' ? answer({ rcode: 'SERVFAIL' }) : honest(question);
    const tree = world(
      { org: cut('example.org', ...TWO) },
      { [NS1]: choking, [NS2]: choking, [NS3]: serving(zoneOf('sub.ent.example.org', [`ns.sub.ent.example.org ${NS3}`])) },
    );
    expect(told(await walked(tree, 'sub.ent.example.org'))).toEqual([`ns.sub.ent.example.org PC [${NS3}] addresses ${NS3}`]);
  });

  it('goes by way of a zone between that the short name did not show', async () => {
    const honest = serving(zoneOf('c.org', [`ns.c.org ${NS1}`], ...cut('b.c.org', `ns.b.c.org ${NS2}`)));
    const choking: Server = (question) => (question.name === 'b.c.org' ? answer({ rcode: 'SERVFAIL' }) : honest(question));
    const tree = world(
      { org: cut('c.org', `ns.c.org ${NS1}`) },
      {
        [NS1]: choking,
        [NS2]: serving(zoneOf('b.c.org', [`ns.b.c.org ${NS2}`], ...cut('a.b.c.org', `ns.a.b.c.org ${NS3}`))),
        [NS3]: serving(zoneOf('a.b.c.org', [`ns.a.b.c.org ${NS3}`])),
      },
    );
    const delegation = delegationOf(await walked(tree, 'a.b.c.org'));
    expect(delegation.parent).toBe('b.c.org');
    expect(hostsOf(delegation)).toEqual([`ns.a.b.c.org PC [${NS3}] addresses ${NS3}`]);
  });

  it('needs no glue from a server that serves both sides of the cut', async () => {
    const both = serving(zoneOf('org', [`a.nic.org ${ORG}`]), zoneOf('example.org', [`ns1.example.org ${ORG}`]));
    const terse: Server = (question) => {
      const said = both(question);
      return typeof said === 'string' ? said : { ...said, additionals: [] };
    };
    expect(told(await walked(world({}, { [ORG]: terse })))).toEqual([`ns1.example.org PC [] addresses ${ORG}`]);
  });

  it('looks up further servers of a parent that has one address at most', async () => {
    const tree: World = {
      [ROOT]: serving(
        zoneOf(
          '.',
          ['a.root 10.0.0.1'],
          'org NS a.nic.org',
          'org NS b.nic.net',
          `a.nic.org A ${ORG}`,
          ...cut('net', `a.nic.net ${NET}`),
        ),
      ),
      [NET]: serving(zoneOf('net', [`a.nic.net ${NET}`], 'b.nic.net A 10.0.1.2')),
      [ORG]: org(...cut('example.org', ...TWO)),
      '10.0.1.2': org(...cut('example.org', ...TWO)),
      [NS1]: example,
      [NS2]: example,
    };
    const { referrals } = delegationOf(await walked(tree));
    expect(referrals.map((one) => one.ok && one.value.server.address)).toEqual([ORG, '10.0.1.2']);
  });

  it('asks several servers of the parent and keeps what each one says', async () => {
    const fresh = org(...cut('example.org', ...TWO));
    const stale = org(...cut('example.org', `ns1.example.org ${NS1}`));
    const parents = ['10.0.1.1', '10.0.1.2', '10.0.1.3', '2001:db8:1::4'];
    const tree: World = {
      [ROOT]: serving(
        zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', 'a.org 10.0.1.1', 'b.org 10.0.1.2', 'c.org 10.0.1.3 2001:db8:1::4')),
      ),
      '10.0.1.1': fresh,
      '10.0.1.2': stale,
      '10.0.1.3': () => 'timeout',
      '2001:db8:1::4': () => 'unmeasured',
      [NS1]: example,
      [NS2]: example,
    };
    const { referrals, hosts } = delegationOf(await walked(tree));
    expect(referrals.map((one) => (one.ok ? `${one.value.server.address}: ${one.value.names}` : one.failure))).toEqual([
      `${parents[0]}: ns1.example.org,ns2.example.org`,
      `${parents[1]}: ns1.example.org`,
      'timeout',
      'unmeasured',
    ]);
    expect(hosts.map(({ name, inParent }) => [name, inParent])).toEqual([
      ['ns1.example.org', true],
      ['ns2.example.org', true],
    ]);
  });

  it.each([
    ['that the name does not exist', { rcode: 'NXDOMAIN', aa: true, authorities: ['org SOA x'] }],
    ['that no zone begins there', { aa: true, authorities: ['org SOA x'] }],
  ])('keeps which server of the parent says %s while another leads on', async (_, words) => {
    const tree: World = {
      [ROOT]: serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', 'a.org 10.0.1.1', 'b.org 10.0.1.2'))),
      '10.0.1.1': org(...cut('example.org', ...TWO)),
      '10.0.1.2': (question) =>
        question.name === 'example.org' ? answer(words) : answer({ aa: true, authorities: ['org SOA x'] }),
      [NS1]: example,
      [NS2]: example,
    };
    expect(delegationOf(await walked(tree)).denying?.map(({ address }) => address)).toEqual(['10.0.1.2']);
  });

  it('asks no more than six servers of the parent, other names and both families first', async () => {
    const letters = [...'abcdefgh'].map((letter, index) => `${letter}.org 10.0.1.${index} 2001:db8:1::${index}`);
    const said = org(...cut('example.org', ...TWO));
    const addresses = letters.flatMap((line) => line.split(' ').slice(1));
    const tree: World = {
      [ROOT]: serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', ...letters))),
      ...Object.fromEntries(addresses.map((address) => [address, said])),
      [NS1]: example,
      [NS2]: example,
    };
    const { referrals } = delegationOf(await walked(tree));
    const asked = referrals.flatMap((one) => (one.ok ? [one.value.server] : []));
    expect(new Set(asked.map(({ name }) => name)).size).toBe(6);
    expect(asked.filter(({ address }) => address.includes(':'))).toHaveLength(3);
  });

  it('tells what the servers of the zone say for themselves', async () => {
    const tree = world(
      { org: cut('example.org', ...TWO, `ns3.example.org ${NS3}`, 'ns4.example.org 10.0.3.4', 'ns5.example.org 10.0.3.5') },
      {
        [NS1]: example,
        [NS2]: () => answer({ rcode: 'REFUSED' }),
        [NS3]: () => 'timeout',
        '10.0.3.4': () => answer({ authorities: ['. NS a.root'] }),
        '10.0.3.5': () => answer({ answers: ['example.org NS forged.example.org'] }),
      },
    );
    const { children, hosts } = delegationOf(await walked(tree));
    expect(children.map(({ server, names }) => [server.name, names.ok ? names.value : names.failure])).toEqual([
      ['ns1.example.org', ['ns1.example.org', 'ns2.example.org']],
      ['ns2.example.org', 'malformed'],
      ['ns3.example.org', 'timeout'],
      ['ns4.example.org', 'malformed'],
      ['ns5.example.org', 'malformed'],
    ]);
    expect(hosts.map(({ name }) => name)).not.toContain('forged.example.org');
  });

  it('believes no glue from outside the parent', async () => {
    const tree = world(
      {
        org: [
          'example.org NS ns1.host.net',
          'ns1.host.net A 10.66.66.66',
          'example.org NS ns2.example.org',
          `ns2.example.org A ${NS2}`,
        ],
        net: cut('host.net', `ns1.host.net ${NS1}`),
      },
      {
        [NS1]: serving(
          zoneOf('host.net', [`ns1.host.net ${NS1}`]),
          zoneOf('example.org', ['ns1.host.net', `ns2.example.org ${NS2}`]),
        ),
        [NS2]: serving(zoneOf('example.org', ['ns1.host.net', `ns2.example.org ${NS2}`])),
        '10.66.66.66': () => answer({ aa: true, answers: ['example.org NS evil.example'] }),
      },
    );
    const way = await walked(tree);
    expect(told(way)).toEqual([`ns1.host.net PC [] addresses ${NS1}`, `ns2.example.org PC [${NS2}] addresses ${NS2}`]);
    expect(way.servers).toEqual([`ns2.example.org/${NS2}`, `ns1.host.net/${NS1}`]);
    expect(way.sent.filter(({ address }) => address === '10.66.66.66')).toEqual([]);
  });

  it('believes no address for a name that the referral does not list', async () => {
    const poisonous: Server = () =>
      answer({
        authorities: ['example.org NS ns1.example.org'],
        additionals: [`ns1.example.org A ${NS1}`, 'www.example.org A 10.66.66.66'],
      });
    const tree = world({}, { [ORG]: poisonous, [NS1]: serving(zoneOf('example.org', [`ns1.example.org ${NS1}`])) });
    expect((await walked(tree)).servers).toEqual([`ns1.example.org/${NS1}`]);
  });

  it('visits an address once, under the first name it came with', async () => {
    const twins = [`ns1.example.org ${NS1}`, `ns2.example.org ${NS1}`];
    const way = await walked(world({ org: cut('example.org', ...twins) }, { [NS1]: serving(zoneOf('example.org', twins)) }));
    expect(way.servers).toEqual([`ns1.example.org/${NS1}`]);
    expect(delegationOf(way).hosts).toHaveLength(2);
  });

  it('finds one who answers among parents of which most are lame', async () => {
    const letters = [...'abcdefgh'].map((letter, index) => `${letter}.org 10.0.1.${index}`);
    const lame: Server = () => answer({ authorities: ['. NS a.root'] });
    const tree: World = {
      [ROOT]: serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', ...letters))),
      ...Object.fromEntries(letters.map((line) => [line.split(' ')[1] ?? '', lame])),
      '10.0.1.7': org(...cut('example.org', ...TWO)),
      [NS1]: example,
      [NS2]: example,
    };
    expect(delegationOf(await walked(tree)).referrals.filter(({ ok }) => ok)).toHaveLength(1);
  });
});

describe('walk to what is no zone', () => {
  it.each<[string, World, string]>([
    ['gone: the parent denies the name', world({}), `gone, says a.nic.org/${ORG} of org`],
    ['inside: the name has records of its own', world({ org: ['example.org A 192.0.2.1'] }), 'inside org'],
    ['inside: there are names below it', world({ org: ['www.example.org A 192.0.2.1'] }), 'inside org'],
    ['inside: it is an alias', world({ org: ['example.org CNAME other.net'] }), 'inside org'],
    [
      'inside: it is an alias of a name that does not exist',
      world(
        {},
        {
          [ORG]: () =>
            answer({ rcode: 'NXDOMAIN', aa: true, answers: ['example.org CNAME nowhere.org'], authorities: ['org SOA x'] }),
        },
      ),
      'inside org',
    ],
    [
      'gone: the denial has no SOA',
      world({}, { [ORG]: () => answer({ rcode: 'NXDOMAIN', aa: true }) }),
      `gone, says a.nic.org/${ORG} of org`,
    ],
    [
      'not gone: the denial has no authority',
      world({}, { [ORG]: () => answer({ rcode: 'NXDOMAIN' }) }),
      `malformed: no server of org gave a usable answer (a.nic.org/${ORG} is not authoritative for org)`,
    ],
    [
      'not gone: the denial is another zone’s',
      world({}, { [ORG]: () => answer({ rcode: 'NXDOMAIN', aa: true, authorities: ['. SOA x'] }) }),
      `malformed: no server of org gave a usable answer (a.nic.org/${ORG} answers with the authority of . instead of org)`,
    ],
    [
      'not gone: the parent cannot say',
      world({}, { [ORG]: () => answer({ rcode: 'SERVFAIL' }) }),
      `malformed: no server of org gave a usable answer (a.nic.org/${ORG} answers SERVFAIL)`,
    ],
    [
      'not a zone: the parent’s NS set has no authority',
      world({}, { [ORG]: () => answer({ answers: ['example.org NS forged.example.org'] }) }),
      `malformed: no server of org gave a usable answer (a.nic.org/${ORG} is not authoritative for org)`,
    ],
    [
      'not told: the parent is silent',
      world({}, { [ORG]: () => 'timeout' }),
      `timeout: no server of org gave a usable answer (a.nic.org/${ORG}: nothing: timeout)`,
    ],
    [
      'not told: the parent’s servers have no address',
      { ...world({}), [ROOT]: serving(zoneOf('.', ['a.root 10.0.0.1'], 'org NS a.nowhere')) },
      'malformed: no server of org gave a usable answer (nameserver a.nowhere: a.nowhere does not exist)',
    ],
    [
      'not measured: no root server answers',
      { [ROOT]: () => 'timeout' },
      'unmeasured: no root server answered, so this machine has no way to the DNS (a.root/10.0.0.1: nothing: timeout)',
    ],
    [
      'not measured: what answers in place of the root knows nothing of it',
      { [ROOT]: () => answer({ rcode: 'REFUSED' }) },
      'unmeasured: no root server answered, so this machine has no way to the DNS (a.root/10.0.0.1 answers REFUSED)',
    ],
    ['gone: so is the top-level domain', world({}), 'gone, says a.root/10.0.0.1 of .'],
  ])('%s', async (sentence, tree, expected) => {
    const way = await walked(tree, sentence.includes('top-level') ? 'example.invalid' : 'example.org');
    expect(told(way)).toEqual(expected);
    expect(way.servers).toEqual([]);
  });

  it('calls a name gone only where all servers of the parent deny it', async () => {
    const tree = (second: Server): World => ({
      [ROOT]: serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', 'a.org 10.0.1.1', 'b.org 10.0.1.2'))),
      '10.0.1.1': org(),
      '10.0.1.2': second,
      [NS1]: example,
      [NS2]: example,
    });
    expect(told(await walked(tree(org())))).toBe('gone, says a.org/10.0.1.1 of org');
    expect(told(await walked(tree(() => 'timeout')))).toBe('gone, says a.org/10.0.1.1 of org');
    expect(told(await walked(tree(org('example.org A 192.0.2.1'))))).toBe('inside org');
    const { referrals } = delegationOf(await walked(tree(org(...cut('example.org', ...TWO)))));
    expect(referrals.map((one) => (one.ok ? 'referral' : one.detail))).toEqual([
      'a.org/10.0.1.1 says that example.org does not exist',
      'referral',
    ]);
  });
});

describe('walk through trees that lead nowhere', () => {
  it('ends where two zones name their servers in one another', async () => {
    const way = await walked(world({ org: cut('example.org', 'ns1.other.net'), net: cut('other.net', 'ns1.example.org') }));
    expect(told(way)).toEqual(['ns1.other.net P- [] broken']);
    expect(way.servers).toEqual([]);
    expect(way.sent.length).toBeLessThan(20);
  });

  it('ends where a zone names its only server in itself, without glue', async () => {
    expect(told(await walked(world({ org: ['example.org NS ns1.example.org'] })))).toEqual(['ns1.example.org P- [] broken']);
  });

  it('finds the way out of a circle that has one', async () => {
    const tree = world(
      {
        org: cut('example.org', 'ns1.example.org', 'ns1.other.net'),
        net: [...cut('other.net', 'ns1.example.org', 'ns9.third.net'), ...cut('third.net', `ns9.third.net ${NS3}`)],
      },
      {
        [NS3]: serving(
          zoneOf('third.net', [`ns9.third.net ${NS3}`]),
          zoneOf('other.net', ['ns1.example.org', 'ns9.third.net'], `ns1.other.net A ${NS2}`),
        ),
        [NS2]: serving(zoneOf('example.org', [`ns1.example.org ${NS1}`, 'ns1.other.net'])),
        [NS1]: serving(zoneOf('example.org', [`ns1.example.org ${NS1}`, 'ns1.other.net'])),
      },
    );
    expect(told(await walked(tree))).toEqual([`ns1.example.org PC [] addresses ${NS1}`, `ns1.other.net PC [] addresses ${NS2}`]);
  });

  it('ends at servers that refer upwards, or to themselves', async () => {
    for (const up of ['. NS a.root', 'org NS a.nic.org', 'com NS a.nic.com']) {
      const way = await walked(world({}, { [ORG]: () => answer({ authorities: [up], additionals: ['a.root A 10.0.0.1'] }) }));
      expect(told(way)).toBe(`malformed: no server of org gave a usable answer (a.nic.org/${ORG} is not authoritative for org)`);
      expect(way.sent.length).toBeLessThan(10);
    }
  });

  it('gives up a tree in which every server is named in a further zone', async () => {
    const endless: Server = ({ name }) => {
      const zone = name.split('.').slice(-2).join('.');
      return answer({ authorities: [`${zone} NS ns.${zone.split('.')[0]}x.org`] });
    };
    const way = await walked(world({}, { [ORG]: endless }));
    expect(delegationOf(way).hosts.map(({ authoritative }) => authoritative.ok && authoritative.value.ends)).toEqual(['broken']);
    expect(way.sent.length).toBeLessThan(QUESTIONS);
  });

  it('gives up a tree that fans out without end', async () => {
    let count = 0;
    const fan: Server = ({ name }) => {
      const zone = name.split('.').slice(-2).join('.');
      const names = Array.from({ length: 20 }, () => `${zone} NS ns.z${(count++).toString(36)}.org`);
      return answer({ authorities: names });
    };
    const way = await walked(world({}, { [ORG]: fan }));
    expect(way.sent.length).toBeLessThanOrEqual(QUESTIONS);
    expect(delegationOf(way).hosts[0]?.authoritative).toMatchObject({
      ok: false,
      failure: 'unmeasured',
      detail: `the walk gave up after ${QUESTIONS} questions`,
    });
  });

  it('gives up a zone that lists ever more servers of itself', async () => {
    let count = 0;
    const growing: Server = ({ name, type }) => {
      if (type === 'NS')
        return answer({
          aa: true,
          answers: [`example.org NS ns${count++}.example.org`, `example.org NS ns${count++}.example.org`],
        });
      const n = Number(/\d+/.exec(name)?.[0] ?? 0);
      return answer({ aa: true, answers: type === 'A' ? [`${name} A 10.9.${n >> 8}.${n & 255}`] : [] });
    };
    const { search, sent } = searchIn(
      new Proxy(world({ org: cut('example.org', `ns.example.org ${NS1}`) }), {
        get: (known, address: string) => known[address] ?? growing,
      }),
    );
    const servers: Nameserver[] = [];
    await walk(search, 'example.org', (server) => servers.push(server));
    expect(sent.length).toBeLessThanOrEqual(QUESTIONS);
    expect(servers.length).toBeLessThanOrEqual(SERVERS);
  });

  it('gives up a tree that delegates every label of a long name', async () => {
    const labels = Array.from({ length: 110 }, () => 'a').join('.');
    const deeper: Server = ({ name }) => answer({ authorities: [`${name} NS ns.${name}`], additionals: [`ns.${name} A ${NS1}`] });
    const way = await walked(world({}, { [ORG]: deeper, [NS1]: deeper }), `${labels}.org`);
    expect(delegationOf(way).zone).toBe(`${labels}.org`);
    expect(way.sent.length).toBeLessThanOrEqual(QUESTIONS);
  });

  it.each([98, 120])('tells that it gave up where it never arrived, %i labels down', async (labels) => {
    const zone = `${Array.from({ length: labels }, () => 'a').join('.')}.c.org`;
    const hosts = Array.from({ length: 8 }, (_, n) => `ns${n}.c.org 10.8.0.${n}`);
    const lame: Server = ({ name }) =>
      name === zone ? answer({ rcode: 'REFUSED' }) : answer({ aa: true, authorities: ['c.org SOA x'] });
    const servers = Object.fromEntries(hosts.map((line): [string, Server] => [line.split(' ')[1] ?? '', lame]));
    const way = await walked(world({ org: cut('c.org', ...hosts) }, servers), zone);
    expect(told(way)).toBe(`unmeasured: the walk gave up after ${QUESTIONS} questions`);
  });
});

describe('walk through any tree', () => {
  const NAMES = ['.', 'org', 'net', 'a.org', 'b.org', 'c.net', 'ns.a.org', 'ns.b.org', 'ns.c.net', 'x.ns.c.net', 'nic.org'];
  const ADDRESSES = ['10.7.0.1', '10.7.0.2', '10.7.0.3', '2001:db8::7'];
  const name = fc.constantFrom(...NAMES);
  const address = fc.constantFrom(...ADDRESSES);
  const pointer = fc.tuple(name, fc.constantFrom('NS', 'NS', 'CNAME', 'SOA', 'DNAME'), name).map((words) => words.join(' '));
  const home = fc.tuple(name, address).map(([owner, at]) => `${owner} ${at.includes(':') ? 'AAAA' : 'A'} ${at}`);
  const section = fc.array(fc.oneof(pointer, home), { maxLength: 3 });
  const said = fc.record({
    rcode: fc.constantFrom('NOERROR', 'NOERROR', 'NOERROR', 'NXDOMAIN', 'SERVFAIL'),
    aa: fc.boolean(),
    tc: fc.constantFrom(false, false, false, true),
    answers: fc.oneof(fc.constant([]), section),
    authorities: fc.oneof(fc.array(pointer, { maxLength: 3 }), section),
    additionals: fc.array(home, { maxLength: 3 }),
  });
  const reply = fc.oneof(
    { weight: 8, arbitrary: said.map(answer) },
    { weight: 1, arbitrary: fc.constantFrom('timeout' as const, 'unmeasured' as const) },
  );

  it('ends, within its questions, and visits no address twice', async () => {
    const chooser = fc.func(fc.nat());
    await fc.assert(
      fc.asyncProperty(fc.array(reply, { minLength: 1, maxLength: 12 }), chooser, name, async (replies, choose, zone) => {
        const server =
          (at: string): Server =>
          (question) =>
            replies[choose(at, question.name.toLowerCase(), question.type) % replies.length] ?? 'timeout';
        const tree = Object.fromEntries([ROOT, ...ADDRESSES].map((at) => [at, server(at)]));
        const { seen, servers, sent } = await walked({ ...tree, [ROOT]: root, [ORG]: server(ORG), [NET]: server(NET) }, zone);
        expect(typeof seen.ok).toBe('boolean');
        expect(sent.length).toBeLessThanOrEqual(QUESTIONS);
        const addresses = servers.map((label) => label.split('/')[1]);
        expect(new Set(addresses).size).toBe(addresses.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the rounds of a walk', () => {
  it('needs three where there is glue: root, top-level domain, then everything at the zone’s servers', async () => {
    const way = await walked(world({ org: cut('example.org', ...TWO) }, { [NS1]: example, [NS2]: example }));
    const rounds = way.sent.map(({ round, address, question }) => `${round} ${address} ${question}`).sort();
    expect(rounds).toEqual(
      [
        `1 ${ROOT} org NS`,
        `2 ${ORG} example.org NS`,
        ...[NS1, NS2].flatMap((address) => [
          `3 ${address} example.org NS`,
          ...TWO.flatMap((line) => ['A', 'AAAA'].map((type) => `3 ${address} ${line.split(' ')[0]} ${type}`)),
        ]),
      ].sort(),
    );
  });

  it('does not wait for a slow server of the parent before it visits the zone', async () => {
    const { ask } = openWindow({
      [ROOT]: serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', 'a.org 10.0.1.1', 'b.org 10.0.1.2'))),
      '10.0.1.1': org(...cut('example.org', ...TWO)),
      '10.0.1.2': org(...cut('example.org', ...TWO)),
      [NS1]: example,
      [NS2]: example,
    });
    const late = Promise.withResolvers<void>();
    const slow: typeof ask = async (server, question) => {
      if (server.address === '10.0.1.2') await late.promise;
      return ask(server, question);
    };
    const search = openSearch({ ask: slow, roots: ROOTS, turn: 0 });
    const visited = Promise.withResolvers<void>();
    const servers: string[] = [];
    const walking = walk(search, 'example.org', ({ address }) => {
      servers.push(address);
      if (servers.length === 2) visited.resolve();
    });
    await visited.promise;
    expect(servers).toEqual([NS1, NS2]);
    late.resolve();
    expect(await walking).toMatchObject({ ok: true, value: { kind: 'zone' } });
  });

  it('throws what breaks Picket itself to the one who walks, and to nobody else', async () => {
    const { ask } = openWindow({
      [ROOT]: serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', 'a.org 10.0.1.1', 'b.org 10.0.1.2'))),
      '10.0.1.1': org(...cut('example.org', ...TWO)),
      '10.0.1.2': org(...cut('example.org', ...TWO)),
    });
    const late = Promise.withResolvers<void>();
    const broken: typeof ask = async (server, question) => {
      if (server.address === NS1) throw new Error('broken ask');
      if (server.address === '10.0.1.2') await late.promise;
      return ask(server, question);
    };
    const walking = walk(openSearch({ ask: broken, roots: ROOTS, turn: 0 }), 'example.org', () => setTimeout(late.resolve, 5));
    await expect(walking).rejects.toThrow('broken ask');
  });
});
