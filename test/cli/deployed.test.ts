import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer } from '../../cli/program.ts';
import { isDrill } from '../../functions/core/drill.ts';
import { type Cloud, openCloud } from '../../lab/aws/cloud.ts';
import type { FaultKind } from '../../lab/aws/faults.ts';
import { worldOf } from './world.ts';

const AT = new Date('2026-11-20T10:05:00Z');

const alarm = (severity: string, check: string, target: string, change: object = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: `picket-test ${severity} ${check} ${target}`,
    AlarmDescription: 'It is bad.',
    Namespace: 'Picket/test',
    MetricName: severity === 'critical' ? 'Critical' : 'Warning',
    Dimensions: [
      { Name: 'Target', Value: target },
      { Name: 'Check', Value: check },
    ],
    Statistic: 'Average',
    Period: 300,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0.5,
    TreatMissingData: 'ignore',
    ...change,
  },
});

const TEMPLATE = {
  Resources: {
    A: alarm('critical', 'serial', 'example.org'),
    B: alarm('warning', 'serial', 'example.org'),
    C: alarm('warning', 'serial', 'example.net'),
    D: alarm('warning', 'serial', 'off.example', { ActionsEnabled: false }),
    E: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmName: 'picket-test heard us-east-1', AlarmRule: 'TRUE' } },
  },
};

