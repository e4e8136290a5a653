import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Nameserver } from '../../../functions/core/dns.ts';
import type { Net } from '../../../functions/core/net.ts';
import { openNet } from '../../../functions/net/net.ts';
import { openZones } from '../../../functions/net/zones.ts';
import { type Internet, startInternet } from '../../../lab/internet.ts';
import { address } from '../../../lab/plan.ts';
import { silent } from '../../../lab/vice.ts';
import { answer, cut, openWindow, ROOTS, type Sent, serving, type World, zoneOf } from './world.ts';

const ORG = '10.0.1.1';
const [NS1, NS2, NS10] = ['10.0.3.1', '10.0.3.2', '10.0.3.10'];
const SERVERS = [`ns10.example.org ${NS10}`, `ns1.example.org ${NS1} 2001:db8::1`, `ns2.example.org ${NS2}`];

/** org with these delegations, below a root; `example.org` with SERVERS where they answer. */
function world(org: readonly string[], servers: World = {}): World {
  const example = serving(zoneOf('example.org', SERVERS));
  return {
    '10.0.0.1': serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', `a.nic.org ${ORG}`))),
    [ORG]: serving(zoneOf('org', [`a.nic.org ${ORG}`], ...org)),
    ...{ [NS1]: example, [NS2]: example, [NS10]: example, '2001:db8::1': example },
    ...servers,
  };
}

function zones(tree: World): { net: ReturnType<typeof openZones>; sent: readonly Sent[]; ask: Net['ask'] } {
  const { ask, sent } = openWindow(tree);
  return { net: openZones({ ask, roots: ROOTS, turn: 0 }), sent, ask };
}

const here = async ({ name, address: at }: Nameserver) => `${name}/${at}`;
const ALL = [`ns1.example.org/${NS1}`, 'ns1.example.org/2001:db8::1', `ns2.example.org/${NS2}`, `ns10.example.org/${NS10}`];

describe('atAny', () => {
  const ORGS = [`a.nic.org ${ORG} 2001:db8:1::1`, 'b.nic.org 10.0.1.2', 'c.nic.org 10.0.1.3'];
  const serves = serving(zoneOf('org', ORGS, ...cut('example.org', ...SERVERS)));
  const many: World = {
    ...world([]),
    '10.0.0.1': serving(zoneOf('.', ['a.root 10.0.0.1'], ...cut('org', ...ORGS))),
    ...{ [ORG]: serves, '10.0.1.2': serves, '10.0.1.3': serves, '2001:db8:1::1': serves },
  };
  const where = async ({ name, address: at }: Nameserver, zone: string) => `${zone}: ${name}/${at}`;

  it('asks at two servers of other names, and the zone above alone for them', async () => {
    const { net, sent } = zones(many);
    const visited: string[] = [];
    const seen = await net.atAny('org', async ({ address: at }) => void visited.push(at));
    expect([seen.ok && seen.value, visited]).toEqual([undefined, [ORG, '10.0.1.2']]);
    expect(sent).toMatchObject([{ address: '10.0.0.1', question: 'org NS' }]);
  });

  it('takes what comes first, and does not wait for the other', async () => {
    const never = new Promise<undefined>(() => undefined);
    const { net } = zones(many);
    const seen = await net.atAny('org', ({ address: at }) => (at === ORG ? never : Promise.resolve(at)));
    expect(seen).toMatchObject({ ok: true, value: '10.0.1.2' });
  });

  it('asks in the zone that a name lies in', async () => {
    const inside = zones(world(['co.org A 192.0.2.1']));
    expect(await zones(many).net.atAny('example.org', where)).toMatchObject({ value: `example.org: ns1.example.org/${NS1}` });
    expect(await inside.net.atAny('co.org', where)).toMatchObject({ value: `org: a.nic.org/${ORG}` });
  });

  it('looks up names that come without an address, and tells where they have none', async () => {
    const org = serving(zoneOf('org', [`a.nic.org ${ORG}`], 'x.org NS h.org', `h.org A ${NS2}`));
    expect(await zones(world([], { [ORG]: org })).net.atAny('x.org', where)).toMatchObject({ value: `x.org: h.org/${NS2}` });
    expect(await zones(world(['x.org NS ns.nowhere.org'])).net.atAny('x.org', where)).toMatchObject({
      ok: false,
      failure: 'malformed',
    });
  });
});

