import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Letter } from '../../functions/core/letter.ts';
import type { Order } from '../../functions/core/order.ts';
import type { Report } from '../../functions/core/report.ts';
import { notify } from '../../functions/notify.ts';
import type { NotifyDoors } from '../../functions/notify-doors.ts';
import type { Remembered } from '../../functions/publish/memory.ts';
import type { Standing } from '../../functions/publish/standings.ts';
import { openRecorder } from './publish/recorder.ts';
import { checkOf, NOW, reportOf, TEST_WORDS, toldOf, zoneNamed } from './sightings.ts';

interface Alarm {
  readonly zone?: string;
  readonly check?: string;
  readonly severity?: 'Critical' | 'Warning';
  readonly state?: string;
  readonly previous?: string;
  readonly at?: string;
  readonly namespace?: string;
  readonly reason?: string;
  readonly reasonData?: string;
  readonly before?: string;
  /** When it had gone into the state before. */
  readonly since?: string;
}

const ARN = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:';

const alarmOf = ({ zone = 'example.org', check = 'serial', severity = 'Critical' }: Alarm = {}) =>
  `picket-test ${severity.toLowerCase()} ${check} ${zone}`;

/** An alarm as CloudWatch keeps it. */
const standingOf = (alarm: Alarm & { readonly since?: string; readonly isOff?: boolean } = {}): Standing => ({
  alarm: alarmOf(alarm),
  arn: `${ARN}${alarmOf(alarm)}`,
  value: (alarm.state ?? 'ALARM') as Standing['value'],
  since: new Date(alarm.since ?? '2026-11-20T10:02:00.123Z'),
  reason: 'Threshold Crossed',
  says: `The check ${alarm.check ?? 'serial'} finds ${alarm.zone ?? 'example.org'} bad.`,
  isOff: alarm.isOff === true,
  history: {
    namespace: 'Picket/test',
    name: alarm.severity ?? 'Critical',
    dimensions: { Target: alarm.zone ?? 'example.org', Check: alarm.check ?? 'serial' },
    statistic: 'Average',
    periodSeconds: 300,
  },
});

const eventOf = ({ zone = 'example.org', check = 'serial', severity = 'Critical', state = 'ALARM', ...rest }: Alarm = {}) => ({
  source: 'aws.cloudwatch',
  resources: [`${ARN}${alarmOf({ zone, check, severity })}`],
  'detail-type': 'CloudWatch Alarm State Change',
  detail: {
    alarmName: alarmOf({ zone, check, severity }),
    state: {
      value: state,
      timestamp: rest.at ?? '2026-11-20T10:02:00.123+0000',
      reason: rest.reason,
      reasonData: rest.reasonData,
    },
    previousState: { value: rest.previous ?? (state === 'OK' ? 'ALARM' : 'OK'), reason: rest.before, timestamp: rest.since },
    configuration: {
      description: `The check ${check} finds ${zone} bad.`,
      metrics: [
        {
          id: 'm',
          metricStat: {
            metric: { namespace: rest.namespace ?? 'Picket/test', name: severity, dimensions: { Target: zone, Check: check } },
            period: 300,
            stat: 'Average',
          },
          returnData: true,
        },
      ],
    },
  },
});

