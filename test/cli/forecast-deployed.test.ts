import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer } from '../../cli/program.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import type { Forecast } from '../../functions/core/forecast.ts';
import type { Order } from '../../functions/core/order.ts';
import { openNet } from '../../functions/net/net.ts';
import { probe, readOrder } from '../../functions/probe.ts';
import { type Cloud, openCloud } from '../../lab/aws/cloud.ts';
import { type Internet, startInternet } from '../../lab/internet.ts';
import { worldOf } from './world.ts';

const NOW = new Date('2026-11-20T10:05:00Z');
const VANTAGES = ['af-south-1', 'ap-southeast-2', 'eu-central-1', 'sa-east-1', 'us-east-1'];
const CONFIG = join(import.meta.dirname, 'declared.config.ts');

/** Half of the world sees the zone, the other half sees a parent that does not know it. */
let well: Internet;
let gone: Internet;
let cloud: Cloud;
let orders: Order[];

const silent = (vantage: string) => ({
  Type: 'AWS::CloudWatch::CompositeAlarm',
  Properties: { AlarmName: `picket-test silent ${vantage}`, AlarmRule: 'FALSE' },
});
const vote = (target: string) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: `picket-test warning serial ${target}`,
    Namespace: 'Picket/test',
    MetricName: 'Warning',
    Dimensions: [
      { Name: 'Target', Value: target },
      { Name: 'Check', Value: 'serial' },
    ],
    Statistic: 'Average',
    Period: 300,
    EvaluationPeriods: 3,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0.5,
  },
});

