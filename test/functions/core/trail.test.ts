import { describe, expect, it } from 'vitest';
import type { Answer, Nameserver, Question } from '../../../functions/core/dns.ts';
import type { Net } from '../../../functions/core/net.ts';
import { failed, found } from '../../../functions/core/observation.ts';
import { cellOf } from '../../../functions/core/station.ts';
import { levelsOf, trailOf } from '../../../functions/core/trail.ts';
import { said, silent, soaRecord } from '../checks/seen.ts';
import { cname, txt } from '../checks/stations.ts';

const NS: readonly Nameserver[] = [1, 2].map((n) => ({ name: `ns${n}.example.net`, address: `198.41.0.${n}` }));

/** A net in which every name lies in `example.org`, and a function answers at each of two servers. */
function netOf(answer: (question: Question, server: Nameserver) => Partial<Answer> | 'timeout', walk?: Net['walk']) {
  const asked: string[] = [];
  const net = {
    walk: walk ?? (async (name: string) => found({ kind: 'inside', name, within: 'example.org' }, 1)),
    atEvery: async <T>(_zone: string, visit: (server: Nameserver) => Promise<T>) => found(await Promise.all(NS.map(visit)), 1),
    ask: async (server: Nameserver, question: Question, how?: object) => {
      asked.push(`${question.name} ${question.type}${how && Object.keys(how).length > 0 ? ` ${JSON.stringify(how)}` : ''}`);
      const got = answer(question, server);
      return got === 'timeout' ? silent(question) : said(question, got);
    },
  } as unknown as Net;
  return { net, asked };
}

const QUESTION = { name: 'a.example.org', type: 'TXT' } as const;
const chain = (length: number) => (question: Question) => {
  const at = Number(/^c(\d+)\./.exec(question.name)?.[1] ?? 0);
  return at === length ? { answers: [txt(question.name, 'x')] } : { answers: [cname(question.name, `C${at + 1}.example.org`)] };
};

describe('a trail', () => {
  it('asks every server of a name as it is told to, and no SOA where all agree', async () => {
    const { net, asked } = netOf(({ name }) => ({ answers: [txt(name, 'x')] }));
    const { stations } = await trailOf(net, QUESTION, { ednsSize: 512 });
    expect(stations).toMatchObject([
      { name: 'a.example.org', zone: 'example.org', replies: [{ server: NS[0] }, { server: NS[1] }] },
    ]);
    expect(asked).toEqual(Array(2).fill('a.example.org TXT {"ednsSize":512}'));
  });

  it.each<[string, Parameters<typeof netOf>[0]]>([
    ['err', (question) => (question.type === 'SOA' ? { answers: [soaRecord()] } : { rcode: 'SERVFAIL' })],
    [
      'differ',
      (question, server) =>
        question.type === 'SOA' ? { answers: [soaRecord()] } : { answers: [txt(question.name, server.name)] },
    ],
  ])('asks for the SOA where servers %s', async (_what, answer) => {
    const { net, asked } = netOf(answer);
    await trailOf(net, QUESTION);
    expect(asked.filter((one) => one === 'example.org SOA')).toHaveLength(2);
  });

  it('takes no difference of order, TTL or case for one', async () => {
    const { net, asked } = netOf(({ name }, { name: server }) => {
      const [one, two] = [txt(name, 'x'), { ...txt(name.toUpperCase(), 'y'), ttlSeconds: 7 }];
      return { answers: server.startsWith('ns1') ? [one, two] : [two, one] };
    });
    await trailOf(net, QUESTION);
    expect(asked).not.toContain('example.org SOA');
  });

  it.each([0, 1, 3, 8])('follows %i aliases', async (length) => {
    const trail = await trailOf(netOf(chain(length)).net, { ...QUESTION, name: 'c0.example.org' });
    expect([trail.stations.length, trail.endless, trail.stations.at(-1)?.name]).toEqual([
      length + 1,
      undefined,
      `c${length}.example.org`,
    ]);
  });

  it('gives up a chain of nine, and one of twelve in a circle', async () => {
    const long = await trailOf(netOf(chain(9)).net, { ...QUESTION, name: 'c0.example.org' });
    const round = (question: Question) => {
      const at = Number(/^c(\d+)\./.exec(question.name)?.[1] ?? 0);
      return { answers: [cname(question.name, `c${(at + 1) % 12}.example.org`)] };
    };
    const circle = await trailOf(netOf(round).net, { ...QUESTION, name: 'c0.example.org' });
    expect([long.endless, circle.endless]).toEqual(Array(2).fill('there are more than 8 aliases in a row'));
  });

  it('sees a short circle', async () => {
    const { net } = netOf(({ name }) => ({ answers: [cname(name, name)] }));
    expect((await trailOf(net, QUESTION)).endless).toBe('the aliases go in a circle at a.example.org');
  });

  it.each<[string, Net['walk'], string]>([
    ['nobody can be asked', async () => failed('unmeasured', 'no route', 1), 'no route'],
    [
      'the top-level domain does not exist',
      async (zone) => found({ kind: 'gone', zone, parent: '.', server: NS[0] as Nameserver }, 1),
      'the top-level domain of a.example.org does not exist',
    ],
  ])('is lost where %s', async (_what, walk, detail) => {
    const trail = await trailOf(netOf(() => ({}), walk).net, QUESTION);
    expect([trail.stations, trail.lost?.detail]).toEqual([[], detail]);
  });

  it('asks the parent for a name that it denies', async () => {
    const gone: Net['walk'] = async (zone) =>
      found({ kind: 'gone', zone, parent: 'example.org', server: NS[0] as Nameserver }, 1);
    const trail = await trailOf(netOf(() => ({ rcode: 'NXDOMAIN' }), gone).net, QUESTION);
    expect(trail.stations[0]?.replies.map((reply) => cellOf(reply, 'example.org').kind)).toEqual(['nxdomain', 'nxdomain']);
  });
});

describe('levelsOf', () => {
  it.each([
    ['www.example.org', ['www.example.org', 'example.org', 'org']],
    ['WWW.Example.ORG.', ['www.example.org.', 'example.org.', 'org.']],
    ['a\\.b.org', ['a\\.b.org', 'org']],
    ['org', ['org']],
    ['.', []],
    ['', []],
  ])('of %j are %j', (name, levels) => {
    expect(levelsOf(name)).toEqual(levels);
  });
});
