import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWindowOfAge, renewalOf, type Stage, successorFrom } from '../../../functions/core/renewal.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-09-01T00:00:00Z');

function stageWith(lifeHours: number, leftHours: number): Stage {
  const end = START + lifeHours * HOUR;
  return renewalOf(new Date(START), new Date(end), new Date(end - leftHours * HOUR)).stage;
}

const days = (count: number) => count * 24;

describe('the stage of a certificate', () => {
  // Hours of life, and of life left just before and just after overdue, expiring and urgent: the table of domain A8.
  const table: readonly [string, number, readonly [number, Stage][]][] = [
    [
      '160 hours',
      160,
      [
        [88, 'current'],
        [73, 'current'],
        [71, 'overdue'],
        [27, 'overdue'],
        [26, 'expiring'],
        [12.1, 'expiring'],
        [11.9, 'urgent'],
      ],
    ],
    [
      '45 days',
      days(45),
      [
        [days(13.3), 'current'],
        [days(13.1), 'overdue'],
        [days(7.6), 'overdue'],
        [days(7.4), 'expiring'],
        [days(2.2), 'urgent'],
      ],
    ],
    [
      '64 days',
      days(64),
      [
        [days(18.9), 'current'],
        [days(18.7), 'overdue'],
        [days(10.7), 'overdue'],
        [days(10.6), 'expiring'],
        [days(3.1), 'urgent'],
      ],
    ],
    [
      '90 days',
      days(90),
      [
        [days(30), 'current'],
        [days(26.5), 'current'],
        [days(26.3), 'overdue'],
        [days(15.1), 'overdue'],
        [days(14.9), 'expiring'],
        [days(4.6), 'expiring'],
        [days(4.4), 'urgent'],
      ],
    ],
    [
      'a year, renewed by AWS with 60 days left',
      days(365),
      [
        [days(60), 'current'],
        [days(31), 'current'],
        [days(29), 'overdue'],
        [days(13), 'expiring'],
        [days(6), 'urgent'],
      ],
    ],
    [
      'a day',
      24,
      [
        [12, 'current'],
        [8, 'current'],
        [5, 'overdue'],
        [3.9, 'expiring'],
        [2.9, 'urgent'],
      ],
    ],
  ];
  for (const [life, hours, rows] of table) {
    it(`fits a life of ${life}`, () => {
      expect(rows.map(([left]) => stageWith(hours, left))).toEqual(rows.map(([, stage]) => stage));
    });
  }

  it('is early before the first second, and expired after the last one alone', () => {
    const [from, to] = [new Date(START), new Date(START + 90 * DAY)];
    expect(renewalOf(from, to, new Date(START - 1)).stage).toBe('early');
    expect(renewalOf(from, to, from).stage).toBe('current');
    expect(renewalOf(from, to, to).stage).toBe('urgent');
    expect(renewalOf(from, to, new Date(to.getTime() + 1)).stage).toBe('expired');
  });
});

/** What Boulder tells of a certificate in order: 1 % around 2/3 of the time from its issuance, around half below 10 days. It is dated back by an hour. */
function boulders(life: number, backdated = HOUR) {
  const validity = life + 1000 - backdated;
  const ideal = START + life - validity / (validity < 10 * DAY ? 2 : 3);
  return { start: new Date(ideal - validity / 100), end: new Date(ideal + validity / 100) };
}

describe('the window of a CA', () => {
  const from = new Date(START);
  const longLived = fc.integer({ min: 4 * DAY, max: 400 * DAY }).filter((life) => Math.abs(life - 10 * DAY) > 2 * HOUR);

  it('is that of the age, of a certificate in order', () => {
    fc.assert(
      fc.property(longLived, fc.integer({ min: 0, max: HOUR }), (life, backdated) => {
        expect(isWindowOfAge(boulders(life, backdated), from, new Date(START + life))).toBe(true);
      }),
    );
  });

  it('is never that of the age where the CA wants it replaced at once, whenever it is asked', () => {
    fc.assert(
      fc.property(longLived, fc.double({ min: 0, max: 1, noNaN: true }), (life, share) => {
        const now = START + share * life;
        const window = { start: new Date(now - HOUR), end: new Date(now - HOUR / 2) };
        expect(isWindowOfAge(window, from, new Date(START + life))).toBe(false);
      }),
    );
  });

  it('is its own where it lies days before', () => {
    const { start, end } = boulders(90 * DAY);
    const earlier = { start: new Date(+start - 2 * DAY), end: new Date(+end - 2 * DAY) };
    expect(isWindowOfAge(earlier, from, new Date(START + 90 * DAY))).toBe(false);
  });
});

describe('a successor', () => {
  it.each([
    [90, 51],
    [45, 25.5],
    [6.5, 2.7625],
  ])('of a certificate of %d days is expected from day %d on', (life, day) => {
    const from = successorFrom(new Date(START), new Date(START + life * DAY - 1000));
    expect((from.getTime() - START) / DAY).toBeCloseTo(day, 6);
  });
});

describe('every life', () => {
  const lives = fc.integer({ min: HOUR, max: 800 * DAY });
  const ORDER: readonly Stage[] = ['early', 'current', 'overdue', 'expiring', 'urgent', 'expired'];

  it('runs through its stages in one direction', () => {
    fc.assert(
      fc.property(lives, fc.array(fc.double({ min: -0.2, max: 1.2, noNaN: true }), { minLength: 2 }), (life, shares) => {
        const ranks = [...shares]
          .sort((a, b) => a - b)
          .map((share) => renewalOf(new Date(START), new Date(START + life), new Date(START + Math.round(share * life))).stage)
          .map((stage) => ORDER.indexOf(stage));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
    );
  });

  it('is not told where the renewal came in time: at 2/3, at half below 10 days', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const renewedAt = START + Math.floor(life < 10 * DAY ? life / 2 : (life * 2) / 3);
        expect(renewalOf(new Date(START), new Date(START + life), new Date(renewedAt)).stage).toBe('current');
      }),
    );
  });

  it('has every warning before the end: overdue first, and urgent for at least a twentieth up to 100 days', () => {
    fc.assert(
      fc.property(fc.integer({ min: HOUR, max: 100 * DAY - 1000 }), (life) => {
        const at = (share: number) =>
          renewalOf(new Date(START), new Date(START + life), new Date(START + Math.floor(life * (1 - share)))).stage;
        expect(['overdue', 'expiring', 'urgent']).toContain(at(0.18));
        expect(['expiring', 'urgent']).toContain(at(0.16));
        expect(at(0.049)).toBe('urgent');
      }),
    );
  });

  it('survives a certificate that ends before it begins', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true }),
        fc.date({ noInvalidDate: true }),
        fc.date({ noInvalidDate: true }),
        (from, to, now) => {
          expect(ORDER).toContain(renewalOf(from, to, now).stage);
        },
      ),
    );
  });
});
