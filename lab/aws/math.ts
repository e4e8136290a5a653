import { combine, FUNCTIONS, manyOf, OPERATE, type Series, type Value } from './series.ts';

/** What an expression may name: results of other queries by id. `metrics` are those that are no expressions, for METRICS(). */
export interface Scope {
  readonly windows: number;
  readonly metrics: Readonly<Record<string, Series>>;
  readonly expressions: Readonly<Record<string, Value>>;
}

type Node = (scope: Scope) => Value;

const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?)|"([^"]*)"|([A-Za-z_]\w*)|(&&|\|\||==|!=|<=|>=|[-+*/^<>()[\],]))/y;

const BINDING: Readonly<Record<string, number>> = {
  OR: 1,
  '||': 1,
  AND: 2,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '^': 7,
};

const ALIAS: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR' };

/**
 * The part of CloudWatch's metric math that alarms need: arithmetic, comparison, AND/OR, arrays, SUM AVG MIN MAX ABS CEIL FLOOR
 * FILL IF METRICS. A missing side of an operation between two series counts as 0, and a division by zero drops the point (User
 * Guide, "Using metric math"). Anything else is an error that names it.
 */
export function evaluateMath(expression: string, scope: Scope): Value {
  const tokens = tokensOf(expression);
  const parser = { tokens, next: 0, expression };
  const node = parse(parser, 0);
  if (parser.next < tokens.length) throw fault(parser, `unexpected '${tokens[parser.next]?.text}'`);
  return node(scope);
}

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign';
  readonly text: string;
}

interface Parser {
  readonly tokens: readonly Token[];
  readonly expression: string;
  next: number;
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = expression.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(expression);
    if (!match) throw new Error(`metric math '${expression}': cannot read '${expression.slice(at, at + 10)}'`);
    const [, number, text, name, sign] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (text !== undefined) tokens.push({ kind: 'text', text });
    else if (name !== undefined) tokens.push({ kind: name in BINDING ? 'sign' : 'name', text: name });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}

function fault(parser: Parser, what: string): Error {
  return new Error(`metric math '${parser.expression}': ${what}`);
}

function take(parser: Parser, text?: string): Token {
  const token = parser.tokens[parser.next];
  if (!token) throw fault(parser, `ends where ${text ?? 'a value'} was expected`);
  if (text !== undefined && (token.kind !== 'sign' || token.text !== text)) {
    throw fault(parser, `expected '${text}', got '${token.text}'`);
  }
  parser.next += 1;
  return token;
}

function parse(parser: Parser, binding: number): Node {
  let left = operand(parser);
  for (;;) {
    const token = parser.tokens[parser.next];
    const power = token?.kind === 'sign' ? (BINDING[token.text] ?? 0) : 0;
    if (!token || power <= binding) return left;
    parser.next += 1;
    const operate = OPERATE[ALIAS[token.text] ?? token.text] as (a: number, b: number) => number;
    const [a, b] = [left, parse(parser, power)];
    left = (scope) => combine(a(scope), b(scope), operate);
  }
}

function operand(parser: Parser): Node {
  const token = take(parser);
  if (token.kind === 'number') return () => Number(token.text);
  if (token.kind === 'name' && parser.tokens[parser.next]?.text === '(') return call(parser, token.text);
  if (token.kind === 'name') return (scope) => named(scope, token.text);
  if (token.text === '-') {
    const value = parse(parser, 6);
    return (scope) => combine(0, value(scope), (_, b) => -b);
  }
  if (token.text === '(') {
    const inner = parse(parser, 0);
    take(parser, ')');
    return inner;
  }
  if (token.kind === 'sign' && token.text === '[') {
    const members = list(parser, ']');
    return (scope) => ({ array: members.flatMap((member) => manyOf(member(scope), scope.windows)) });
  }
  throw fault(parser, `unexpected '${token.text}'`);
}

function list(parser: Parser, end: string): Node[] {
  const members: Node[] = [];
  while (parser.tokens[parser.next]?.text !== end) {
    if (members.length > 0) take(parser, ',');
    members.push(parse(parser, 0));
  }
  take(parser, end);
  return members;
}

function call(parser: Parser, name: string): Node {
  take(parser, '(');
  if (name === 'METRICS') {
    const part = parser.tokens[parser.next]?.kind === 'text' ? take(parser).text : '';
    take(parser, ')');
    return ({ metrics }) => ({ array: Object.keys(metrics).flatMap((id) => (id.includes(part) ? [metrics[id] ?? []] : [])) });
  }
  const known = FUNCTIONS[name];
  if (!known) throw fault(parser, `the function ${name} is not known to the stand-in`);
  const members = list(parser, ')');
  return (scope) =>
    known(
      members.map((member) => member(scope)),
      scope.windows,
    );
}

function named(scope: Scope, id: string): Value {
  const series = scope.metrics[id];
  if (series) return { series };
  const value = scope.expressions[id];
  if (value === undefined) throw new Error(`metric math: no query has the id '${id}'`);
  return value;
}
