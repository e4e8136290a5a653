import type { Evidence } from './finding.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A span in its two largest units: `6 d 3 h`, `4 min`, `12 s`. Seconds in, negative spans as their size. */
export function spanOf(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  if (whole < MINUTE) return `${whole} s`;
  const [size, name, below, belowName] =
    whole < HOUR
      ? ([MINUTE, 'min', 1, 's'] as const)
      : whole < DAY
        ? ([HOUR, 'h', MINUTE, 'min'] as const)
        : ([DAY, 'd', HOUR, 'h'] as const);
  const rest = Math.floor((whole % size) / below);
  const head = `${Math.floor(whole / size)} ${name}`;
  return rest === 0 || (size === MINUTE && whole >= 10 * MINUTE) ? head : `${head} ${rest} ${belowName}`;
}

/** A moment as a person says it, in UTC: `3 December 04:10 UTC`; with the year where it is not the reader's. */
export function momentOf(iso: string, now?: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const otherYear = now !== undefined && at.getUTCFullYear() !== now.getUTCFullYear();
  return `${dayFormat(otherYear).format(at)} ${at.toISOString().slice(11, 16)} UTC`;
}

const dayFormats = new Map<boolean, Intl.DateTimeFormat>();

/** Each made once, since to make one takes fifty times as long as to use it; and with its first use, since the very first takes 15 ms of a probe's start. */
function dayFormat(withYear: boolean): Intl.DateTimeFormat {
  const year = withYear ? ({ year: 'numeric' } as const) : {};
  const format =
    dayFormats.get(withYear) ?? new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', ...year });
  dayFormats.set(withYear, format);
  return format;
}

/**
 * Fills `{slot}`s with the subject and the evidence. The key's unit decides the form: `…Seconds` becomes a span, `…At` a moment,
 * `…Ms` milliseconds. A slot without evidence stays as it is, which a test forbids.
 */
export function fill(template: string, subject: string, evidence: Evidence, now?: Date): string {
  return filled(template, subject, evidence, (text) => plain(text), now);
}

/**
 * Fills the slots of a step, which people paste into a shell: what a stranger's server said cannot become a command of its own. DNS names may
 * hold any sign at all, so text with one that a shell heeds is quoted.
 */
export function fillStep(template: string, subject: string, evidence: Evidence, now?: Date): string {
  return filled(template, subject, evidence, shellWord, now);
}

/** Makes a text safe for where it comes to stand; `leads`: it begins a word of its own. */
type Safe = (text: string, leads: boolean) => string;

function filled(template: string, subject: string, evidence: Evidence, safe: Safe, now?: Date): string {
  return template.replace(/\{(\w+)\}/g, (slot, key: string, at: number) => {
    const made = (text: string) => safe(text, /[\s`]/.test(template[at - 1] ?? ' '));
    if (key === 'subject') return made(subject);
    const value = evidence[key];
    return value === undefined ? slot : wordOf(key, value, made, now);
  });
}

/**
 * Quotes whatever is not known to be plain to every shell. Made safe and cut before, so that no end of a quote is lost; a backtick ends the
 * command within its sentence, so it cannot stay. A blank can: flags and lists are several words, and names write it as `\032`. A hyphen in front is written
 * as names may be (RFC 1035 section 5.1), or an alias to `-f/root/.ssh/id` has `dig` ask strangers for every line of that file; behind `--value=` it stays.
 */
function shellWord(text: string, leads: boolean): string {
  const whole = plain(text).replaceAll('`', '?');
  const safe = leads ? whole.replace(/^-/, '\\045') : whole;
  return /^[\w@%+:,./ -]*$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}

function wordOf(key: string, value: string | number, safe: (text: string) => string, now?: Date): string {
  if (typeof value === 'number' && key.endsWith('Seconds')) return spanOf(value);
  if (typeof value === 'number' && key.endsWith('Ms')) return `${Math.round(value)} ms`;
  if (typeof value === 'string' && key.endsWith('At') && !Number.isNaN(Date.parse(value))) return momentOf(value, now);
  // Options of a command are ours, never text from the network.
  return key.endsWith('Flags') ? plain(String(value)) : safe(String(value));
}

/** The first five, and how many more. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no name at all';
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).join(', ')}${more}`;
}

/** Text from the network made safe for a line of a letter, a log or a terminal: no control or bidirectional characters, `most` at most. */
export function plain(text: string, most = 300): string {
  const safe = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  // Half a character, cut here or sent so, cannot be put into a request: the letter would never go out.
  return (safe.length > most ? `${safe.slice(0, most - 1)}…` : safe).toWellFormed();
}
