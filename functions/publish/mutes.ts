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

/**
 * Every mute rule of the region that mutes, will mute, or did so until a day ago. `about`: those of a few alarms are enough; there may be
 * thousands of rules, a second for every 15, and a page waits for them. Of many alarms all rules are read.
 */
export async function readMutes(
  client: CloudWatchClient,
  now: Date,
  about: readonly string[] = [],
  pause = later,
): Promise<readonly MuteRule[]> {
  const few = about.length > 0 && about.length <= READ_AT_ONCE ? about : [undefined];
  const arns = [...new Set((await Promise.all(few.map((alarm) => listMutes(client, now, alarm)))).flat())];
  const rules: MuteRule[] = [];
  for (let first = 0; first < arns.length; first += READ_AT_ONCE) {
    if (first > 0) await pause(1000);
    const read = await Promise.all(arns.slice(first, first + READ_AT_ONCE).map((arn) => readMute(client, nameIn(arn))));
    rules.push(...read.flatMap((rule) => rule ?? []));
  }
  return rules;
}

/** The ARNs of the rules that mute an alarm, or of all. */
async function listMutes(client: CloudWatchClient, now: Date, AlarmName: string | undefined): Promise<readonly string[]> {
  const arns: string[] = [];
  for await (const { AlarmMuteRuleSummaries = [] } of paginateListAlarmMuteRules(
    { client },
    AlarmName === undefined ? {} : { AlarmName },
  )) {
    const living = AlarmMuteRuleSummaries.filter(
      ({ Status, ExpireDate }) =>
        Status !== 'EXPIRED' || ExpireDate === undefined || now.getTime() - ExpireDate.getTime() < AFTERGLOW_MS,
    );
    arns.push(...living.flatMap(({ AlarmMuteRuleArn: arn }) => arn ?? []));
  }
  return arns;
}

/** Undefined where it was deleted since it was listed: the others mute all the same. */
async function readMute(client: CloudWatchClient, name: string): Promise<MuteRule | undefined> {
  const answer = await client.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: name })).catch((error: unknown) => {
    if (error instanceof Error && error.name.startsWith('ResourceNotFound')) return undefined;
    throw error;
  });
  if (answer === undefined) return undefined;
  const { Rule, MuteTargets, StartDate, ExpireDate } = answer;
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