async function notifyOf(events: readonly unknown[], change: Partial<NotifyDoors> = {}) {
  const letters: Letter[] = [];
  const orders: Order[] = [];
  const pauses: number[] = [];
  const tags = new Map<string, string>();
  const logged: string[] = [];
  const answer = await notify(
    {
      Records: events.map((event, index) => ({
        messageId: `m${index}`,
        body: typeof event === 'string' ? event : JSON.stringify(event),
      })),
    },
    {
      deployment: 'test',
      vantages: ['us-east-1', 'eu-central-1', 'sa-east-1'],
      now: NOW,
      ask: async (vantage, order) => {
        orders.push(order);
        return order.targets.map((target) => reportOf(vantage, 'serial', [toldOf()], { target }));
      },
      history: async () => [
        { at: new Date('2026-11-14T06:55:00Z'), value: 0 },
        { at: new Date('2026-11-14T07:00:00Z'), value: 1 },
        { at: new Date('2026-11-20T10:00:00Z'), value: 1 },
      ],
      told: new Set(),
      ringing: async () => [],
      // As a rule the alarms stand as the events say.
      standings: async (names) => names.map((name) => ({ ...standingOf(), alarm: name, since: new Date(0) })),
      stateAt: async () => undefined,
      mutes: async () => [],
      remember: async (arn, { fault, since, toldAt }) =>
        void tags.set(arn.slice(ARN.length), [fault?.code, fault?.subject, since, toldAt].join(' ')),
      recall: async () => undefined,
      send: async (letter) => void letters.push(letter),
      pause: async (ms) => void pauses.push(ms),
      log: (line) => void logged.push(line),
      checks: [checkOf()],
      words: { serial: { asks: '', codes: TEST_WORDS } },
      ...change,
    },
  );
  return { letters, orders, pauses, tags, logged, failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

describe('notify', () => {
  it('asks every vantage once more and writes what they see now', async () => {
    const { letters, orders, failed } = await notifyOf([eventOf()]);
    expect(orders.map(({ vantage, publish }) => [vantage, publish])).toEqual([
      ['us-east-1', false],
      ['eu-central-1', false],
      ['sa-east-1', false],
    ]);
    expect(letters).toHaveLength(1);
    expect(letters[0]?.subject).toMatch(/^CRITICAL example\.org: ns2\.example\.net/);
    expect(letters[0]?.body).toMatch(/Since +14 November 07:00 UTC \(6 d 3 h\)/);
    expect(letters[0]?.body).toMatch(/3 of 3 vantages/);
    expect(failed).toEqual([]);
  });

  it('asks again with what was declared about the target, not with its name alone', async () => {
    const certificates = [{ names: ['example.org'], ca: 'letsencrypt.org', method: 'dns-01' }] as const;
    const target = { kind: 'zone', zone: 'example.org', certificates } as const;
    const declared = new Map([['example.org', target]]);
    const { orders } = await notifyOf([eventOf(), eventOf({ zone: 'example.net' })], { declared });
    expect(orders[0]?.targets).toEqual([{ kind: 'zone', zone: 'example.net' }, target]);
  });

  it('writes one letter for several alarms of a target', async () => {
    const { letters } = await notifyOf([eventOf(), eventOf({ severity: 'Warning' }), eventOf({ check: 'delegation' })]);
    expect(letters).toHaveLength(1);
    expect(letters[0]?.body.replace(/\s+/g, ' ')).toContain(
      'critical serial rings, warning serial rings, critical delegation rings',
    );
  });

  it('writes one letter for all zones that one server hurts', async () => {
    const zones = Array.from({ length: 60 }, (_, index) => eventOf({ zone: `zone${index}.example` }));
    const { letters, orders } = await notifyOf(zones);
    expect(letters).toHaveLength(1);
    expect(letters[0]?.body).toMatch(/60 zones in all/);
    expect(orders.map(({ targets }) => targets.length).sort()).toEqual([10, 10, 10, 50, 50, 50]);
  });

  it('writes one letter a second where the causes differ', async () => {
    const own = async (vantage: string, order: Order): Promise<readonly Report[]> =>
      order.targets.map((target) =>
        reportOf(vantage, 'serial', [toldOf({ subject: (target as { zone: string }).zone })], { target }),
      );
    const { letters, pauses } = await notifyOf(
      ['a.example', 'b.example', 'c.example'].map((zone) => eventOf({ zone })),
      { ask: own },
    );
    expect(letters).toHaveLength(3);
    expect(pauses).toEqual([1000, 1000]);
  });

  it.each<[string, Alarm]>([
    ['of an alarm that has too little data', { state: 'INSUFFICIENT_DATA' }],
    ['of an alarm that was just born well', { state: 'OK', previous: 'INSUFFICIENT_DATA' }],
    ['of another deployment', { namespace: 'Picket/other' }],
    ['about no target that Picket knows', { zone: 'not a zone' }],
    ['of a measure, not of a vote', { severity: 'SlowestAnswerMs' as never }],
  ])('stays silent at an event %s', async (_, alarm) => {
    const { letters, failed, orders } = await notifyOf([eventOf(alarm)]);
    expect([letters.length, failed.length, orders.length]).toEqual([0, 0, 0]);
  });

  it('stays silent at a dead-man alarm, which has its own way', async () => {
    const event = eventOf();
    const metric = { namespace: 'Picket/test', name: 'Heartbeat', dimensions: { Vantage: 'us-east-1' } };
    event.detail.configuration.metrics[0] = {
      id: 'm',
      metricStat: { metric, period: 300, stat: 'SampleCount' },
      returnData: true,
    } as never;
    expect((await notifyOf([event])).letters).toEqual([]);
  });

  it.each<[string, (event: ReturnType<typeof eventOf>) => unknown]>([
    ['of a composite', ({ detail }) => ({ detail: { ...detail, configuration: { alarmRule: 'ALARM("x")' } } })],
    ['without a configuration', ({ detail }) => ({ detail: { ...detail, configuration: undefined } })],
    [
      'whose metrics are none',
      ({ detail }) => ({ detail: { ...detail, configuration: { metrics: [null, 7, { metricStat: 1 }] } } }),
    ],
  ])('stays silent at an event %s', async (_, made) => {
    const { letters, failed } = await notifyOf([made(eventOf())]);
    expect([letters.length, failed]).toEqual([0, []]);
  });

  it('tells the same change once, however often it comes', async () => {
    const { letters } = await notifyOf([eventOf(), eventOf(), eventOf()]);
    expect(letters).toHaveLength(1);
    expect(letters[0]?.body).toMatch(/Alarms +critical serial rings\n/);
  });

  it('tells the newest state where the changes come out of order', async () => {
    const newer = eventOf({ state: 'OK', at: '2026-11-20T10:03:00.000+0000' });
    const { letters } = await notifyOf([newer, eventOf({ at: '2026-11-20T09:50:00.000+0000' })], {
      ask: async (vantage) => [reportOf(vantage, 'serial')],
    });
    expect(letters.map(({ subject }) => subject)).toEqual(['RECOVERED example.org: is well again after 6 d 3 h (serial).']);
  });

  it('tells the plain state where no vantage can be asked and no history can be read', async () => {
    const broken = async () => Promise.reject(new Error('no route'));
    const { letters, failed } = await notifyOf([eventOf()], { ask: broken, history: broken });
    expect(letters[0]?.body).toMatch(/^The check serial finds example\.org bad\./);
    expect(letters[0]?.body.replace(/\s+/g, ' ')).toContain(
      'could not be had from us-east-1 (no route), eu-central-1 (no route)',
    );
    expect(failed).toEqual([]);
  });

  it('tells who did not answer, and judges by the others', async () => {
    const ask = async (vantage: string): Promise<readonly Report[]> => {
      if (vantage === 'sa-east-1') throw new Error('no answer');
      return [reportOf(vantage, 'serial', [toldOf()])];
    };
    const { letters } = await notifyOf([eventOf()], { ask });
    expect(letters[0]?.body).toMatch(/could not tell: sa-east-1 \(no answer\)/);
  });

  it('hands back only the messages of the target that could not be told', async () => {
    const ask = async (vantage: string, order: Order) =>
      order.targets.map((target) => reportOf(vantage, 'serial', [], { target }));
    const send = async ({ attributes }: Letter) => {
      if (attributes.zone.includes('b.example')) throw new Error('Throttled');
    };
    const events = [
      eventOf({ zone: 'a.example' }),
      eventOf({ zone: 'b.example' }),
      eventOf({ zone: 'b.example', check: 'delegation' }),
    ];
    expect((await notifyOf(events, { ask, send })).failed).toEqual(['m1', 'm2']);
  });

  it('hands back what is no event, and still tells the others', async () => {
    const { letters, failed } = await notifyOf(['{', '{}', eventOf()]);
    expect(failed).toEqual(['m0', 'm1']);
    expect(letters).toHaveLength(1);
  });

  it('heads no letter with the findings of another target', async () => {
    const ask = async (vantage: string) => [reportOf(vantage, 'serial', [toldOf()], { target: zoneNamed('other.example') })];
    expect((await notifyOf([eventOf()], { ask })).letters[0]?.body).toMatch(/^The check serial finds example\.org bad\./);
  });
});

describe('the end of an alarm about Picket itself', () => {
  const end = (previous = 'ALARM', value = 'OK') => ({
    resources: [`${ARN}picket-test silent sa-east-1`],
    detail: {
      alarmName: 'picket-test silent sa-east-1',
      state: { value, timestamp: '2026-11-20T10:02:00.000+0000' },
      previousState: { value: previous, timestamp: '2026-11-20T09:00:00.000+0000' },
      configuration: { alarmRule: 'ALARM("x")', description: 'The vantage sa-east-1 has not finished its rounds.' },
    },
  });

  it('is a letter, with what rings in the same batch in another', async () => {
    const { letters, failed } = await notifyOf([end(), eventOf(), end()]);
    expect(letters.map(({ subject }) => subject.slice(0, 60))).toEqual([
      expect.stringMatching(/^CRITICAL example\.org/),
      'RECOVERED picket-test: The vantage sa-east-1 looks again, af',
    ]);
    expect(failed).toEqual([]);
  });

  it.each(['WaitPeriod', 'ExtensionPeriod', 'Alarm'])(
    'is no letter where its beginning was held back by %s to the end',
    async (by) => {
      const { detail, ...event } = end();
      const previousState = { ...detail.previousState, actionsSuppressedBy: by };
      const { letters, failed } = await notifyOf([{ ...event, detail: { ...detail, previousState } }]);
      expect([letters, failed]).toEqual([[], []]);
    },
  );

  it('is told one a second, and behind the letters of the same batch', async () => {
    const event = end();
    const other = { ...event, detail: { ...event.detail, alarmName: 'picket-test silent us-east-1' } };
    expect((await notifyOf([event, other])).pauses).toEqual([1000]);
    expect((await notifyOf([eventOf(), event, other])).pauses).toEqual([1000, 1000]);
    expect((await notifyOf([event], { leftMs: () => 0 })).failed).toEqual(['m0']);
  });

  it('comes again where it could not be sent', async () => {
    const send = async () => Promise.reject(new Error('Throttled'));
    const { failed, logged } = await notifyOf([end()], { send });
    expect([failed, logged.join()]).toEqual([['m0'], expect.stringContaining('letter not sent')]);
  });

  it('is not told of an alarm that is born, or that rings', async () => {
    const { letters, failed } = await notifyOf([end('INSUFFICIENT_DATA'), end('OK', 'ALARM')]);
    expect([letters, failed]).toEqual([[], []]);
  });
});

describe('a storm', () => {
  const zones = Array.from({ length: 1000 }, (_, index) => `zone${String(index).padStart(3, '0')}.example`);
  const storm = (rest: Alarm = {}) => zones.map((zone) => eventOf({ zone, ...rest }));

  it('of 1,000 zones behind one dead secondary is one letter that lists them, and few are asked again', async () => {
    const { letters, orders } = await notifyOf(storm());
    expect(letters).toHaveLength(1);
    expect(letters[0]?.subject).toMatch(/^CRITICAL 1000 zones: ns2\.example\.net/);
    for (const zone of zones) expect(letters[0]?.body).toContain(`\n${zone}\n`);
    expect(orders).toHaveLength(3 * 4);
  });

  it('without evidence is one letter as well', async () => {
    const ask = async () => Promise.reject(new Error('TooManyRequestsException'));
    const { letters } = await notifyOf(storm(), { ask });
    expect(letters.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^CRITICAL 1000 zones: ring alike \(serial, critical\)/),
    ]);
  });

  it('of zones that are each ill for themselves is one letter a kind', async () => {
    const ask = async (vantage: string, order: Order) =>
      order.targets.map((target) =>
        reportOf(vantage, 'serial', [toldOf({ code: 'dns.ns.timeout', subject: (target as { zone: string }).zone })], { target }),
      );
    const { letters } = await notifyOf(storm(), { ask });
    expect(letters).toHaveLength(2);
    expect(letters[0]?.subject).toMatch(/^CRITICAL 200 zones: ring alike \(dns\.ns\.timeout\)/);
  });

  it('that is over is one letter, with the fault that it was', async () => {
    const ask = async (vantage: string, order: Order) =>
      order.targets.map((target) => reportOf(vantage, 'serial', [], { target }));
    const recall = async (arn: string) =>
      arn.includes('zone00') ? { fault: { code: 'test.bad', subject: 'ns2.example.net/192.0.2.53' } } : undefined;
    const { letters } = await notifyOf(storm({ state: 'OK' }), { ask, recall });
    expect(letters.map(({ subject }) => subject)).toEqual([
      'RECOVERED 1000 zones: ns2.example.net/192.0.2.53 is well again after 6 d 3 h. It was: A test.',
    ]);
  });

  it('goes on in the next batch: short, and waking nobody', async () => {
    const ringing = async () => [standingOf({ zone: 'first.example', since: '2026-11-20T10:00:00Z' })];
    const { letters } = await notifyOf(storm().slice(0, 70), { ringing });
    expect(letters.map(({ sentence, wakes }) => [sentence.slice(0, 60), wakes])).toEqual([
      ['70 zones more, by a cause that was told a few minutes ago. n', false],
    ]);
  });

  it.each<[string, Parameters<typeof standingOf>[0]]>([
    ['rings for long', { since: '2026-11-20T09:00:00Z' }],
    ['rang later, and is told side by side', { since: '2026-11-20T10:02:30Z' }],
    ['only warns', { severity: 'Warning', since: '2026-11-20T10:00:00Z' }],
    ['is of the same target', { zone: zones[0] ?? '', since: '2026-11-20T10:00:00Z' }],
  ])('is told whole where the other alarm %s', async (_, before) => {
    const ringing = async () => [standingOf({ zone: 'first.example', ...before })];
    const { letters } = await notifyOf(storm().slice(0, 3), { ringing });
    expect(letters.map(({ wakes }) => wakes)).toEqual([true]);
  });
});

