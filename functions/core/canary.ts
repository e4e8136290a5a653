import { type Exchange, sameName } from './dns.ts';

/** What a heartbeat's writer wrote. */
export interface Heartbeat {
  /** Unix seconds at which it was written. */
  readonly writtenAt: number;
  /** Counts the writes; for people who look for a gap. */
  readonly counter: number;
}

/** What one server shows at the heartbeat's name. `garbled`: text that is none. `none`: no answer with authority; others tell of that. */
export type Shown = { readonly kind: 'beat'; readonly beat: Heartbeat } | { readonly kind: 'absent' | 'garbled' | 'none' };

/** How far ahead of ours a writer's clock may be before its text is taken for nonsense: an hour, a forgotten daylight saving. */
const AHEAD_SECONDS = 3600;

/** Texts that are looked at; a heartbeat has one. */
const MOST_TEXTS = 50;

const FORMAT = /^v=1;t=(\d{1,11});n=(\d{1,15})$/;

/** The heartbeat as it is written: `v=1;t=<Unix seconds>;n=<counter>`. */
export function heartbeatText({ writtenAt, counter }: Heartbeat): string {
  return `v=1;t=${writtenAt};n=${counter}`;
}

/** Reads one text; undefined where it is no heartbeat, or one from a future that no clock explains. */
export function readHeartbeat(text: string, now: Date): Heartbeat | undefined {
  const [, written, counter] = FORMAT.exec(text) ?? [];
  const writtenAt = Number(written);
  if (written === undefined || writtenAt > now.getTime() / 1000 + AHEAD_SECONDS) return undefined;
  return { writtenAt, counter: Number(counter) };
}

/** What an answer shows: the youngest heartbeat among its texts. A text's strings belong together (RFC 1035 section 3.3.14). */
export function shownIn({ answer, question }: Exchange, now: Date): Shown {
  if (!answer.ok || !answer.value.authoritative || answer.value.truncated) return { kind: 'none' };
  const { rcode, answers } = answer.value;
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return { kind: 'none' };
  const texts = answers.flatMap((record) =>
    record.type === 'TXT' && sameName(record.owner, question.name) ? [Buffer.concat(record.strings).toString('latin1')] : [],
  );
  const beats = texts.slice(0, MOST_TEXTS).flatMap((text) => readHeartbeat(text, now) ?? []);
  const beat = beats.toSorted((a, b) => b.writtenAt - a.writtenAt)[0];
  if (beat !== undefined) return { kind: 'beat', beat };
  return { kind: texts.length > 0 ? 'garbled' : 'absent' };
}

/** Seconds since it was written, 0 for a writer whose clock is ahead. */
export function ageOf({ writtenAt }: Heartbeat, now: Date): number {
  return Math.max(0, Math.floor(now.getTime() / 1000) - writtenAt);
}
