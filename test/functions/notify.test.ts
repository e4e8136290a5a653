import { describe, expect, it, vi } from 'vitest';
import type { Letter } from '../../functions/core/letter.ts';
import type { Order } from '../../functions/core/order.ts';
import type { Report } from '../../functions/core/report.ts';
import { type NotifyDoors, notify } from '../../functions/notify.ts';
import { openRecorder } from './publish/recorder.ts';
import { checkOf, NOW, reportOf, toldOf, zoneNamed } from './sightings.ts';

interface Alarm {
  readonly zone?: string;
  readonly check?: string;
  readonly severity?: 'Critical' | 'Warning';
  readonly state?: string;
  readonly previous?: string;
  readonly at?: string;
  readonly namespace?: string;
}

const eventOf = ({ zone = 'example.org', check = 'serial', severity = 'Critical', state = 'ALARM', ...rest }: Alarm = {}) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  detail: {
    alarmName: `picket-test ${severity.toLowerCase()} ${check} ${zone}`,
    state: { value: state, timestamp: rest.at ?? '2026-11-20T10:02:00.123+0000' },
    previousState: { value: rest.previous ?? (state === 'OK' ? 'ALARM' : 'OK') },
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
      send: async (letter) => void letters.push(letter),
      pause: async (ms) => void pauses.push(ms),
      log: () => {},
      checks: [checkOf()],
      ...change,
    },
  );
  return { letters, orders, pauses, failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
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
    expect(letters[0]?.body).toMatch(/\(60 in all\)/);
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
      if (attributes.zone === 'b.example') throw new Error('Throttled');
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
      if (target.endsWith('GetMetricData'))
        return { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{"MetricDataResults":[]}' };
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
    expect(where.sort()).toEqual([
      'eu-west-1/monitoring',
      'eu-west-1/sns',
      'eu-west-1/sns',
      'sa-east-1/lambda',
      'us-east-1/lambda',
    ]);
  });

  it('says what its environment lacks', async () => {
    vi.resetModules();
    const { handler } = await import('../../functions/notify.ts');
    await expect(handler(records)).rejects.toThrow(/PICKET_HOME_REGION, .* must be set/);
  });
});
