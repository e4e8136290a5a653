import { describe, expect, it } from 'vitest';
import type { Check } from '../../functions/core/check.ts';
import type { Net } from '../../functions/core/net.ts';
import { labSettings } from '../../functions/lab-settings.ts';
import { handler, probe, readOrder } from '../../functions/probe.ts';
import type { Datum } from '../../functions/publish/metric-data.ts';
import { checkOf, NOW, ZONE } from './sightings.ts';

const SERVICE = { kind: 'service', scheme: 'https', host: 'www.example.org', port: 443 } as const;
const EVENT = { vantage: 'us-east-1', slot: '2026-11-20T10:02:00Z', periodSeconds: 300, targets: [ZONE, SERVICE] };
const NO_NET = {} as Net;

async function probeWith(check: Partial<Check>, change: object = {}) {
  const sent: Datum[][] = [];
  const lines: string[] = [];
  const order = readOrder({ ...EVENT, ...change });
  const put = async (data: readonly Datum[]) => void sent.push([...data]);
  const reports = await probe(order, { net: NO_NET, now: NOW, put, log: (line) => lines.push(line), checks: [checkOf(check)] });
  return { reports, sent, lines };
}

describe('readOrder', () => {
  it('takes what the schedule carries', () => {
    expect(readOrder(EVENT)).toEqual(EVENT);
    expect(readOrder({ ...EVENT, publish: false })).toEqual({ ...EVENT, publish: false });
  });

  it('carries every declaration of a zone to the checks', () => {
    const target = {
      ...ZONE,
      zone: 'dev.example.org',
      registered: 'example.org',
      certificates: [{ names: ['*.example.org'], ca: 'letsencrypt.org', account: 'https://ca.example/acct/1', method: 'dns-01' }],
      canary: { name: '_dns-canary.example.org', intervalSeconds: 600 },
      addresses: [{ name: 'www.example.org', pool: ['192.0.2.0/24', 'lb.example.net'] }],
      serials: 'independent',
      expect: [{ name: '_acme-challenge.example.org', value: 'x'.repeat(43) }],
      resolvers: ['192.0.2.53', '192.0.2.54'],
    };
    expect(readOrder({ ...EVENT, targets: [target] }).targets).toEqual([target]);
    const wrong = { ...target, certificates: [{ names: 'example.org' }], serials: 'some' };
    expect(() => readOrder({ ...EVENT, targets: [wrong] })).toThrow(/targets\.0\.certificates\.0\.names .*targets\.0\.serials/);
  });

  it('carries to the checks where the certificates of a service are searched for', () => {
    const target = { ...SERVICE, transparency: [{ api: 'Cert Spotter', url: 'https://ct.example/v1/issuances' }] };
    expect(readOrder({ ...EVENT, periodSeconds: 21_600, targets: [target] }).targets).toEqual([target]);
    expect(() => readOrder({ ...EVENT, targets: [{ ...target, transparency: true }] })).toThrow(/targets\.0\.transparency/);
  });

  it('tells all faults at once', () => {
    const bad = { slot: 'noon', periodSeconds: 30, targets: [] };
    expect(() => readOrder(bad)).toThrow(
      'This is no order: vantage is missing; slot is no time; expected ISO 8601; periodSeconds is under 60; targets is empty.',
    );
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'hello'],
    ['a target whose spelling is not its own', { ...EVENT, targets: [{ ...SERVICE, host: 'www.example.org.' }] }],
    ['a null target', { ...EVENT, targets: [null] }],
    ['a zone without its name', { ...EVENT, targets: [{ kind: 'zone' }] }],
    ['a zone that is an address', { ...EVENT, targets: [{ kind: 'zone', zone: '192.0.2.1' }] }],
    ['a zone in capitals, which would be another metric', { ...EVENT, targets: [{ kind: 'zone', zone: 'Example.org' }] }],
    ['a service with an unknown scheme', { ...EVENT, targets: [{ ...SERVICE, scheme: 'gopher' }] }],
    ['a service without a host', { ...EVENT, targets: [{ kind: 'service', scheme: 'https', port: 443 }] }],
    ['a target of a kind that is none', { ...EVENT, targets: [{ kind: 'planet' }] }],
    ['a check that is none', { ...EVENT, checks: ['horoscope'] }],
    ['a slot that the scheduler did not fill in', { ...EVENT, slot: '<aws.scheduler.scheduled-time>' }],
  ])('refuses %s', (_, event) => {
    expect(() => readOrder(event)).toThrow(/^This is no order: /);
  });
});