let cloud: Cloud;
beforeEach(async () => {
  cloud = await openCloud({ at: AT });
  cloud.load(TEMPLATE, { region: 'eu-west-1' });
  for (const [name, value] of Object.entries(cloud.env)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cloud.close();
});

async function picket(...args: string[]) {
  const { world, told } = worldOf({ now: () => cloud.now });
  const code = await answer([...args, '--deployment', 'test', '--region', 'eu-west-1'], world);
  return { code, ...told };
}
const set = (name: string, value: 'ALARM' | 'OK') => {
  const one = cloud.alarms.find((each) => each.name === name);
  if (one) one.standing = { value, reason: 'Threshold Crossed', at: new Date('2026-11-20T08:05:00Z') };
};

describe('picket drill', () => {
  it('rings the alarms of the target and no others, with a reason by which the letter knows', async () => {
    const { code, out } = await picket('drill', 'example.org');
    expect(code).toBe(0);
    expect(out).toMatch(/^Set to ALARM, by hand: 2 of 2 alarms of example\.org\.\n/);
    expect(cloud.changes.map(({ alarm: { name }, to }) => [name, to.value, isDrill(to.reason)])).toEqual([
      ['picket-test critical serial example.org', 'ALARM', true],
      ['picket-test warning serial example.org', 'ALARM', true],
    ]);
  });

  it('can be had without waking anybody', async () => {
    await picket('drill', 'example.org', '--warning');
    expect(cloud.changes.map(({ alarm: { name } }) => name)).toEqual(['picket-test warning serial example.org']);
  });

  it.each([
    ['a target that is not watched', 'example.com', /does not watch example\.com/],
    ['a part of a name', 'off.exampl', /does not watch off\.exampl; did you mean off\.example\?/],
    ['what is no target', 'no target', /no target/],
    ['a target whose alarms are off', 'off.example', /no alarm of off\.example can be set/],
  ])('says no to %s', async (_, target, says) => {
    const { code, err } = await picket('drill', target);
    expect([code, cloud.changes.length]).toEqual([3, 0]);
    expect(err).toMatch(says);
  });

  /** Drills three alarms; the clock is read before each is set, and with its reading number `at` a fault begins. */
  async function stopped(at: number, kind: FaultKind) {
    cloud.load({ Resources: { H: alarm('warning', 'http', 'example.org') } } as never, { region: 'eu-west-1' });
    let read = 0;
    const now = () => {
      read += 1;
      if (read === at) cloud.faults.set('SetAlarmState', kind);
      return cloud.now;
    };
    const { world, told } = worldOf({ now });
    const code = await answer(['drill', 'example.org', '--deployment', 'test', '--region', 'eu-west-1'], world);
    return { code, ...told, rung: cloud.changes.map(({ alarm: { name } }) => name.replace(/^\S+ /, '')) };
  }

  it.each<[string, number, FaultKind, string[], string[]]>([
    [
      'fails at the first alarm, and may have set it all the same',
      1,
      'internal error',
      [],
      [
        '  Set or not, which nobody knows:',
        '    critical serial example.org',
        '  Not set:',
        '    warning serial example.org',
        '    warning http example.org',
      ],
    ],
    [
      'throttles the second one',
      2,
      'throttle',
      ['critical serial example.org'],
      [
        '  Set to ALARM before that, so that a letter marked DRILL is due:',
        '    critical serial example.org',
        '  Not set:',
        '    warning serial example.org',
        '    warning http example.org',
      ],
    ],
    [
      'fails at the last one',
      3,
      'internal error',
      ['critical serial example.org', 'warning serial example.org'],
      [
        '  Set to ALARM before that, so that a letter marked DRILL is due:',
        '    critical serial example.org',
        '    warning serial example.org',
        '  Set or not, which nobody knows:',
        '    warning http example.org',
      ],
    ],
  ])('says which alarms are set and which are not, where AWS %s', async (_, at, kind, rung, lines) => {
    const seen = await stopped(at, kind);
    expect([seen.code, seen.out, seen.rung]).toEqual([3, '', rung]);
    const [first, ...rest] = seen.err.split('\n');
    expect(first).toMatch(
      kind === 'throttle' ? /^picket: AWS in eu-west-1 is limiting calls/ : /^picket: AWS in eu-west-1 refused/,
    );
    expect(rest).toEqual([...lines, '  The same command sets the rest, once AWS takes it.', '']);
  });

  it('sets the rest, and only that, with the same command again', async () => {
    await stopped(2, 'internal error');
    cloud.faults.clear();
    const { code, out } = await picket('drill', 'example.org');
    expect([code, out]).toEqual([0, expect.stringMatching(/^Set to ALARM, by hand: 2 of 3 alarms of example\.org\.\n/)]);
  });
});

describe('picket status', () => {
  it('counts, and names what rings, the critical first', async () => {
    set('picket-test warning serial example.net', 'ALARM');
    set('picket-test critical serial example.org', 'ALARM');
    set('picket-test warning serial example.org', 'OK');
    set('picket-test heard us-east-1', 'ALARM');
    const { code, out } = await picket('status');
    expect(code).toBe(2);
    expect(out).toMatch(/^5 alarms of test: 2 ringing, 2 quiet, 1 without data; 1 muted or off\.\n/);
    expect(out.replace(/ +/g, ' ')).toMatch(
      /Ringing\n alarm since.*\n critical serial example\.org 2 h.*\n warning serial example\.net 2 h/,
    );
    expect(out).not.toMatch(/heard/);
  });

  it('takes no part of another alarm for news', async () => {
    cloud.load({ Resources: { Q: alarm('quiet', 'us-east-1', '', { AlarmName: 'picket-test quiet us-east-1' }) } } as never, {
      region: 'eu-west-1',
    });
    set('picket-test quiet us-east-1', 'ALARM');
    const { code, out } = await picket('status');
    expect([code, out]).toEqual([0, expect.stringContaining(' 0 ringing, ')]);
  });

  it('is well where nothing rings, and names all if asked', async () => {
    set('picket-test warning serial example.org', 'OK');
    const { code, out } = await picket('status', '--all');
    expect(code).toBe(0);
    expect(out).toMatch(/Quiet\n.*\n {2}warning serial example\.org/);
  });

  it('prints JSON', async () => {
    const { out } = await picket('status', '--json');
    expect(JSON.parse(out)).toHaveLength(5);
  });

  it('says which deployment has no alarms', async () => {
    const { world, told } = worldOf();
    expect(await answer(['status', '--deployment', 'none', '--region', 'eu-west-1'], world)).toBe(3);
    expect(told.err).toMatch(/the deployment none has no alarms in eu-west-1; is it deployed/);
  });

  it('is not well in the region of a vantage, where the alarms of the probe are and no others', async () => {
    const probes = ['failing', 'idle'].map((kind) => alarm('warning', 'x', 'x', { AlarmName: `picket-test ${kind} us-east-1` }));
    cloud.load({ Resources: { F: probes[0], I: probes[1] } } as never, { region: 'us-east-1' });
    for (const command of [['status'], ['mute', 'example.org'], ['drill', 'example.org']]) {
      const { world, told } = worldOf();
      expect(await answer([...command, '--deployment', 'test', '--region', 'us-east-1'], world)).toBe(3);
      expect(told.err).toBe('picket: us-east-1 is a vantage of the deployment test, not its home region\n');
    }
  });

  it('asks again where CloudWatch is in a hurry', async () => {
    cloud.faults.set('DescribeAlarms', 'throttle', 3);
    expect((await picket('status')).code).toBe(0);
  });

  it('says what AWS says', async () => {
    cloud.faults.set('DescribeAlarms', 'throttle');
    const { code, err } = await picket('status');
    expect(code).toBe(3);
    expect(err).toBe('picket: AWS in eu-west-1 is limiting calls just now: Rate exceeded; try again in a minute\n');
  });

  it('goes on where the mute rules may not be read', async () => {
    cloud.faults.set('ListAlarmMuteRules', 'throttle');
    const { code, err } = await picket('status');
    expect(code).toBe(0);
    expect(err).toMatch(/mute rules could not be read: Rate exceeded/);
  });
});

describe('a line about a deployment', () => {
  it.each([
    [
      'status',
      ['status', '--deployment', 'a b', '--region', 'nowhere'],
      [/^--deployment: 'a b' is no deployment name; expected a lower-case/, /^--region: 'nowhere' is no AWS region/],
    ],
    [
      'status, of the region alone',
      ['status', '--deployment', 'test', '--region', 'eu-west'],
      [/^--region: 'eu-west' is no AWS region; expected one such as eu-central-1$/],
    ],
    [
      'mute',
      ['mute', 'https://www.example.org/x', '--for', 'soon', '--deployment', 'Test', '--region', 'eu-west-1'],
      [/ \(did you mean https:\/\/www\.example\.org\?\)$/, /^--for: 'soon' is no duration/, /^--deployment: 'Test'/],
    ],
    [
      'drill',
      ['drill', 'a@example.org', '--deployment', 'test', '--region', ''],
      [/ \(did you mean example\.org\?\)$/, /^--region: '' is no/],
    ],
    [
      'mute, without its configuration',
      ['mute', '192.0.2.1', '--config', '/nonexistent.ts'],
      [/ is an address/, /^there is no configuration at/],
    ],
    [
      'forecast',
      ['forecast', 'example.org', '--deployment', '-', '--region', 'nowhere'],
      [/^--deployment: '-' is no/, /^--region: /],
    ],
  ])('is refused with all its faults before AWS is asked: %s', async (_, line, faults) => {
    const { world, told } = worldOf({ now: () => cloud.now });
    expect(await answer(line, world)).toBe(3);
    const said = told.err.split('\npicket: ').map((one) => one.replace('picket: ', '').trimEnd());
    expect(said).toEqual(faults.map((fault) => expect.stringMatching(fault)));
  });
});

describe('picket mute', () => {
  it('mutes the alarms of the target from now on, and says until when and how to end it', async () => {
    const { code, out } = await picket('mute', 'example.org', '--for', '2h');
    expect(code).toBe(0);
    expect(out).toMatch(/^Muted until 20 November 12:06 UTC: 2 alarms of example\.org\.\nNone of them rings now\.\n/);
    expect(cloud.mutes).toMatchObject([
      {
        alarms: ['picket-test critical serial example.org', 'picket-test warning serial example.org'],
        expression: 'at(2026-11-20T10:05)',
        duration: 'PT121M',
        timezone: 'UTC',
      },
    ]);
    expect(out).toContain(`--alarm-mute-rule-name ${cloud.mutes[0]?.name}\n`);
    expect((await picket('status')).out).toMatch(/; 3 muted or off\./);
  });

  it('says that an earlier window lasts longer, and so does status', async () => {
    await picket('mute', 'example.org', '--for', '2h');
    await cloud.step(new Date(AT.getTime() + 5 * 60_000));
    const { out } = await picket('mute', 'example.org', '--for', '30m');
    expect(out).toMatch(
      /^Muted until 20 November 10:41 UTC: .*\nAn earlier window lasts longer: nothing is told until 20 November 12:06 UTC\.\n/,
    );
    set('picket-test critical serial example.org', 'ALARM');
    expect((await picket('status')).out).toMatch(/critical serial example\.org .* muted for 1 h 56 min more/);
  });

  it('is told by status on the narrowest screen too', async () => {
    await picket('mute', 'example.org');
    for (const target of ['example.org', 'example.net']) set(`picket-test warning serial ${target}`, 'ALARM');
    const { world, told } = worldOf({ now: () => cloud.now, page: { ...worldOf().world.page, width: 40 } });
    await answer(['status', '--deployment', 'test', '--region', 'eu-west-1'], world);
    expect(told.out).toContain('  warning serial example.org\n    muted for 1 h 1 min more, since 2 h\n');
    expect(told.out).toContain('  warning serial example.net\n    since 2 h\n');
  });

  it('says which services of a zone it does not mute, and what rings', async () => {
    const services = ['https://www.example.org', 'https://www.example.net'].map((name) => alarm('warning', 'http', name));
    cloud.load({ Resources: { F: services[0], G: services[1] } } as never, { region: 'eu-west-1' });
    set('picket-test warning serial example.org', 'ALARM');
    const { out } = await picket('mute', 'example.org');
    expect(out).toContain('\n1 of them rings now; that was told before.\n');
    expect(out).toContain('\nNot muted, since they are targets of their own: https://www.example.org.\n');
    expect((await picket('mute', 'https://www.example.org')).out).not.toContain('Not muted');
  });

  it('mutes all the same where the mute rules may not be read', async () => {
    cloud.faults.set('ListAlarmMuteRules', 'throttle');
    const { code, out, err } = await picket('mute', 'example.org');
    expect([code, cloud.mutes.length]).toEqual([0, 1]);
    expect(out).not.toContain('earlier');
    expect(err).toMatch(/mute rules could not be read: Rate exceeded/);
  });

  it('mutes for the longest that CloudWatch mutes, and not a minute longer', async () => {
    const { code, out } = await picket('mute', 'EXAMPLE.org.', '--for', '15d');
    expect([code, cloud.mutes[0]?.duration]).toEqual([0, 'PT21600M']);
    expect(out).toMatch(/2 alarms of EXAMPLE\.org\.\n/);
  });

  it.each(['-1h', '0', '400d', '1.5h'])('mutes nothing for %s', async (duration) => {
    const { code, err } = await picket('mute', 'example.org', '--for', duration);
    expect([code, cloud.mutes.length]).toEqual([3, 0]);
    expect(err).toContain(`--for: '${duration}' is no duration; expected one such as 30m, 2h or 1d12h, 15 days at most`);
  });

  it('says what is no duration', async () => {
    const { code, err } = await picket('mute', 'example.org', '--for', 'a while');
    expect([code, cloud.mutes.length]).toEqual([3, 0]);
    expect(err).toMatch(/--for: 'a while' is no duration; expected one such as 30m/);
  });
});