describe('atEvery', () => {
  it('visits every address, and tells in the order of names, IPv4 first', async () => {
    const { net } = zones(world(cut('example.org', ...SERVERS)));
    expect(await net.atEvery('example.org', here)).toMatchObject({ ok: true, value: ALL });
  });

  it('visits servers that have no glue, and servers that only the zone itself lists', async () => {
    const { net } = zones(world(cut('example.org', `ns1.example.org ${NS1}`, 'ns2.example.org')));
    expect(await net.atEvery('example.org', here)).toMatchObject({ ok: true, value: ALL });
  });

  it('tells every visitor of every server, also those who come late', async () => {
    const { net, sent } = zones(world(cut('example.org', ...SERVERS)));
    const early = await Promise.all([net.atEvery('example.org', here), net.atEvery('Example.ORG', here)]);
    const asked = sent.length;
    const late = await net.atEvery('example.org', here);
    for (const seen of [...early, late]) expect(seen).toMatchObject({ ok: true, value: ALL });
    expect(sent.length).toBe(asked);
  });

  it('sends the visitor’s first question in the round of the zone’s NS question', async () => {
    const { net, sent, ask } = zones(world(cut('example.org', ...SERVERS)));
    await net.atEvery('example.org', (server) => ask(server, { name: 'example.org', type: 'SOA' }));
    const rounds = (question: string) =>
      sent.filter((one) => one.question === question && one.address === NS1).map(({ round }) => round);
    expect(rounds('example.org SOA')).toEqual([3]);
    expect(rounds('example.org NS')).toEqual([3]);
  });

  it.each<[string, World, string, string]>([
    ['a zone that is gone', world([]), 'unmeasured', 'the servers of org say that example.org does not exist'],
    [
      'a name that is no zone',
      world(['example.org A 192.0.2.1']),
      'unmeasured',
      'example.org is no zone of its own; it lies inside org',
    ],
    [
      'a zone whose servers have no address',
      world(['example.org NS ns.nowhere.org']),
      'malformed',
      'no nameserver of example.org has an address',
    ],
    [
      'a walk that failed',
      world([], { [ORG]: () => 'timeout' }),
      'timeout',
      'no server of org gave a usable answer (a.nic.org/10.0.1.1: nothing: timeout)',
    ],
  ])('fails for %s', async (_, tree, failure, detail) => {
    const visited: string[] = [];
    const seen = await zones(tree).net.atEvery('example.org', async ({ name }) => visited.push(name));
    expect(seen).toMatchObject({ ok: false, failure, detail });
    expect(visited).toEqual([]);
  });

  it('hands what a visitor throws to the one who sent it, and to nobody else', async () => {
    const { net } = zones(world(cut('example.org', ...SERVERS)));
    const broken = () => {
      throw new Error('broken visitor');
    };
    const [bad, good] = await Promise.allSettled([net.atEvery('example.org', broken), net.atEvery('example.org', here)]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'broken visitor' } });
    expect(good).toMatchObject({ status: 'fulfilled', value: { ok: true, value: ALL } });
  });
});

describe('one run', () => {
  it('walks to a zone and looks up a host once, whoever asks', async () => {
    const { net, sent } = zones(world(cut('example.org', ...SERVERS)));
    const walks = await Promise.all([net.walk('example.org'), net.walk('EXAMPLE.org')]);
    expect(walks[0]).toBe(walks[1]);
    const looks = await Promise.all([net.lookup('ns1.example.org'), net.lookup('NS1.example.org')]);
    expect(looks[0]).toBe(looks[1]);
    expect(new Set(sent.map(({ address: at, question }) => `${at} ${question}`)).size).toBe(sent.length);
  });

  it('lets a tree without end wear out its own search alone', async () => {
    let count = 0;
    const honest = serving(zoneOf('org', [`a.nic.org ${ORG}`], ...cut('example.org', ...SERVERS)));
    const tree = world([], {
      [ORG]: (question) => {
        if (question.name.endsWith('example.org')) return honest(question);
        const zone = question.name.split('.').slice(-2).join('.');
        return answer({ authorities: Array.from({ length: 20 }, () => `${zone} NS ns.z${count++}.org`) });
      },
    });
    const { net } = zones(tree);
    const [endless, plain] = await Promise.all([net.atEvery('hostile.org', here), net.atEvery('example.org', here)]);
    expect(endless).toMatchObject({ ok: false, failure: 'unmeasured' });
    expect(plain).toMatchObject({ ok: true, value: ALL });
  });
});

