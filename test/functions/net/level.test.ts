import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byServer, first, parentOf, spread } from '../../../functions/net/level.ts';

const server = (line: string) => {
  const [name = '', address = ''] = line.split('/');
  return { name, address };
};

describe('parentOf', () => {
  it.each([
    ['www.example.org', 'example.org'],
    ['org', '.'],
    ['.', '.'],
    ['a\\.b.example.org', 'example.org'],
    ['a\\\\.example.org', 'example.org'],
    ['a\\\\\\.b.org', 'org'],
    ['\\000\\046.org', 'org'],
    ['\\', '.'],
  ])('of %s is %s', (name, parent) => {
    expect(parentOf(name)).toBe(parent);
  });

  it('comes to the root from anywhere', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        let name = text;
        for (let steps = 0; steps <= 62 && name !== '.'; steps++) name = parentOf(name);
        expect(name).toBe('.');
      }),
    );
  });
});

describe('byServer', () => {
  it('counts numbers as numbers, and puts IPv4 before IPv6', () => {
    const lines = ['ns10/10.0.0.1', 'ns2/2001:db8::1', 'ns2/10.0.0.10', 'ns2/10.0.0.9', 'ns1/10.0.0.3'];
    expect(
      lines
        .map(server)
        .sort(byServer)
        .map(({ name, address }) => `${name}/${address}`),
    ).toEqual(['ns1/10.0.0.3', 'ns2/10.0.0.9', 'ns2/10.0.0.10', 'ns2/2001:db8::1', 'ns10/10.0.0.1']);
  });
});

describe('spread', () => {
  const SERVERS = ['a/4', 'a/6', 'b/4', 'b/6', 'c/4', 'c/6'].map(server);

  it.each([
    [0, ['a/4', 'b/6', 'c/4', 'a/6', 'b/4', 'c/6']],
    [0.5, ['b/4', 'c/6', 'a/4', 'b/6', 'c/4', 'a/6']],
    [0.999, ['c/4', 'a/6', 'b/4', 'c/6', 'a/4', 'b/6']],
  ])('from %d on takes other names first, and families by turns', (turn, expected) => {
    expect(spread(SERVERS, turn).map(({ name, address }) => `${name}/${address}`)).toEqual(expected);
  });

  it('loses none and doubles none', () => {
    const one = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), address: fc.string() });
    fc.assert(
      fc.property(
        fc.uniqueArray(one, { selector: (it) => `${it.name}/${it.address}` }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (servers, turn) => {
          expect([...spread(servers, turn)].sort(byServer)).toEqual([...servers].sort(byServer));
        },
      ),
    );
  });
});

describe('first', () => {
  it('brings what comes first, and asks no further', async () => {
    const asked: number[] = [];
    const got = await first([1, 2, 3, 4, 5], 2, async (n) => {
      asked.push(n);
      return n === 2 ? n : undefined;
    });
    expect(got).toBe(2);
    expect(asked.length).toBeLessThan(5);
  });

  it('brings nothing where no source has anything, or there is none', async () => {
    expect(await first([1, 2, 3], 2, async () => undefined)).toBeUndefined();
    expect(await first([], 2, async () => 1)).toBeUndefined();
  });

  it('throws what a try throws', async () => {
    await expect(first([1], 2, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
