import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addVoteAlarm, voteAlarmsOf } from '../../cdk/alarms.ts';
import type { PicketConfig } from '../../cdk/config.ts';
import type { State } from '../../functions/core/finding.ts';
import { dimensionsOf } from '../../functions/core/metric.ts';
import { metricData } from '../../functions/publish/metric-data.ts';
import { checkOf, ZONE } from '../functions/sightings.ts';
import { ofType, watchOf } from './synth.ts';

const REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1', 'eu-north-1', 'ca-central-1'];
const SLOT = new Date('2026-11-20T10:00:00Z');
const QUORUM = checkOf({ name: 'quorum', corroboration: 'quorum' });
const ANY = checkOf({ name: 'any', corroboration: 'any' });
const CHECKS = [QUORUM, ANY];

/** What a vantage finds of a target in a slot, by check; undefined where the vantage is silent. */
type Seen = Readonly<Record<'quorum' | 'any', State>> | undefined;

/** The alarms of one target, as CloudFormation has them. */
function alarmsOf(change: Partial<PicketConfig>) {
  const watch = watchOf({ zones: [ZONE.zone], services: [], ...change });
  const stack = new Stack(new App(), 'alarms');
  for (const alarm of voteAlarmsOf(ZONE, CHECKS, watch.modes.alarms)) addVoteAlarm(stack, watch, alarm);
  return { watch, alarms: ofType(Template.fromStack(stack).toJSON().Resources, 'AWS::CloudWatch::Alarm') };
}

/** What the slot is to the alarm: breaching, not breaching, or no point at all. */
function look(alarm: ReturnType<typeof ofType>[number], votes: readonly number[]): boolean | undefined {
  if (votes.length === 0) return undefined;
  const sum = votes.reduce((all, vote) => all + vote, 0);
  const value = { Average: sum / votes.length, Sum: sum, Maximum: Math.max(...votes) }[alarm.Statistic as 'Sum'];
  return alarm.ComparisonOperator === 'GreaterThanThreshold' ? value > alarm.Threshold : value >= alarm.Threshold;
}

const BOTH = ['full', 'sparse'].flatMap((publish) => ['per-check', 'per-target'].map((alarms) => ({ publish, alarms })));
const DEPLOYMENTS = REGIONS.flatMap((_, most) => BOTH.map((modes) => ({ modes, vantages: REGIONS.slice(0, most + 1) }))).map(
  ({ modes, vantages }) => alarmsOf({ ...(modes as object), vantages, perVantage: vantages.length === 3 }),
);

describe('a slot', () => {
  const state = fc.constantFrom<State>('well', 'notice', 'unknown', 'warning', 'critical');
  const seen: fc.Arbitrary<Seen> = fc.option(fc.record({ quorum: state, any: state }), { nil: undefined });
  const slots = fc.array(seen, { minLength: REGIONS.length, maxLength: REGIONS.length });

  it('rings where more than half of those who could tell agree, or anybody where one is enough', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DEPLOYMENTS), slots, ({ watch, alarms }, all) => {
        const there = all.slice(0, watch.vantages.length);
        const sent = there.flatMap((one, at) => {
          const reports = one === undefined ? [] : CHECKS.map(({ name }) => reportOf(name, one[name as 'any']));
          return reports.length === 0 ? [] : metricData(reports, CHECKS, REGIONS[at] ?? '', SLOT, watch.modes);
        });
        for (const alarm of alarms) {
          const [, check = ''] = /^\S+ \S+ (\S+) /.exec(alarm.AlarmName) ?? [];
          const dimensions = Object.entries(dimensionsOf(ZONE, check)).map(([Name, Value]) => ({ Name, Value }));
          expect(new Set(alarm.Dimensions)).toEqual(new Set(dimensions));
          const mine = sent.filter(({ MetricName, Dimensions }) => {
            return MetricName === alarm.MetricName && JSON.stringify(Dimensions) === JSON.stringify(dimensions);
          });
          const votes = mine.map(({ Value }) => Value);
          expect(look(alarm, votes) ?? false, alarm.AlarmName).toBe(shouldRing(alarm, check, there, watch));
        }
      }),
      { numRuns: 300 },
    );
  });
});

function reportOf(check: string, state: State) {
  return { target: ZONE, check, state, findings: [], facts: [], measurements: [] } as never;
}

/** The same in words: of the states themselves, and nothing of metrics. */
function shouldRing(
  { MetricName }: { MetricName: string },
  check: string,
  there: readonly Seen[],
  { modes, vantages }: ReturnType<typeof watchOf>,
): boolean {
  const rank = ['well', 'notice', 'unknown', 'warning', 'critical'];
  const states = there.flatMap((one) => {
    if (one === undefined) return [];
    const both = [one.quorum, one.any].toSorted((a, b) => rank.indexOf(b) - rank.indexOf(a));
    return [(check === 'all' ? both[0] : one[check as 'any']) ?? 'well'];
  });
  const ill = states.filter((one) => one === 'critical' || one === MetricName.toLowerCase()).length;
  if (check === 'any') return ill > 0;
  const count = modes.publish === 'sparse' ? vantages.length : states.filter((one) => one !== 'unknown').length;
  return ill * 2 > count;
}
