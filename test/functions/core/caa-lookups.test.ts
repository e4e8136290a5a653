import { describe, expect, it } from 'vitest';
import { lookUpLevels } from '../../../functions/core/caa-lookups.ts';
import { type Answer, isWithin, type Nameserver, type Question } from '../../../functions/core/dns.ts';
import type { Net } from '../../../functions/core/net.ts';
import { found } from '../../../functions/core/observation.ts';
import type { ZoneTarget } from '../../../functions/core/target.ts';
import { said, silent, soaRecord, TARGET } from '../checks/seen.ts';
import { caaOf } from '../checks/stations.ts';

type Says = Partial<Answer> | 'timeout';

/** A net with `example.org` at two servers below `org` at thirteen, in which a function answers. */
function netOf(answer: (question: Question, server: Nameserver) => Says) {
  const asked: string[] = [];
  const zoneAt = (name: string) => (isWithin(name, 'example.org') ? 'example.org' : 'org');
  const serversOf = (zone: string): Nameserver[] =>
    Array.from({ length: zone === 'org' ? 13 : 2 }, (_, n) => ({ name: `ns${n}.${zone}`, address: `198.41.0.${n + 1}` }));
  const net = {
    walk: async (name: string) => found({ kind: 'inside', name, within: zoneAt(name) }, 1),
    atEvery: async <T>(zone: string, ask: (server: Nameserver) => Promise<T>) =>
      found(await Promise.all(serversOf(zone).map(ask)), 1),
    atAny: async <T>(name: string, ask: (server: Nameserver, zone: string) => Promise<T | undefined>) => {
      const seen = await Promise.all(
        serversOf(zoneAt(name))
          .slice(0, 2)
          .map((server) => ask(server, zoneAt(name))),
      );
      return found(
        seen.find((one) => one !== undefined),
        1,
      );
    },
    ask: async (server: Nameserver, question: Question) => {
      if (question.type === 'CAA') asked.push(question.name);
      const got = answer(question, server);
      return got === 'timeout' ? silent(question) : said(question, got);
    },
  } as unknown as Net;
  const times = () => Object.fromEntries([...Map.groupBy(asked, (name) => name)].map(([name, all]) => [name, all.length]));
  return { net, times };
}

const none = (name: string): Says => ({ authorities: [soaRecord({}, name)] });
const set = (name: string): Says => ({ answers: [caaOf(name, 'letsencrypt.org')] });
const soaAnd =
  (answer: (name: string, server: Nameserver) => Says) =>
  ({ name, type }: Question, server: Nameserver): Says =>
    type === 'SOA' ? { answers: [soaRecord({}, name)] } : answer(name, server);

const look = async (names: string[], answer: (name: string, server: Nameserver) => Says, target: ZoneTarget = TARGET) => {
  const { net, times } = netOf(soaAnd(answer));
  const trails = await lookUpLevels(net, names, target);
  return { times: times(), levels: [...trails.keys()], trails };
};

describe('CAA lookups', () => {
  it('ask two servers of the top-level domain, and every one of our own', async () => {
    expect((await look(['www.example.org'], none)).times).toEqual({ 'www.example.org': 2, 'example.org': 2, org: 2 });
  });

  it.each<[string, (name: string, server: Nameserver) => Says, boolean]>([
    ['at every server', (name) => (name === 'example.org' ? set(name) : none(name)), false],
    [
      'at one server of two',
      (name, { name: server }) => (name === 'example.org' && server.startsWith('ns0') ? set(name) : none(name)),
      true,
    ],
    [
      'at one server, while the other errs',
      (name, { name: server }) =>
        name !== 'example.org' ? none(name) : server.startsWith('ns0') ? set(name) : { rcode: 'SERVFAIL' },
      true,
    ],
    ['nowhere, and an error', (name) => (name === 'example.org' ? { rcode: 'SERVFAIL' } : none(name)), false],
    [
      'nowhere, and an error at one',
      (name, { name: server }) => (name === 'example.org' && server.startsWith('ns0') ? { rcode: 'SERVFAIL' } : none(name)),
      true,
    ],
    ['above an error', (name) => (name === 'www.example.org' ? { rcode: 'SERVFAIL' } : set(name)), false],
  ])('come to the top-level domain or not where there is a set %s', async (_what, answer, comes) => {
    expect((await look(['www.example.org'], answer)).levels.includes('org')).toBe(comes);
  });

  it('come to it for the one name of two that no set stops, and look above a set of our own', async () => {
    const { levels } = await look(['a.example.org', 'b.example.org'], (name) => (name.startsWith('a.') ? set(name) : none(name)));
    expect(levels).toEqual(['a.example.org', 'example.org', 'b.example.org', 'org']);
  });

  it('ask all servers of a stranger only where neither of two answers', async () => {
    const ill = await look(['example.org'], (name) => (name === 'org' ? { rcode: 'SERVFAIL' } : none(name)));
    expect([ill.times.org, ill.trails.get('org')?.stations[0]?.replies.length]).toEqual([2 + 13, 13]);
    const half = await look(['example.org'], (name, { name: server }) =>
      name === 'org' && server.startsWith('ns0') ? 'timeout' : none(name),
    );
    expect([half.times.org, half.trails.get('org')?.stations[0]?.replies.length]).toEqual([2, 1]);
  });

  it('take levels above a registered domain for a stranger’s, and those above the zone where it is not known for ours', async () => {
    const deep: ZoneTarget = { ...TARGET, zone: 'dev.example.org' };
    expect((await look(['dev.example.org'], none, { ...deep, registered: 'dev.example.org' })).levels).toEqual([
      'dev.example.org',
      'example.org',
      'org',
    ]);
    const [ours, theirs] = await Promise.all([
      look(['dev.example.org'], (name) => (name === 'example.org' ? set(name) : none(name)), deep),
      look(['dev.example.org'], (name) => (name === 'dev.example.org' ? set(name) : none(name)), {
        ...deep,
        registered: 'dev.example.org',
      }),
    ]);
    expect([ours.levels, theirs.levels]).toEqual([['dev.example.org', 'example.org'], ['dev.example.org']]);
  });
});
