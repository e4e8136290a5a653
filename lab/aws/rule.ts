import type { AlarmState } from './alarm.ts';

/** The state of an alarm by name or ARN; undefined where there is no such alarm. */
export type StateOf = (alarm: string) => AlarmState | undefined;

type Rule = (stateOf: StateOf) => boolean;

const TOKEN = /\s*(?:"([^"]*)"|([(),])|([^\s(),"]+))/y;
const STATES: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];

interface Parser {
  readonly text: string;
  readonly tokens: readonly string[];
  next: number;
}

/**
 * Reads the rule of a composite alarm: ALARM(x), OK(x), INSUFFICIENT_DATA(x), TRUE, FALSE, AND, OR, NOT, brackets and
 * AT_LEAST(M or P%, [NOT] STATE, (x, y, …)) (User Guide, "Composite alarms"). Throws a sentence where it cannot.
 * The rule itself throws when it names an alarm that does not exist: AWS refuses to create such a composite.
 */
export function parseRule(text: string): Rule {
  const parser = { text, tokens: tokensOf(text), next: 0 };
  const rule = either(parser);
  if (parser.next < parser.tokens.length) throw fault(parser, `unexpected '${parser.tokens[parser.next]}'`);
  return rule;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`alarm rule '${text}': an open quote`);
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return tokens;
}

function fault(parser: Parser, what: string): Error {
  return new Error(`alarm rule '${parser.text}': ${what}`);
}

function take(parser: Parser, expected?: string): string {
  const token = parser.tokens[parser.next];
  if (token === undefined || (expected !== undefined && token !== expected)) {
    throw fault(parser, `expected ${expected ?? 'more'}, got ${token ?? 'the end'}`);
  }
  parser.next += 1;
  return token;
}

function taken(parser: Parser, word: string): boolean {
  if (parser.tokens[parser.next] !== word) return false;
  parser.next += 1;
  return true;
}

function either(parser: Parser): Rule {
  const rules = [both(parser)];
  while (taken(parser, 'OR')) rules.push(both(parser));
  return (stateOf) => rules.some((rule) => rule(stateOf));
}

function both(parser: Parser): Rule {
  const rules = [single(parser)];
  while (taken(parser, 'AND')) rules.push(single(parser));
  return (stateOf) => rules.every((rule) => rule(stateOf));
}

function single(parser: Parser): Rule {
  const word = take(parser);
  if (word === 'NOT') {
    const rule = single(parser);
    return (stateOf) => !rule(stateOf);
  }
  if (word === '(') {
    const rule = either(parser);
    take(parser, ')');
    return rule;
  }
  if (word === 'TRUE' || word === 'FALSE') return () => word === 'TRUE';
  if (word === 'AT_LEAST') return atLeast(parser);
  if (!STATES.includes(word)) throw fault(parser, `unexpected '${word}'`);
  take(parser, '(');
  const alarm = take(parser);
  take(parser, ')');
  return (stateOf) => known(parser, alarm, stateOf) === word;
}

function atLeast(parser: Parser): Rule {
  take(parser, '(');
  const threshold = take(parser);
  take(parser, ',');
  const inverted = taken(parser, 'NOT');
  const state = take(parser);
  take(parser, ',');
  take(parser, '(');
  const alarms = [take(parser)];
  while (taken(parser, ',')) alarms.push(take(parser));
  take(parser, ')');
  take(parser, ')');
  const needed = threshold.endsWith('%') ? (Number.parseFloat(threshold) / 100) * alarms.length : Number(threshold);
  if (!(needed > 0) || !STATES.includes(state)) throw fault(parser, `AT_LEAST(${threshold}, ${state}, …) is no condition`);
  return (stateOf) => alarms.filter((alarm) => (known(parser, alarm, stateOf) === state) !== inverted).length >= needed;
}

function known(parser: Parser, alarm: string, stateOf: StateOf): AlarmState {
  const state = stateOf(alarm);
  if (state === undefined) throw fault(parser, `there is no alarm ${alarm}`);
  return state;
}
