/** An event of EventBridge, as far as rules look at it. */
export type Event = Readonly<Record<string, unknown>>;

type Matcher = string | number | boolean | null | Readonly<Record<string, unknown>>;

/**
 * Does a pattern match? Every key of the pattern must: a list holds alternatives, an object goes one level deeper. Understood are
 * exact values, `prefix`, `suffix`, `equals-ignore-case`, `anything-but` (values, prefix, suffix), `exists`, `numeric`
 * (EventBridge User Guide, "Event patterns"; Amazon SNS filter policies are alike). Any other matcher is an error that names it.
 */
export function matches(pattern: Event, event: Event): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const found = event[key];
    if (Array.isArray(wanted)) return (wanted as readonly Matcher[]).some((matcher) => matchesAny(matcher, found));
    if (typeof wanted !== 'object' || wanted === null) throw new Error(`event pattern: '${key}' must be a list or an object`);
    return typeof found === 'object' && found !== null && matches(wanted as Event, found as Event);
  });
}

/** A list in the event matches by any of its members. */
function matchesAny(matcher: Matcher, found: unknown): boolean {
  if (typeof matcher === 'object' && matcher !== null && 'exists' in matcher) return (found !== undefined) === matcher.exists;
  if (found === undefined) return false;
  return Array.isArray(found) ? found.some((member) => matchesOne(matcher, member)) : matchesOne(matcher, found);
}

function matchesOne(matcher: Matcher, found: unknown): boolean {
  if (typeof matcher !== 'object' || matcher === null) return matcher === found;
  const [[kind, value] = ['', undefined]] = Object.entries(matcher);
  const text = typeof found === 'string' ? found : undefined;
  if (kind === 'prefix') return text?.startsWith(String(value)) ?? false;
  if (kind === 'suffix') return text?.endsWith(String(value)) ?? false;
  if (kind === 'equals-ignore-case') return text?.toLowerCase() === String(value).toLowerCase();
  if (kind === 'anything-but') return !([value].flat() as readonly Matcher[]).some((one) => matchesOne(one, found));
  if (kind === 'numeric') return typeof found === 'number' && inRange(value as readonly (string | number)[], found);
  throw new Error(`event pattern: the matcher '${kind}' is not understood by the stand-in`);
}

function inRange(range: readonly (string | number)[], found: number): boolean {
  for (let index = 0; index < range.length; index += 2) {
    const [sign, bound] = [range[index], Number(range[index + 1])];
    const holds = { '=': found === bound, '<': found < bound, '<=': found <= bound, '>': found > bound, '>=': found >= bound };
    if (!holds[sign as keyof typeof holds]) return false;
  }
  return true;
}