describe('an event that is no news', () => {
  it('is told as the newest where an older one stands behind it', async () => {
    const told = new Set<string>();
    const newer = eventOf({ state: 'OK', at: '2026-11-20T10:03:00.000+0000' });
    await notifyOf([newer, eventOf({ at: '2026-11-20T09:50:00.000+0000' })], { told });
    expect([...told]).toEqual([`2026-11-20T10:03:00.000Z ${alarmOf()}`]);
  });

  it('was told by this process: it comes twice, and is told once', async () => {
    const told = new Set<string>();
    expect((await notifyOf([eventOf()], { told })).letters).toHaveLength(1);
    expect((await notifyOf([eventOf()], { told })).letters).toEqual([]);
    expect((await notifyOf([eventOf({ at: '2026-11-20T10:30:00Z' })], { told })).letters).toHaveLength(1);
  });

  it('could not be sent, and is news when it comes again', async () => {
    const told = new Set<string>();
    const send = async () => Promise.reject(new Error('Throttling'));
    expect((await notifyOf([eventOf()], { told, send })).failed).toEqual(['m0']);
    expect((await notifyOf([eventOf()], { told })).letters).toHaveLength(1);
  });

  it.each<[string, readonly Standing[]]>([
    ['has been overtaken by a newer state', [standingOf({ state: 'OK', since: '2026-11-20T10:03:00Z' })]],
    ['is of an alarm that was taken down with its target', []],
    ['is of an alarm that somebody has switched off', [standingOf({ isOff: true })]],
  ])('%s', async (_, standings) => {
    const { letters, failed } = await notifyOf([eventOf()], { standings: async () => standings });
    expect([letters, failed]).toEqual([[], []]);
  });

  it('is news where CloudWatch lags behind its own event, or cannot be asked', async () => {
    const lagging = [standingOf({ state: 'OK', since: '2026-11-20T08:00:00Z' })];
    expect((await notifyOf([eventOf()], { standings: async () => lagging })).letters).toHaveLength(1);
    const broken = async () => Promise.reject(new Error('Throttling'));
    const doors = { standings: broken, ringing: broken, mutes: broken, recall: broken, remember: broken };
    expect((await notifyOf([eventOf()], doors)).letters).toHaveLength(1);
  });

  it.each(['{"threshold":', 'null', '7', '"x"', '{"threshold":"high"}'])(
    'has reasonData %s, which spoils nothing',
    async (reasonData) => {
      expect((await notifyOf([eventOf({ reasonData })])).letters).toHaveLength(1);
    },
  );
});