describe('probe', () => {
  it('publishes votes stamped with the floored slot and answers with the reports', async () => {
    const { reports, sent } = await probeWith({});
    expect(reports.map(({ check, state }) => [check, state])).toEqual([['serial', 'well']]);
    const times = sent[0]?.map(({ Timestamp }) => Timestamp?.toISOString());
    expect(new Set(times)).toEqual(new Set(['2026-11-20T10:00:00.000Z']));
    expect(sent[0]?.map(({ MetricName }) => MetricName)).toEqual(['Critical', 'Warning', 'Unknowns', 'Heartbeat']);
  });

  it('publishes nothing where the order says so', async () => {
    const { reports, sent } = await probeWith({}, { publish: false });
    expect([reports.length, sent.length]).toEqual([1, 0]);
  });

  it('sends another heartbeat for a round of its own, or it would stand for that of a slot', async () => {
    const beatOf = async (change: object) => {
      const { sent } = await probeWith({}, change);
      const data = sent[0]?.filter(({ MetricName }) => MetricName === 'Heartbeat' || MetricName === 'Unknowns');
      return data?.map(({ MetricName, Dimensions, Timestamp }) => [MetricName, Timestamp.toISOString(), Dimensions]);
    };
    const vantage = { Name: 'Vantage', Value: 'us-east-1' };
    const slot = '2026-11-20T10:00:00.000Z';
    expect(await beatOf({ periodSeconds: 3600, checks: ['serial'] })).toEqual([
      ['Heartbeat', slot, [vantage, { Name: 'Round', Value: '1h' }]],
    ]);
    expect(await beatOf({})).toEqual([
      ['Unknowns', slot, [vantage]],
      ['Heartbeat', slot, [vantage]],
    ]);
  });

  it('casts no vote for a check that broke, and still sends the heartbeat', async () => {
    const { sent } = await probeWith({ judge: () => JSON.parse('{') });
    expect(sent[0]?.map(({ MetricName, Value }) => [MetricName, Value])).toEqual([
      ['Unknowns', 1],
      ['Heartbeat', 1],
    ]);
  });

  it('logs one line where all is well', async () => {
    const { lines } = await probeWith({});
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ message: 'run', vantage: 'us-east-1', states: { well: 1 } }]);
  });

  it('logs what is not well in full, and in ASCII whatever a server says', async () => {
    const subject = 'ns\u202e\u2028\n\u001b[2J.example';
    const { lines } = await probeWith({ judge: () => [{ code: 'test.bad', subject, evidence: {} }] });
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['report', 'run']);
    expect(JSON.parse(lines[0] ?? '').findings[0].subject).toBe(subject);
    expect(lines.join('')).toMatch(/^[ -~]+$/);
  });

  it('fails where the metrics cannot be sent, so that the alarm on the function itself rings', async () => {
    const put = async () => Promise.reject(new Error('no way home'));
    const doors = { net: NO_NET, now: NOW, put, log: () => {}, checks: [checkOf()] };
    await expect(probe(readOrder(EVENT), doors)).rejects.toThrow('no way home');
  });

  it('says what its environment lacks', async () => {
    await expect(handler(EVENT)).rejects.toThrow('PICKET_HOME_REGION and PICKET_DEPLOYMENT must be set');
  });
});

describe('labSettings', () => {
  it('are none where nothing is set', () => {
    expect(labSettings(undefined)).toEqual({});
  });

  it('lead a probe to the root of a lab', () => {
    const settings = { roots: [{ name: 'a.root', address: '127.0.0.1' }], port: 5353, allowPrivate: true };
    expect(labSettings(JSON.stringify(settings))).toEqual(settings);
  });

  it.each([
    ['no JSON', '{', /PICKET_LAB is no JSON/],
    ['a root without an address', '{"roots":[{"name":"a"}]}', /roots\.0\.address/],
    ['two faults at once', '{"port":0,"allowPrivate":"yes"}', /port: .*; allowPrivate: /],
    ['an unknown setting', '{"prot":53}', /prot/],
    ['a bare number', '53', /the whole: /],
  ])('refuse %s', (_, text, message) => {
    expect(() => labSettings(text)).toThrow(message);
  });
});
