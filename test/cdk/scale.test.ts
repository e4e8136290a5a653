import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../functions/checks/registry.ts';
import { ofType, type Resource, synth, watchOf } from './synth.ts';

const MOST_BYTES = 1_000_000; // of a template, CloudFormation quotas

const ZONES = Array.from({ length: 1000 }, (_, index) => `zone${index}.example`);
/** Seven alarms a zone; all checks make twice as many, and take twice as long. By name: a new check moves no other's place. */
const FEW = CHECKS.filter(({ name }) => ['delegation', 'nameservers', 'serial', 'secondary'].includes(name));
const stacksOf = (zones: readonly string[]) => synth(watchOf({ zones, services: [], vantages: ['us-east-1'] }), FEW);

describe('a thousand zones', () => {
  const before = stacksOf(ZONES);
  const after = stacksOf(ZONES.toSpliced(500, 0, 'new.example'));
  const counts = Object.values(before).map((resources) => ofType(resources, 'AWS::CloudWatch::Alarm').length);

  it('have more than 6,000 alarms, in stacks that CloudFormation takes', () => {
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThan(6000);
    for (const [name, resources] of Object.entries(before)) {
      expect(Object.keys(resources).length, name).toBeLessThanOrEqual(500);
      expect(JSON.stringify(resources).length, name).toBeLessThan(MOST_BYTES);
    }
  });

  it('change in nothing but the new zone when one is put in the middle', () => {
    const changed: [string, Resource][] = Object.entries(after).flatMap(([name, resources]) =>
      Object.entries(resources).filter(([id, one]) => JSON.stringify(one) !== JSON.stringify(before[name]?.[id])),
    );
    const alarms = changed.filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(0);
    expect(alarms.filter(([, { Properties }]) => !Properties.AlarmName.endsWith(' new.example'))).toEqual([]);
    // Besides: the one order that carries it, in every slot and every hour, and the functions that know the list of all targets.
    const others = changed.filter(([, { Type }]) => Type !== 'AWS::CloudWatch::Alarm').map(([, { Type }]) => Type);
    expect(others.filter((type) => type === 'AWS::Scheduler::Schedule')).toHaveLength(2);
    expect(others.filter((type) => !/Schedule|Lambda::Function|Dashboard/.test(type))).toEqual([]);
    const gone = Object.entries(before).flatMap(([name, resources]) =>
      Object.keys(resources).filter((id) => !(id in (after[name] ?? {}))),
    );
    expect(gone).toEqual([]);
  });
});

describe('the mute rules', () => {
  const maintenance = [{ targets: ['example.org', 'https://www.example.org'], cron: '0 2 * * SUN', for: '2h' }];
  const { 'picket-test-home': home = {} } = synth(watchOf({ maintenance }), CHECKS);

  it('silence every alarm of their targets and no other, 100 at most each', () => {
    const rules = ofType(home, 'AWS::CloudWatch::AlarmMuteRule');
    expect(rules.map(({ Rule }) => Rule.Schedule)).toEqual(
      [1, 2].map(() => ({ Expression: 'cron(0 2 * * SUN)', Duration: 'PT2H', Timezone: 'UTC' })),
    );
    const muted: string[] = rules.flatMap(({ MuteTargets }) => MuteTargets.AlarmNames);
    const alarms = ofType(home, 'AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName);
    const theirs = alarms.filter((name) => / (critical|warning) .* (example\.org|https:\/\/www\.example\.org)$/.test(name));
    expect(muted.sort()).toEqual(theirs.sort());
    for (const { MuteTargets } of rules) expect(MuteTargets.AlarmNames.length).toBeLessThanOrEqual(100);
  });

  it('come after the alarms that they name', () => {
    const rules = Object.values(home).filter(({ Type }) => Type === 'AWS::CloudWatch::AlarmMuteRule');
    expect(rules).toHaveLength(2);
    for (const { Properties, DependsOn } of rules as (Resource & { DependsOn: string[] })[]) {
      const before = DependsOn.map((id) => home[id]?.Properties.AlarmName);
      expect(before.sort()).toEqual(Properties.MuteTargets.AlarmNames.toSorted());
    }
  });

  it('are none where no window is configured', () => {
    expect(ofType(synth(watchOf(), CHECKS)['picket-test-home'] ?? {}, 'AWS::CloudWatch::AlarmMuteRule')).toEqual([]);
  });
});