describe('a batch', () => {
  it('is told or handed back, change for change and neither twice, whichever doors fail', async () => {
    const zones = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { minLength: 1 });
    const failing = fc.subarray(['ask', 'history', 'ringing', 'standings', 'mutes', 'recall', 'remember'] as const);
    const letterless = fc.subarray(['a.example', 'c.example', 'e.example']);
    await fc.assert(
      fc.asyncProperty(zones, failing, letterless, fc.constantFrom('ALARM', 'OK'), async (names, doors, refused, state) => {
        const told: string[] = [];
        const throttled = async () => Promise.reject(new Error('Throttling'));
        const { failed, logged } = await notifyOf(
          names.map((name) => eventOf({ zone: `${name}.example`, state })),
          {
            ...Object.fromEntries(doors.map((door) => [door, throttled])),
            send: async ({ attributes: { zone } }) => {
              if (zone.some((one) => refused.includes(one))) throw new Error('Throttled');
              told.push(...zone);
            },
          },
        );
        const back = failed.map((id) => `${names[Number(id.slice(1))]}.example`);
        expect([...told, ...back].sort()).toEqual(names.map((name) => `${name}.example`).sort());
        expect(logged.some((line) => line.includes('letter not sent'))).toBe(back.length > 0);
      }),
    );
  });
});

