import { randomUUID } from 'node:crypto';

/** A schedule of the template. */
export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** `rate(5 minutes)` or `cron(0/5 * * * ? *)`, in UTC. */
  readonly expression: string;
  readonly targetArn: string;
  /** The event with its context attributes, as JSON text. */
  readonly input: string;
}

/** One bell: which function is to be called, with which event. */
export interface Due {
  readonly schedule: string;
  readonly region: string;
  readonly targetArn: string;
  readonly event: unknown;
}

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * The schedules that ring in the minute of `at`. A rate rings at multiples of itself since 1970 (ours: AWS counts from the
 * schedule's creation, and the demonstration wants the same slots every time). `<aws.scheduler.scheduled-time>` and its three
 * siblings are replaced (EventBridge Scheduler User Guide, "Adding context attributes"); the time is ISO 8601 without fractions.
 */
export function dueOf(schedules: readonly Schedule[], at: Date): readonly Due[] {
  return schedules.filter(({ expression }) => rings(expression, at)).map((schedule) => dueNow(schedule, at));
}

function dueNow({ name, arn, region, targetArn, input }: Schedule, at: Date): Due {
  const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000);
  const attributes: Record<string, string> = {
    'scheduled-time': minute.toISOString().replace('.000Z', 'Z'),
    'schedule-arn': arn,
    'execution-id': randomUUID(),
    'attempt-number': '1',
  };
  const text = input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (keyword, key: string) => attributes[key] ?? keyword);
  return { schedule: name, region, targetArn, event: JSON.parse(text) };
}

function rings(expression: string, at: Date): boolean {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) return Math.floor(at.getTime() / 60_000) % (Number(rate[1]) * (MINUTES[rate[2] ?? ''] ?? 1)) === 0;
  const cron = /^cron\(([^)]+)\)$/.exec(expression);
  const fields = cron?.[1]?.trim().split(/\s+/) ?? [];
  if (fields.length !== 6) throw new Error(`schedule expression '${expression}' is not understood by the stand-in`);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  return (
    inField(minute, at.getUTCMinutes(), 0) &&
    inField(hour, at.getUTCHours(), 0) &&
    inField(day, at.getUTCDate(), 1) &&
    inField(month, at.getUTCMonth() + 1, 1) &&
    inField(numbered(weekday), at.getUTCDay() + 1, 1) &&
    inField(year, at.getUTCFullYear(), 1970)
  );
}

/** Sunday is 1. */
function numbered(field: string): string {
  return field.replace(/[A-Z]{3}/g, (name) => String(WEEKDAYS.indexOf(name) + 1));
}

/** `*`, `?`, `5`, `1-5`, `0/5`, `1-10/2`, and lists of them. */
function inField(field: string, value: number, least: number): boolean {
  return field.split(',').some((part) => {
    const match = /^(?:([*?])|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) throw new Error(`cron field '${field}' is not understood by the stand-in`);
    const [, any, from, to, step] = match;
    const first = any ? least : Number(from);
    const last = to ? Number(to) : any || step ? Number.POSITIVE_INFINITY : first;
    return value >= first && value <= last && (value - first) % Number(step ?? 1) === 0;
  });
}
