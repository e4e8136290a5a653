import { describe, expect, it } from 'vitest';
import type { Letter } from '../../functions/core/letter.ts';
import type { MuteRule } from '../../functions/core/window.ts';
import type { NotifyDoors } from '../../functions/notify-doors.ts';
import type { Standing } from '../../functions/publish/standings.ts';
import { goRound, readRound } from '../../functions/rounds.ts';
import { checkOf, reportOf, toldOf } from './sightings.ts';

const AT = '2026-11-20T10:05:00Z';
const ALARM = 'picket-test critical serial example.org';

const standing = (since: string, change: Partial<Standing> = {}): Standing => ({
  alarm: ALARM,
  arn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${ALARM}`,
  value: 'ALARM',
  since: new Date(since),
  reason: 'Threshold Crossed',
  says: 'The check serial finds example.org critical.',
  isOff: false,
  history: {
    namespace: 'Picket/test',
    name: 'Critical',
    dimensions: { Target: 'example.org', Check: 'serial' },
    statistic: 'Average',
    periodSeconds: 300,
  },
  ...change,
});
const mute = (from: string, minutes = 60): MuteRule => ({
  name: `m${from}`,
  alarms: [ALARM],
  expression: `at(2026-11-20T${from})`,
  duration: `PT${minutes}M`,
});

interface Now {
  readonly standings?: readonly Standing[];
  readonly mutes?: readonly MuteRule[];
  /** What the alarm was when the window began. */
  readonly before?: string;
  readonly doors?: Partial<NotifyDoors>;
  readonly remindMinutes?: number;
}

async function round({ standings = [], mutes = [], before = 'OK', doors = {}, remindMinutes = 240 }: Now) {
  const letters: Letter[] = [];
  const isIll = standings.some(({ value }) => value === 'ALARM');
  await goRound(
    { round: { at: AT, everyMinutes: 5, remindMinutes } },
    {
      deployment: 'test',
      vantages: ['us-east-1', 'eu-central-1', 'sa-east-1'],
      now: new Date(AT),
      checks: [checkOf()],
      told: new Set(),
      ask: async (vantage, order) =>
        order.targets.map((target) => reportOf(vantage, 'serial', isIll ? [toldOf()] : [], { target })),
      history: async () => [],
      ringing: async () => standings.filter(({ value }) => value === 'ALARM'),
      standings: async (names) => standings.filter(({ alarm }) => names.includes(alarm)),
      stateAt: async () => before,
      mutes: async () => mutes,
      remember: async () => {},
      recall: async () => undefined,
      send: async (letter) => void letters.push(letter),
      pause: async () => {},
      log: () => {},
      ...doors,
    },
  );
  return letters.map(({ subject }) => subject.split(':')[0]);
}

describe('a reminder', () => {
  it.each<[string, Now, readonly string[]]>([
    ['comes once the time is up', { standings: [standing('2026-11-20T06:04:00Z')] }, ['STILL CRITICAL example.org']],
    ['comes again after as long a time', { standings: [standing('2026-11-20T02:01:00Z')] }, ['STILL CRITICAL example.org']],
    ['does not come before', { standings: [standing('2026-11-20T06:06:00Z')] }, []],
    ['does not come in the next round', { standings: [standing('2026-11-20T05:59:00Z')] }, []],
    ['never comes where none is wanted', { standings: [standing('2026-11-20T06:04:00Z')], remindMinutes: 0 }, []],
    ['never comes of an alarm that is switched off', { standings: [standing('2026-11-20T06:04:00Z', { isOff: true })] }, []],
    ['waits for the end of a maintenance', { standings: [standing('2026-11-20T06:04:00Z')], mutes: [mute('10:00')] }, []],
    [
      'never comes where the alarms cannot be asked',
      { doors: { ringing: async () => Promise.reject(new Error('Throttling')) } },
      [],
    ],
  ])('%s', async (_, now, letters) => {
    expect(await round(now)).toEqual(letters);
  });

  it('never comes of a warning', async () => {
    const { history, ...rest } = standing('2026-11-20T06:04:00Z');
    const warning = { ...rest, ...(history && { history: { ...history, name: 'Warning' } }) };
    expect(await round({ standings: [warning] })).toEqual([]);
  });

  it('never comes of an alarm about Picket itself, which has its own way', async () => {
    const { history: _, ...composite } = standing('2026-11-20T06:04:00Z', { alarm: 'picket-test blind' });
    expect(await round({ standings: [composite] })).toEqual([]);
  });
});

describe('the end of a maintenance', () => {
  const within = '2026-11-20T09:30:00Z';
  it.each<[string, Now, readonly string[]]>([
    [
      'tells what broke and stayed broken',
      { standings: [standing(within)], mutes: [mute('09:03')] },
      ['STILL CRITICAL example.org'],
    ],
    ['is silent about what is well again', { standings: [standing(within, { value: 'OK' })], mutes: [mute('09:03')] }, []],
    [
      'tells the recovery of what was told before it',
      { standings: [standing(within, { value: 'OK' })], mutes: [mute('09:03')], before: 'ALARM' },
      ['RECOVERED example.org'],
    ],
    ['is silent about what broke before it', { standings: [standing('2026-11-20T08:30:00Z')], mutes: [mute('09:03')] }, []],
    [
      'is silent about what was told before it, went away and came back',
      { standings: [standing(within)], mutes: [mute('09:03')], before: 'ALARM' },
      [],
    ],
    [
      'tells what broke where the history of the alarm cannot be asked',
      {
        standings: [standing(within)],
        mutes: [mute('09:03')],
        doors: { stateAt: async () => Promise.reject(new Error('Throttling')) },
      },
      ['STILL CRITICAL example.org'],
    ],
    [
      'tells nothing where the mute rules cannot be asked',
      { standings: [standing(within)], doors: { mutes: async () => Promise.reject(new Error('Throttling')) } },
      [],
    ],
    ['was an earlier round', { standings: [standing(within)], mutes: [mute('09:00')] }, []],
    ['is to come', { standings: [standing(within)], mutes: [mute('09:06')] }, []],
    ['is not yet the end of another', { standings: [standing(within)], mutes: [mute('09:03'), mute('09:50')] }, []],
  ])('%s', async (_, now, letters) => {
    expect(await round(now)).toEqual(letters);
  });
});

describe('a round in which CloudWatch throttles', () => {
  it('asks again, since no other round tells the same', async () => {
    let left = 2;
    const mutes = async () => {
      left -= 1;
      if (left >= 0) throw new Error('Throttling');
      return [mute('09:03')];
    };
    const pauses: number[] = [];
    const pause = async (ms: number) => void pauses.push(ms);
    const letters = await round({ standings: [standing('2026-11-20T09:30:00Z')], doors: { mutes, pause } });
    expect([letters, pauses]).toEqual([['STILL CRITICAL example.org'], [20_000, 20_000]]);
  });
});

describe('a round whose letter SNS does not take', () => {
  const ringing = [
    standing('2026-11-20T06:04:00Z'),
    standing('2026-11-20T06:04:00Z', { alarm: 'picket-test critical serial example.net' }),
  ];
  const apart = ringing.map((one, index) => ({
    ...one,
    ...(one.history && {
      history: { ...one.history, dimensions: { Target: ['a.example', 'b.example'][index] ?? '', Check: 'serial' } },
    }),
  }));
  const own: NotifyDoors['ask'] = async (vantage, { targets }) =>
    targets.map((target) => reportOf(vantage, 'serial', [toldOf({ subject: (target as { zone: string }).zone })], { target }));
  /** `refusals`: how often the letter about b.example is refused. */
  async function sent(refusals: number, doors: Partial<NotifyDoors> = {}) {
    const letters: string[] = [];
    let left = refusals;
    const send: NotifyDoors['send'] = async ({ attributes: { zone } }, prints) => {
      if (zone.includes('b.example') && left-- > 0) throw new Error('Throttled');
      letters.push(
        `${zone.join()} ${prints.length > 0 && prints.every((print) => print.endsWith(`at ${new Date(AT).toISOString()}`))}`,
      );
    };
    const over = await round({ standings: apart, doors: { ask: own, send, ...doors } }).then(
      () => 'told',
      (error: Error) => error.message,
    );
    return [letters, over];
  }

  it('tries it once more, and no other', async () => {
    expect(await sent(1)).toEqual([['a.example true', 'b.example true'], 'told']);
  });

  it.each<[string, number, Partial<NotifyDoors>]>([
    ['it is refused again', 2, {}],
    ['there is no time for that', 1, { leftMs: () => 60_000 }],
  ])('fails where %s, so that its alarm rings', async (_, refusals, doors) => {
    const lost = 'these could not be told, and no other round tells them: b.example';
    expect(await sent(refusals, doors)).toEqual([['a.example true'], lost]);
  });
});

describe('the event of a round', () => {
  it('is told from one of the queue', () => {
    expect(readRound({ Records: [] })).toBeUndefined();
    expect(readRound(null)).toBeUndefined();
    expect(readRound({ round: { at: AT, everyMinutes: 5, remindMinutes: 240 } })?.round.everyMinutes).toBe(5);
  });

  it('says what is wrong with it', () => {
    expect(() => readRound({ round: { at: 'soon', everyMinutes: 0, remindMinutes: 1 } })).toThrow(
      /no round: round\.at: is no time; round\.everyMinutes/,
    );
  });
});