describe('a run that comes to its end', () => {
  const zones = ['a.example', 'b.example', 'c.example'];
  const own = async (vantage: string, order: Order) =>
    order.targets.map((target) =>
      reportOf(vantage, 'serial', [toldOf({ subject: (target as { zone: string }).zone })], { target }),
    );

  it('hands back what it has no time to tell, since who is stopped tells all of it again', async () => {
    let left = 60_000;
    const pause = async () => {
      left -= 30_000;
    };
    const events = zones.map((zone) => eventOf({ zone }));
    const { letters, failed, logged } = await notifyOf(events, { ask: own, pause, leftMs: () => left });
    expect([letters.length, failed]).toEqual([2, ['m2']]);
    expect(logged).toEqual(['{"message":"no time left","about":["c.example"]}']);
  });
});

describe('a muted alarm', () => {
  const mute = (from: string) => ({ name: 'm', alarms: [alarmOf()], expression: `at(${from})`, duration: 'PT1H' });

  it.each([
    ['changes in its window: no letter', '2026-11-20T09:30', 0],
    ['changed just before its window: a letter', '2026-11-20T10:03', 1],
    ['changed just after its window: a letter', '2026-11-20T09:02', 1],
  ])('%s', async (_, from, count) => {
    expect((await notifyOf([eventOf()], { mutes: async () => [mute(from)] })).letters).toHaveLength(count);
  });
});

