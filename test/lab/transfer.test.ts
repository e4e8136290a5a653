import { describe, expect, it } from 'vitest';
import { zoneOf } from '../../lab/plan.ts';
import { openPrimary, openSecondary } from '../../lab/transfer.ts';
import { type Held, soaIn, withSoa, type Zone } from '../../lab/zone.ts';

const DAY = 86_400;
const HOUR = 3600;
const first = zoneOf(
  { zone: 'acme.test', hosts: [{ name: 'ns1.acme.test' }], soa: { serial: 1, expireSeconds: 7 * DAY } },
  new Map(),
);
const same = (zone: Zone) => zone;

function lab() {
  let nowMs = Date.parse('2026-11-20T10:00:00Z');
  const clock = () => new Date(nowMs);
  const primary = openPrimary(first, clock);
  const pass = (seconds: number) => {
    nowMs += seconds * 1000;
  };
  return { primary, secondary: openSecondary(primary, clock), pass };
}

const state = ({ zone, expiresInSeconds }: Held) => [soaIn(zone).serial, expiresInSeconds];

describe('a secondary', () => {
  it('copies at NOTIFY', () => {
    const { primary, secondary } = lab();
    primary.edit(same);
    expect(state(secondary.held())).toEqual([2, 7 * DAY]);
  });

  it('learns of a quiet edit at its next refresh', () => {
    const { primary, secondary, pass } = lab();
    primary.edit(same, { quiet: true });
    pass(HOUR);
    expect(state(secondary.held())).toEqual([1, 7 * DAY - HOUR]);
    pass(HOUR);
    expect(state(secondary.held())).toEqual([2, 7 * DAY]);
  });

  it('saw-tooths between expire and expire less refresh while all is well', () => {
    const { secondary, pass } = lab();
    pass(30 * DAY + 600);
    expect(state(secondary.held())).toEqual([1, 7 * DAY - 600]);
  });

  it('keeps the old copy and counts down once it is cut off', () => {
    const { primary, secondary, pass } = lab();
    pass(600);
    secondary.cutOff();
    primary.edit(same);
    pass(DAY);
    expect(state(secondary.held())).toEqual([1, 6 * DAY - 600]);
    pass(6 * DAY);
    expect(secondary.held().expiresInSeconds).toBeLessThanOrEqual(0);
  });

  it('copies afresh when it is repaired', () => {
    const { primary, secondary, pass } = lab();
    secondary.cutOff();
    primary.edit(same);
    pass(8 * DAY);
    secondary.repair();
    expect(state(secondary.held())).toEqual([2, 7 * DAY]);
    primary.edit(same);
    expect(state(secondary.held())).toEqual([3, 7 * DAY]);
  });
});

describe('a primary', () => {
  it('leaves a serial alone that the edit has set, and wraps at 2^32', () => {
    const { primary } = lab();
    primary.edit((zone) => withSoa(zone, { serial: 4_294_967_295 }));
    expect(state(primary.held())).toEqual([4_294_967_295, 7 * DAY]);
    primary.edit(same);
    expect(state(primary.held())).toEqual([0, 7 * DAY]);
  });
});