beforeAll(async () => {
  [well, gone] = await Promise.all([startInternet({ clock: () => NOW }), startInternet({ clock: () => NOW })]);
  await well.serve({ zone: 'well.test', hosts: [{ name: 'ns1.well.test' }, { name: 'ns2.well.test' }] });
});
afterAll(() => Promise.all([well.stop(), gone.stop()]));
beforeEach(async () => {
  orders = [];
  cloud = await openCloud({ at: NOW });
  const resources = Object.fromEntries(VANTAGES.map((vantage, at) => [`S${at}`, silent(vantage)]));
  cloud.load({ Resources: { ...resources, V: vote('well.test') } }, { region: 'eu-west-1' });
  for (const [name, value] of Object.entries(cloud.env)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cloud.close();
});

/** Deploys the real probe, looking into one of the labs. */
function deploy(vantages: readonly string[], { roots, port }: Internet) {
  for (const region of vantages)
    cloud.register(region, 'picket-test-probe', async (event: unknown) => {
      const order = readOrder(event);
      orders.push(order);
      const net = openNet({ roots, port, allowPrivate: true });
      return probe(order, { net, now: NOW, put: () => Promise.reject(new Error('published')), log: () => {} });
    });
}

async function picket(...args: string[]) {
  const { world, told } = worldOf({ checks: async () => CHECKS, now: () => NOW });
  const code = await answer(['forecast', ...args], world);
  return { code, ...told };
}
const asked = (...args: string[]) => picket('well.test', '--deployed', '--config', CONFIG, ...args);

describe('picket forecast --deployed', () => {
  it('has every vantage look, publishes nothing, and puts together what they saw', async () => {
    deploy(VANTAGES, well);
    const { code, out, err } = await asked('--cert', 'well.test');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        'READY  Nothing that can be seen from outside speaks against an order for well.test at',
        '  letsencrypt.org by dns-01.',
        '  vantage         registry  forecast  decided by',
        '  af-south-1      AFRINIC   READY     –',
        '  ap-southeast-2  APNIC     READY     –',
        '  eu-central-1    RIPE NCC  READY     –',
        '  sa-east-1       LACNIC    READY     –',
        '  us-east-1       ARIN      READY     –',
        '',
        'Seen from af-south-1, ap-southeast-2, eu-central-1, sa-east-1, us-east-1, 20 November 10:05 UTC.',
        'On this day a CA asks from its own place and 4 others at least, in the areas of 2 address',
        'registries; 1 of them may disagree.',
        'A forecast is advice, not a promise: block nothing by it.',
        '',
      ].join('\n'),
    );
    expect(orders.map(({ vantage }) => vantage).sort()).toEqual(VANTAGES);
    expect(orders.every(({ publish }) => publish === false)).toBe(true);
    expect(orders.filter(({ checks }) => checks?.includes('issuance')).map(({ vantage }) => vantage)).toEqual(['af-south-1']);
  });

  it('asks for the declared certificates, each', async () => {
    deploy(VANTAGES, well);
    const forecasts = JSON.parse((await asked('--json')).out) as Forecast[];
    expect(forecasts.map(({ certificate, outcome }) => [certificate.names, certificate.ca, outcome])).toEqual([
      [['well.test'], 'pki.goog', 'READY'],
      [['www.well.test'], 'pki.goog', 'READY'],
    ]);
  });

  it('is blocked where more see it so than the rule lets disagree, and tells each with what decided', async () => {
    deploy(VANTAGES.slice(2), well);
    deploy(VANTAGES.slice(0, 2), gone);
    const { code, out } = await asked('--cert', 'well.test');
    expect(code).toBe(2);
    expect(out).toMatch(
      /^BLOCKED {2}An order for well\.test .* would\s+likely\s+fail,\s+as\s+seen\s+from\s+2\s+of\s+5\s+vantages\./,
    );
    expect(out).toMatch(/^ {2}ap-southeast-2 {2}APNIC {5}BLOCKED {3}dns\.delegation\.gone well\.test/m);
    expect(out).toMatch(/^ {2}eu-central-1 {4}RIPE NCC {2}READY {5}–$/m);
  });

  it('is risky where one sees it so, which the rule allows', async () => {
    deploy(VANTAGES.slice(1), well);
    deploy(VANTAGES.slice(0, 1), gone);
    const { code, out } = await asked('--cert', 'well.test');
    expect([code, out.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('as seen from 1 of 5 vantages it would fail.')]);
  });

  it('shows as not measured who does not answer, and why, and does not count it as agreeing', async () => {
    deploy(VANTAGES.slice(1), well);
    const one = await asked('--cert', 'well.test');
    expect(one.code).toBe(0);
    expect(one.out).toMatch(/^ {2}af-south-1 {6}AFRINIC {3}not measured {2}–$/m);
    expect(one.out.replace(/\s+/g, ' ')).toContain(
      'not measured from af-south-1: there is no such function in af-south-1: Function not found: picket-test-probe in af-south-1; was the vantage deployed, and to this account?',
    );
    expect(one.out.replace(/\s+/g, ' ')).toContain(
      '4 of 5 vantages could tell. That is fewer than the 5 places that a CA asks from.',
    );
    cloud.faults.set('Invoke', 'throttle', 1, 'us-east-1');
    const two = await asked('--cert', 'well.test');
    expect([two.code, two.out.slice(0, 7)]).toEqual([3, 'UNKNOWN']);
    expect(two.out).toContain('AWS in us-east-1 is limiting calls just now: Rate exceeded');
  });

  it('knows nothing where no vantage answers', async () => {
    const { code, out } = await asked('--cert', 'well.test');
    expect([code, out.slice(0, 7)]).toEqual([3, 'UNKNOWN']);
    expect(out).toContain('Seen from nowhere, 20 November 10:05 UTC.');
    expect(out).toContain('None of 5 vantages could tell.');
  });

  it('outlives a probe that fails or says something else', async () => {
    deploy(VANTAGES.slice(2), well);
    cloud.register('af-south-1', 'picket-test-probe', () => Promise.reject(new Error('out of\nmemory')));
    cloud.register('ap-southeast-2', 'picket-test-probe', async () => [{ target: {}, check: 'caa', findings: [] }]);
    const { code, out } = await asked('--cert', 'well.test');
    expect(code).toBe(3);
    expect(out.replace(/\s+/g, ' ')).toMatch(/not measured from af-south-1: .*the probe failed: .*out of.*memory/);
    expect(out.replace(/\s+/g, ' ')).toMatch(/not measured from ap-southeast-2: .*something that is no report/);
  });

  it('takes the name of a deployment for the wish, and the zone and its wildcard where nothing is declared', async () => {
    deploy(VANTAGES, well);
    const { code, out, err } = await picket('well.test', '--deployment', 'test', '--region', 'eu-west-1');
    expect([code, err]).toEqual([
      0,
      'picket: picket.config.ts declares no certificate of well.test; this is about well.test and *.well.test\n',
    ]);
    expect(out).toContain('an order for well.test, *.well.test at');
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'a deployment that is not there',
      ['well.test', '--deployment', 'none', '--region', 'eu-west-1'],
      /^picket: the deployment none has no alarms in eu-west-1; is it deployed, and is that its home region\?$/m,
    ],
    [
      'a zone that it does not watch',
      ['other.test', '--deployed', '--config', CONFIG],
      /^picket: the deployment test .* does not watch other\.test$/m,
    ],
    [
      'how this machine is to look',
      ['well.test', '--deployed', '--dns-port', '5353', '--allow-private'],
      /^picket: --allow-private: .*\npicket: --dns-port: is about a look from this machine/,
    ],
    [
      'a configuration that is not there',
      ['well.test', '--deployed', '--config', 'none.ts'],
      /^picket: there is no configuration at .*none\.ts$/m,
    ],
  ])('says no to %s', async (_, args, says) => {
    const { code, out, err } = await picket(...args);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(says);
    expect(orders).toEqual([]);
  });

  it.each<[string, () => void, string]>([
    ['missing keys', noKeys, 'no AWS keys were found; give them as AWS_PROFILE, or'],
    [
      'a network that is not there',
      () => vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1'),
      'AWS in eu-west-1 did not answer (',
    ],
    [
      'AWS that limits calls',
      () => cloud.faults.set('DescribeAlarms', 'throttle'),
      'AWS in eu-west-1 is limiting calls just now',
    ],
  ])('says in one sentence: %s', async (_, arrange, says) => {
    arrange();
    const { code, out, err } = await asked('--cert', 'well.test');
    expect([code, out, err.split('\n').length]).toEqual([3, '', 2]);
    expect(err).toContain(`picket: ${says}`);
  });
});

function noKeys() {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const name of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']) vi.stubEnv(name, '/dev/null');
}
