import { setTimeout as later } from 'node:timers/promises';
import {
  type CloudWatchClient,
  GetAlarmMuteRuleCommand,
  PutAlarmMuteRuleCommand,
  paginateListAlarmMuteRules,
} from '@aws-sdk/client-cloudwatch';
import type { MuteRule } from '../core/window.ts';

/** What a mute rule takes (API reference, MuteTargets). */
export const MOST_MUTED = 100;

/** Rules that are read in a second; CloudWatch answers 20 requests (its quota of GetAlarmMuteRule). */
const READ_AT_ONCE = 15;

/** How long after its end a rule that is over may still have changes to tell. */
const AFTERGLOW_MS = 24 * 3_600_000;

/** Every mute rule of the region that mutes, will mute, or did so until a day ago. */
export async function readMutes(client: CloudWatchClient, now: Date, pause = later): Promise<readonly MuteRule[]> {
  const arns: string[] = [];
  for await (const { AlarmMuteRuleSummaries = [] } of paginateListAlarmMuteRules({ client }, {})) {
    const living = AlarmMuteRuleSummaries.filter(
      ({ Status, ExpireDate }) =>
        Status !== 'EXPIRED' || ExpireDate === undefined || now.getTime() - ExpireDate.getTime() < AFTERGLOW_MS,
    );
    arns.push(...living.flatMap(({ AlarmMuteRuleArn: arn }) => arn ?? []));
  }
  const rules: MuteRule[] = [];
  for (let first = 0; first < arns.length; first += READ_AT_ONCE) {
    if (first > 0) await pause(1000);
    rules.push(...(await Promise.all(arns.slice(first, first + READ_AT_ONCE).map((arn) => readMute(client, nameIn(arn))))));
  }
  return rules;
}

async function readMute(client: CloudWatchClient, name: string): Promise<MuteRule> {
  const { Rule, MuteTargets, StartDate, ExpireDate } = await client.send(
    new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: name }),
  );
  const { Expression: expression = '', Duration: duration = '', Timezone: timezone } = Rule?.Schedule ?? {};
  return {
    name,
    alarms: MuteTargets?.AlarmNames ?? [],
    expression,
    duration,
    ...(timezone === undefined ? {} : { timezone }),
    ...(StartDate === undefined ? {} : { from: StartDate }),
    ...(ExpireDate === undefined ? {} : { until: ExpireDate }),
  };
}

function nameIn(arn: string): string {
  return arn.slice(arn.indexOf(':alarm-mute-rule:') + ':alarm-mute-rule:'.length);
}

/** Mutes alarms, 100 at most, in one window from `start`, a whole minute. The rule is over with its window. */
export async function putMute(
  client: CloudWatchClient,
  name: string,
  alarms: readonly string[],
  start: Date,
  minutes: number,
): Promise<void> {
  const Schedule = { Expression: `at(${start.toISOString().slice(0, 16)})`, Duration: `PT${minutes}M`, Timezone: 'UTC' };
  await client.send(
    new PutAlarmMuteRuleCommand({
      Name: name,
      Description: `picket mute, ${minutes} min`,
      Rule: { Schedule },
      MuteTargets: { AlarmNames: [...alarms] },
      ExpireDate: new Date(start.getTime() + minutes * 60_000),
    }),
  );
}
