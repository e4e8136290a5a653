import * as v from 'valibot';
import { type Resource, readProperties } from './template.ts';
import { type Answered, reading } from './wire.ts';

/** A mute rule of one region, as it is kept. */
export interface Mute {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly description?: string | undefined;
  readonly expression: string;
  readonly duration: string;
  readonly timezone: string;
  readonly alarms: readonly string[];
  readonly start?: Date | undefined;
  readonly expire?: Date | undefined;
}

const MINUTE = 60_000;
const Schedule = v.object({ Expression: v.string(), Duration: v.string(), Timezone: v.optional(v.string(), 'UTC') });
const Names = v.pipe(v.array(v.string()), v.maxLength(100));
const Moment = v.optional(
  v.pipe(
    v.number(),
    v.transform((seconds) => new Date(seconds * 1000)),
  ),
);

const PutRequest = v.object({
  Name: v.pipe(v.string(), v.regex(/^[\w.-]{1,255}$/, 'must be letters, digits, dots, hyphens and underscores')),
  Description: v.optional(v.string()),
  Rule: v.object({ Schedule }),
  MuteTargets: v.object({ AlarmNames: Names }),
  StartDate: Moment,
  ExpireDate: Moment,
});

const Template = v.object({
  Description: v.optional(v.string()),
  Rule: v.object({ Schedule }),
  MuteTargets: v.object({ AlarmNames: Names }),
});

/** What is kept of mute rules: all regions' in one list, of which a region sees its own. */
export interface Mutes {
  readonly all: Mute[];
  readonly region: string;
  readonly account: string;
  readonly now: Date;
}

/** A mute rule of a template. */
export function muteOf(resource: Resource, region: string): Mute {
  const { Description: description, Rule, MuteTargets } = readProperties(Template, resource);
  const { Expression: expression, Duration: duration, Timezone: timezone } = Rule.Schedule;
  const { name, arn } = resource;
  return { name, arn, region, description, expression, duration, timezone, alarms: MuteTargets.AlarmNames };
}

/** PutAlarmMuteRule: a rule of the same name is replaced. A schedule that cannot be read is refused. */
export function putMute(request: unknown, { all, region, account }: Mutes): Answered {
  return reading(PutRequest, request, ({ Name: name, Description: description, Rule, MuteTargets, StartDate, ExpireDate }) => {
    const { Expression: expression, Duration: duration, Timezone: timezone } = Rule.Schedule;
    const arn = `arn:aws:cloudwatch:${region}:${account}:alarm-mute-rule:${name}`;
    const alarms = MuteTargets.AlarmNames;
    const mute: Mute = {
      name,
      arn,
      region,
      description,
      expression,
      duration,
      timezone,
      alarms,
      start: StartDate,
      expire: ExpireDate,
    };
    if (lengthOf(duration) === undefined || beginOf(mute) === undefined)
      return { refusal: { code: 'InvalidParameterValue', says: `The schedule ${expression} ${duration} is invalid` } };
    const at = all.findIndex((one) => one.region === region && one.name === name);
    all.splice(at < 0 ? all.length : at, at < 0 ? 0 : 1, mute);
    return { body: {} };
  });
}

/** GetAlarmMuteRule. */
export function getMute(request: unknown, { all, region, now }: Mutes): Answered {
  return reading(v.object({ AlarmMuteRuleName: v.string() }), request, ({ AlarmMuteRuleName: name }) => {
    const mute = all.find((one) => one.region === region && one.name === name);
    if (mute === undefined) return { refusal: { code: 'ResourceNotFound', says: `Unknown mute rule ${name}`, status: 404 } };
    const { expression: Expression, duration: Duration, timezone: Timezone, alarms } = mute;
    return {
      body: {
        Name: name,
        AlarmMuteRuleArn: mute.arn,
        Description: mute.description,
        Rule: { Schedule: { Expression, Duration, Timezone } },
        MuteTargets: { AlarmNames: alarms },
        ...dates(mute),
        Status: statusOf(mute, now),
      },
    };
  });
}

