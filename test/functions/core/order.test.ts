import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotOf } from '../../../functions/core/order.ts';

describe('slotOf', () => {
  it.each([
    ['2026-11-20T10:04:59.999Z', 300, '2026-11-20T10:00:00.000Z'],
    ['2026-11-20T10:05:00.000Z', 300, '2026-11-20T10:05:00.000Z'],
    ['2026-11-20T10:59:59.000Z', 3600, '2026-11-20T10:00:00.000Z'],
  ])('floors %s to slots of %d s: %s', (time, period, slot) => {
    expect(slotOf(new Date(time), period).toISOString()).toBe(slot);
  });

  it('never lies after the time, nor a whole period before it, and stays where it is', () => {
    const times = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(times, fc.integer({ min: 60, max: 3600 }), (time, period) => {
        const slot = slotOf(time, period);
        const distance = time.getTime() - slot.getTime();
        return distance >= 0 && distance < period * 1000 && slotOf(slot, period).getTime() === slot.getTime();
      }),
    );
  });
});
