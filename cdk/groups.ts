import { createHash } from 'node:crypto';

/** Things that belong together for good: `key` is '' for all of them, else the leading bits of their names' hash. */
export interface Group<T> {
  readonly key: string;
  readonly items: readonly T[];
}

/**
 * Halves the items by the bits of their names' hash until every group fits. A new item changes its own group alone, and splits it at most:
 * cutting a list every so many items would move all that come after.
 */
export function groupsOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  fits: (group: readonly T[]) => boolean,
  key = '',
): readonly Group<T>[] {
  if (items.length === 0) return [];
  if (items.length === 1 || fits(items)) return [{ key, items }];
  return ['0', '1'].flatMap((bit) => {
    const half = items.filter((item) => bitOf(nameOf(item), key.length) === bit);
    return groupsOf(half, nameOf, fits, key + bit);
  });
}

/** Where a group lies among all, 0 up to but without 1: so that groups can start one after the other. */
export function fractionOf(key: string): number {
  return [...key].reduce((sum, bit, index) => sum + Number(bit) / 2 ** (index + 1), 0);
}

function bitOf(name: string, index: number): string {
  const byte = createHash('sha256').update(name).digest()[index >> 3] ?? 0;
  return String((byte >> (7 - (index & 7))) & 1);
}