describe('openNet, on loopback', () => {
  let lab: Internet;
  beforeAll(async () => {
    lab = await startInternet({ clock: () => new Date('2026-11-20T09:00:00Z'), block: '127.53.41' });
    await lab.serve({ zone: 'host.example', hosts: [{ name: 'ns.host.example' }] });
    await lab.serve({
      zone: 'zone.test',
      hosts: [{ name: 'ns1.zone.test' }, { name: 'ns.host.example' }],
      records: [address('www.zone.test', '192.0.2.1'), address('www.zone.test', '2001:db8::1')],
    });
    await lab.serve({ zone: 'deaf.test', hosts: [{ name: 'ns1.deaf.test', vice: silent }] });
  });
  afterAll(() => lab.stop());

  const open = (deadlineMs?: number, roots = lab.roots) =>
    openNet({ roots, port: lab.port, allowPrivate: true, ...(deadlineMs === undefined ? {} : { deadlineMs }) });

  it('walks, visits and looks up', async () => {
    const net = open();
    const [walked, serials, host, absent] = await Promise.all([
      net.walk('zone.test'),
      net.atEvery('zone.test', async (server) => {
        const { answer } = await net.ask(server, { name: 'zone.test', type: 'SOA' });
        return [server.name, answer.ok && answer.value.authoritative];
      }),
      net.lookup('www.zone.test'),
      net.walk('absent.test'),
    ]);
    expect(serials).toMatchObject({
      value: [
        ['ns.host.example', true],
        ['ns1.zone.test', true],
      ],
    });
    expect(host).toMatchObject({ value: { ends: 'addresses', addresses: ['192.0.2.1', '2001:db8::1'], chain: [] } });
    expect(absent).toMatchObject({ value: { kind: 'gone', zone: 'absent.test', parent: 'test' } });
    expect(walked).toMatchObject({
      value: { kind: 'zone', delegation: { parent: 'test', referrals: [{ ok: true }, { ok: true }] } },
    });
    const hosts = walked.ok && walked.value.kind === 'zone' ? walked.value.delegation.hosts : [];
    expect(hosts.map(({ name, inParent, inChild, glue }) => [name, inParent, inChild, glue.length])).toEqual([
      ['ns.host.example', true, true, 0],
      ['ns1.zone.test', true, true, 1],
    ]);
  });

  it('asks nobody on loopback unless it may', async () => {
    const net = openNet({ roots: lab.roots, port: lab.port });
    expect(await net.walk('zone.test')).toMatchObject({ ok: false, failure: 'unmeasured' });
  });

  it('ends as not measured at the deadline', async () => {
    const roots = lab.host('ns1.deaf.test').addresses.map((at) => ({ name: 'a.root', address: at }));
    const net = open(50, roots);
    const [walked, visited, looked] = await Promise.all([
      net.walk('zone.test'),
      net.atEvery('zone.test', here),
      net.lookup('www.zone.test'),
    ]);
    for (const seen of [walked, visited, looked]) expect(seen).toMatchObject({ ok: false, failure: 'unmeasured' });
  });

  it('keeps no process alive until its deadline', async () => {
    const file = resolve(import.meta.dirname, '../../../functions/net/net.ts');
    const script = `import { openNet } from ${JSON.stringify(file)}; openNet({ deadlineMs: 600_000 }); console.log('opened');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 25_000 });
    expect(stdout).toBe('opened\n');
  });
});
