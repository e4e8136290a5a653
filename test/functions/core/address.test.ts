import { describe, expect, it } from 'vitest';
import { addressOf, familyOf, isGlobal, kindOf } from '../../../functions/core/address.ts';

describe('an address that may be asked', () => {
  it.each(['8.8.8.8', '192.175.48.1', '192.52.193.1', '2001:500::1', '2a00:1450::1', '2620:4f:8000::1'])('is %s', (address) => {
    expect(isGlobal(address)).toBe(true);
  });

  it.each([
    ['10.0.0.1', 'a private'],
    ['172.16.0.1', 'a private'],
    ['192.168.1.1', 'a private'],
    ['100.64.0.1', 'a private'],
    ['127.0.0.1', 'a loopback'],
    ['169.254.169.254', 'a link-local'],
    ['0.0.0.0', 'an unspecified'],
    ['224.0.0.1', 'a multicast'],
    ['255.255.255.255', 'a broadcast'],
    ['240.0.0.1', 'a reserved'],
    ['192.0.2.1', 'a reserved'],
    ['198.18.0.1', 'a reserved'],
    ['::1', 'a loopback'],
    ['::', 'an unspecified'],
    ['fe80::1', 'a link-local'],
    ['fd00:ec2::254', 'a private'],
    ['ff02::1', 'a multicast'],
    ['2001:db8::1', 'a reserved'],
    ['::ffff:127.0.0.1', 'a reserved'],
    ['::ffff:8.8.8.8', 'a reserved'],
    ['::192.168.1.1', 'a reserved'],
    ['64:ff9b::a00:1', 'a reserved'],
    ['2002:c0a8:101::1', 'a reserved'],
    ['2001::1', 'a reserved'],
    ['4000::1', 'a reserved'],
    ['010.1.1.1', 'a reserved'],
    ['1', 'a reserved'],
    ['ns.example', 'a reserved'],
    ['', 'a reserved'],
  ])('is not %s, %s one', (address, kind) => {
    expect(isGlobal(address)).toBe(false);
    expect(kindOf(address)).toBe(kind);
  });
});

describe('the family of an address', () => {
  it('is told by its text', () => {
    expect([familyOf('192.0.2.1'), familyOf('2001:db8::1'), familyOf('::ffff:192.0.2.1')]).toEqual(['IPv4', 'IPv6', 'IPv6']);
  });
});

describe('the text of an address', () => {
  it.each([
    ['c0000201', '192.0.2.1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['00000000000000000000000000000000', '::'],
  ])('of %s is %s', (hex, text) => {
    expect(addressOf(Buffer.from(hex, 'hex'))).toBe(text);
  });
});