/** ListAlarmMuteRules, all on one page. */
export function listMutes(request: unknown, { all, region, now }: Mutes): Answered {
  const shape = v.object({ AlarmName: v.optional(v.string()), Statuses: v.optional(v.array(v.string())) });
  return reading(shape, request, ({ AlarmName, Statuses }) => {
    const mine = all
      .filter((mute) => mute.region === region && (AlarmName === undefined || mute.alarms.includes(AlarmName)))
      .filter((mute) => Statuses?.includes(statusOf(mute, now)) ?? true);
    const AlarmMuteRuleSummaries = mine.map((mute) => ({
      AlarmMuteRuleArn: mute.arn,
      Status: statusOf(mute, now),
      MuteType: mute.expression.startsWith('at(') ? 'ONE_TIME' : 'RECURRING',
      ...dates(mute),
    }));
    return { body: { AlarmMuteRuleSummaries } };
  });
}

/** DeleteAlarmMuteRule. */
export function deleteMute(request: unknown, { all, region }: Mutes): Answered {
  return reading(v.object({ AlarmMuteRuleName: v.string() }), request, ({ AlarmMuteRuleName: name }) => {
    const at = all.findIndex((one) => one.region === region && one.name === name);
    if (at >= 0) all.splice(at, 1);
    return { body: {} };
  });
}

/** Is an alarm muted at a time? */
export function isMuted(mutes: readonly Mute[], region: string, alarm: string, at: Date): boolean {
  return mutes.some((mute) => mute.region === region && mute.alarms.includes(alarm) && isOpen(mute, at));
}

function dates({ start, expire }: Mute) {
  return {
    ...(start === undefined ? {} : { StartDate: start.getTime() / 1000 }),
    ...(expire === undefined ? {} : { ExpireDate: expire.getTime() / 1000 }),
  };
}

function statusOf(mute: Mute, now: Date): 'SCHEDULED' | 'ACTIVE' | 'EXPIRED' {
  if (isOpen(mute, now)) return 'ACTIVE';
  const once = /^at\((.+)\)$/.exec(mute.expression)?.[1];
  const isOver = once !== undefined && new Date(`${once}Z`).getTime() < now.getTime();
  return isOver || (mute.expire !== undefined && mute.expire <= now) ? 'EXPIRED' : 'SCHEDULED';
}

/** A window is open if one of the minutes of its length before `at` began it. */
function isOpen(mute: Mute, at: Date): boolean {
  const begins = beginOf(mute);
  const length = lengthOf(mute.duration) ?? 0;
  if (begins === undefined || (mute.start ?? at) > at || (mute.expire !== undefined && mute.expire <= at)) return false;
  const last = Math.floor(at.getTime() / MINUTE) * MINUTE;
  for (let begun = last; begun > at.getTime() - length; begun -= MINUTE) if (begins(new Date(begun))) return true;
  return false;
}

function lengthOf(duration: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration);
  const [, days = '0', hours = '0', minutes = '0'] = match ?? [];
  const length = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * MINUTE;
  return match === null || length < MINUTE || length > 15 * 1440 * MINUTE ? undefined : length;
}

/** UTC alone, and of cron the fields that are numbers, `*`, ranges and lists; the rest is not understood. */
function beginOf({ expression, timezone }: Mute): ((minute: Date) => boolean) | undefined {
  const once = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)$/.exec(expression)?.[1];
  if (timezone !== 'UTC') return undefined;
  if (once !== undefined) return (minute) => minute.toISOString().startsWith(once);
  const fields = /^cron\(([^)]+)\)$/.exec(expression)?.[1]?.split(' ');
  if (fields?.length !== 5) return undefined;
  return (minute) => {
    const clock = [
      minute.getUTCMinutes(),
      minute.getUTCHours(),
      minute.getUTCDate(),
      minute.getUTCMonth() + 1,
      minute.getUTCDay(),
    ];
    return clock.every((value, index) => matches(fields[index] ?? '', value));
  };
}

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function matches(field: string, value: number): boolean {
  const numbered = field.replace(/[A-Z]{3}/g, (name) => String(WEEKDAYS.indexOf(name)));
  return numbered.split(',').some((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    return part === '*' || (value >= from && value <= to);
  });
}
