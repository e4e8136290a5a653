import { describe, expect, it } from 'vitest';
import { comparable, sameBecause } from '../../../functions/core/comparable.ts';
import type { Soa } from '../../../functions/core/dns.ts';
import type { ZoneTarget } from '../../../functions/core/target.ts';

/** `a 7`: a copy of serial 7 whose SOA names the primary a; `-`: it told no SOA. */
function soaOf(copy: string): Soa | undefined {
  const [primary = '', serial] = copy.split(' ');
  const timers = { refreshSeconds: 1, retrySeconds: 1, expireSeconds: 1, minimumSeconds: 1 };
  return serial === undefined ? undefined : { primary, mailbox: 'x', serial: Number(serial), ...timers };
}

describe('comparable', () => {
  it.each<[string, string[], string[][], ZoneTarget['serials']?]>([
    ['copies of one serial', ['a 7', 'a 7'], [['a 7', 'a 7']]],
    ['an older copy by itself', ['a 7', 'a 8', 'a 7'], [['a 8'], ['a 7', 'a 7']]],
    ['the newest of each provider together', ['a 8', 'b 3', 'a 7', 'B 3'], [['a 8', 'b 3', 'B 3'], ['a 7']]],
    ['all, where no serial says anything', ['a 8', 'a 7', '-'], [['a 8', 'a 7', '-']], 'independent'],
    ['none that told no SOA', ['-', 'a 7'], [['a 7']]],
    ['by the wrapped serial', ['a 4294967295', 'a 0'], [['a 0'], ['a 4294967295']]],
    ['no newest of serials without order', ['a 0', 'a 2147483648'], [[], ['a 0'], ['a 2147483648']]],
    ['nothing', [], [[]]],
  ])('puts together %s', (_, copies, groups, serials) => {
    expect(comparable(copies, soaOf, serials)).toEqual(groups);
  });

  it('says why they must be the same', () => {
    const because = (...copies: string[]) => sameBecause(copies.map(soaOf));
    expect([because('a 7', 'a 7'), because('a 7', 'b 3')]).toEqual([
      'although the serial is the same',
      'although none is behind, each by its own count of serials',
    ]);
  });
});