describe('a drill', () => {
  const reason = 'PICKET DRILL by nobody';

  it('is told with both of its ends, however fast they come', async () => {
    const events = [eventOf({ reason }), eventOf({ state: 'OK', before: reason, at: '2026-11-20T10:02:40Z' })];
    const standings = async () => [standingOf({ state: 'OK', since: '2026-11-20T10:02:40Z' })];
    const { letters } = await notifyOf(events, { standings });
    expect(letters.map(({ subject }) => subject.slice(0, 30))).toEqual([
      'DRILL CRITICAL example.org: Th',
      'DRILL OVER example.org: The dr',
    ]);
  });

  it('that is not told of all its two ends at once is told of the other when it comes again', async () => {
    const events = [eventOf({ reason }), eventOf({ state: 'OK', before: reason, at: '2026-11-20T10:02:40Z' })];
    const prints: (readonly string[])[] = [];
    await notifyOf(events, { send: async (_, of) => void prints.push(of) });
    expect(prints.map(([print]) => print)).toEqual([
      `2026-11-20T10:02:00.123Z ${alarmOf()}`,
      `2026-11-20T10:02:40.000Z ${alarmOf()}`,
    ]);
  });

  it('asks nobody to believe that a fault has ended', async () => {
    const ask = async (vantage: string) => [reportOf(vantage, 'serial')];
    const { letters } = await notifyOf([eventOf({ reason })], { ask });
    expect(letters[0]?.body).toMatch(/nothing is wrong from/);
    expect(letters[0]?.body).not.toMatch(/just ended/);
  });

  it('comes through a maintenance, and leaves no memory', async () => {
    const mutes = async () => [{ name: 'm', alarms: [alarmOf()], expression: 'at(2026-11-20T09:30)', duration: 'PT1H' }];
    const { letters, tags } = await notifyOf([eventOf({ reason })], { mutes });
    expect([letters.length, tags.size]).toEqual([1, 0]);
  });

  it('does not hide a fault of the same target', async () => {
    const { letters } = await notifyOf([eventOf({ reason }), eventOf({ severity: 'Warning' })]);
    expect(letters.map(({ subject }) => subject.split(' ')[0]).sort()).toEqual(['DRILL', 'WARNING']);
  });
});

