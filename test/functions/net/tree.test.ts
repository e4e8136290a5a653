import { describe, expect, it } from 'vitest';
import { noneOf } from '../../../functions/net/tree.ts';

const over = (family: 4 | 6, what: string) => ({
  ok: false as const,
  failure: 'unmeasured' as const,
  family: family === 6 ? ('IPv6' as const) : ('IPv4' as const),
  detail: `${family === 6 ? 'a.root/2001:db8::1' : 'b.root/192.0.2.1'}: ${what}`,
});

describe('noneOf the root', () => {
  const six = over(6, 'this machine has no IPv6 route to there (ENETUNREACH)');
  const four = over(4, 'nothing answers this machine by TCP, not even the root servers');

  it.each([
    ['IPv4, which nearly every machine has, before IPv6', [six, four], four.detail],
    ['IPv6 where there is nothing else to tell', [six], six.detail],
  ])('tells of %s', (_sentence, faults, told) => {
    expect(noneOf('.', faults)).toMatchObject({
      failure: 'unmeasured',
      detail: `no root server answered, so this machine has no way to the DNS (${told})`,
    });
  });
});
