import { describe, expect, it } from 'vitest';
import { openOnce, START } from '../../../functions/net/once.ts';

describe('openOnce', () => {
  it('does the same work once for all who want it, also afterwards', async () => {
    const once = openOnce();
    let done = 0;
    const work = async () => ++done;
    expect(await Promise.all([once('a', START, work), once('a', START, work)])).toEqual([1, 1]);
    expect(await once('a', START, work)).toBe(1);
  });

  it('refuses work that wants itself', async () => {
    const once = openOnce();
    let depth = 0;
    const seen = await once('a', START, async (path) => {
      if (++depth > 5) throw new Error('went round and round');
      return (await once('a', path, async () => 'again')) ?? 'refused';
    });
    expect(seen).toBe('refused');
  });

  it('refuses work that wants itself by way of other work', async () => {
    const once = openOnce();
    let depth = 0;
    const want =
      (key: string, next: string) =>
      async (path: typeof START): Promise<string> => {
        if (++depth > 20) throw new Error('went round and round');
        return (await once(next, path, want(next, key))) ?? 'refused';
      };
    expect(await Promise.all([once('a', START, want('a', 'b')), once('b', START, want('b', 'a'))])).toEqual([
      'refused',
      'refused',
    ]);
  });

  it('does work again, apart, for one on whom it waits, so that either comes to the same end as alone', async () => {
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const once = openOnce();
      const a = async (path: typeof START): Promise<string | undefined> => (await once('b', path, b)) ?? 'a by another way';
      const b = async (path: typeof START): Promise<string | undefined> => once('a', path, a);
      const works = { a, b } as const;
      const seen = await Promise.all(order.map((key) => once(key, START, works[key as 'a' | 'b'])));
      const ends = Object.fromEntries(order.map((key, index) => [key, seen[index]]));
      expect(ends).toEqual({ a: 'a by another way', b: 'a by another way' });
    }
  });

  it('starts shared work without what its first customer was part of', async () => {
    const once = openOnce();
    const depths: number[] = [];
    await once('a', START, async (path) => {
      await once('b', { ...path, depth: path.depth + 1 }, async (inner) => {
        depths.push(inner.depth);
        expect(inner.keys).toEqual(['b']);
      });
    });
    expect(depths).toEqual([1]);
  });
});