describe('the memory of an alarm', () => {
  const NAME = 'picket-test critical serial example.org';
  const calm = async (vantage: string) => [reportOf(vantage, 'serial')];

  it('holds the fault that its letter told, since when, and when that was', async () => {
    expect([...(await notifyOf([eventOf()])).tags]).toEqual([
      [NAME, 'dns.secondary.expiring ns2.example.net/192.0.2.53 2026-11-14T07:00:00.000Z 2026-11-20T10:04:00.000Z'],
    ]);
  });

  it('takes the place of an older one where nobody could look into the fault', async () => {
    const { tags } = await notifyOf([eventOf()], { ask: async () => Promise.reject(new Error('no route')) });
    expect(tags.get(NAME)).toBe('  2026-11-14T07:00:00.000Z 2026-11-20T10:04:00.000Z');
  });

  it('is no use where the code is none of ours', async () => {
    const recall = async () => ({ fault: { code: 'x.y', subject: 'z' } });
    const { letters } = await notifyOf([eventOf({ state: 'OK' })], { recall, ask: calm });
    expect(letters[0]?.subject).toBe('RECOVERED example.org: is well again after 6 d 3 h (serial).');
  });

  const kept = { fault: { code: 'test.bad', subject: 'ns2.example.net/192.0.2.53' }, toldAt: '2026-11-20T09:05:00.000Z' };
  it.each([
    [
      'is of this fault where it was written after the alarm rang',
      '2026-11-20T09:04:00.123+0000',
      /^ns2\.example\.net.* It was: /,
    ],
    [
      'is of an older fault, and left alone, where it was written before',
      '2026-11-20T09:06:00.123+0000',
      /^example\.org is well/,
    ],
  ])('%s', async (_, since, sentence) => {
    const { letters } = await notifyOf([eventOf({ state: 'OK', since })], { recall: async () => kept, ask: calm });
    expect(letters[0]?.sentence).toMatch(sentence);
  });

  it('counts the end from where the letter about the beginning did, whichever alarm is quiet first', async () => {
    const histories: Record<string, readonly string[]> = {
      serial: ['09:00', '09:05', '09:10'],
      delegation: ['09:10'],
    };
    const history: NotifyDoors['history'] = async ({ dimensions }) =>
      ['08:50', '08:55', '09:00', '09:05', '09:10', '09:15', '09:20'].map((time) => ({
        at: new Date(`2026-11-20T${time}:00Z`),
        value: Number(histories[dimensions.Check ?? '']?.includes(time)),
      }));
    const both = (rest: Alarm) => [eventOf({ check: 'delegation', ...rest }), eventOf(rest)];
    const ask = async (vantage: string) => [reportOf(vantage, 'delegation', [toldOf()])];
    const memory = new Map<string, Remembered>();
    const remember: NotifyDoors['remember'] = async (arn, told) => void memory.set(arn, told);
    const { letters: begun } = await notifyOf(both({}), { ask, history, remember });
    const { letters: over } = await notifyOf(both({ state: 'OK' }), {
      ask: calm,
      history,
      recall: async (arn) => memory.get(arn),
    });
    expect(begun[0]?.body).toMatch(/Since +20 November 09:10 UTC/);
    expect(over[0]?.body).toMatch(/Lasted +from 20 November 09:10 UTC to /);
  });
});

