import { describe, expect, it } from 'vitest';
import { isAmong, poolOf, rangeOf } from '../../../functions/core/pool.ts';

describe('a pool', () => {
  it('consists of addresses, ranges and host names', () => {
    const entries = ['192.0.2.1', '2600:9000::/28', 'LB.example.net.'];
    expect(poolOf(entries)).toEqual({ ranges: ['192.0.2.1', '2600:9000::/28'], hosts: ['lb.example.net'] });
  });

  it.each([
    ['192.0.2.1', ['192.0.2.1'], true],
    ['192.0.2.1', ['192.0.2.0/24'], true],
    ['192.0.2.1', ['192.0.3.0/24', '2600::/8'], false],
    ['2600:9000:0:0::1', ['2600:9000::1'], true],
    ['2600:9000::1', ['0.0.0.0/0'], false],
    ['192.0.2.1', [], false],
    ['no address', ['0.0.0.0/0'], false],
    ['192.0.2.1', ['lb.example.net'], false],
  ])('%s among %j: %s', (address, ranges, is) => expect(isAmong(address, ranges)).toBe(is));

  it.each([
    ['10.0.0.1', 'private'],
    ['fd00::1', 'private'],
    ['100.64.0.1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['169.254.1.1', 'link-local'],
    ['no address', 'reserved'],
  ])('%s is %s', (address, range) => expect(rangeOf(address)).toBe(range));
});