describe('the handler', () => {
  const ENV = {
    PICKET_HOME_REGION: 'eu-west-1',
    PICKET_DEPLOYMENT: 'test',
    PICKET_VANTAGES: 'us-east-1,sa-east-1',
    PICKET_PAGE_TOPIC: 'arn:aws:sns:eu-west-1:111122223333:page',
    PICKET_MAIL_TOPIC: 'arn:aws:sns:eu-west-1:111122223333:mail',
  };
  const records = { Records: [{ messageId: 'm0', body: JSON.stringify(eventOf()) }] };

  it('invokes the probes in their regions, reads the history at home, and publishes', async () => {
    const recorder = await openRecorder(({ path, target }) => {
      if (path.includes('/functions/')) return { body: JSON.stringify([reportOf('us-east-1', 'serial', [toldOf()])]) };
      const MetricAlarms = [{ AlarmName: alarmOf(), AlarmArn: `${ARN}${alarmOf()}`, StateValue: 'ALARM' }];
      const known = target.endsWith('DescribeAlarms') ? { MetricAlarms } : { MetricDataResults: [] };
      if (target !== '') return { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(known) };
      return { headers: { 'content-type': 'text/xml' }, body: '<PublishResponse><PublishResult/></PublishResponse>' };
    });
    for (const [name, value] of Object.entries(ENV)) vi.stubEnv(name, value);
    vi.resetModules();
    const { handler } = await import('../../functions/notify.ts');
    expect(await handler(records)).toEqual({ batchItemFailures: [] });
    await recorder.close();
    vi.unstubAllEnvs();
    const where = recorder.requests.map(
      ({ authorization }) => /Credential=[^/]+\/\d+\/([^,]+)\/aws4_request/.exec(authorization)?.[1],
    );
    expect([...new Set(where)].sort()).toEqual(['eu-west-1/monitoring', 'eu-west-1/sns', 'sa-east-1/lambda', 'us-east-1/lambda']);
    expect(where.filter((service) => service === 'eu-west-1/sns')).toHaveLength(2);
  });

  it('says what it was handed where that is neither a batch nor a round, and heeds how long it may run', async () => {
    for (const [name, value] of Object.entries(ENV)) vi.stubEnv(name, value);
    vi.resetModules();
    const { handler } = await import('../../functions/notify.ts');
    await expect(handler({})).rejects.toThrow('This is neither a batch of the queue nor a round.');
    const over = { resources: [], detail: { ...eventOf({ state: 'OK' }).detail, alarmName: 'picket-test lost' } };
    const body = JSON.stringify({
      ...over,
      detail: { ...over.detail, previousState: { value: 'ALARM', timestamp: '2026-11-20T09:00:00Z' }, configuration: {} },
    });
    const late = await handler({ Records: [{ messageId: 'm0', body }] }, { getRemainingTimeInMillis: () => 1000 });
    expect(late).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    vi.unstubAllEnvs();
  });

  it('says what its environment lacks', async () => {
    vi.resetModules();
    const { handler } = await import('../../functions/notify.ts');
    await expect(handler(records)).rejects.toThrow(/PICKET_HOME_REGION, .* must be set/);
  });
});
