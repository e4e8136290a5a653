import { type State, worse, worst } from '../functions/core/finding.ts';
import type { Report, Told } from '../functions/core/report.ts';
import { nameOf, type Target } from '../functions/core/target.ts';

/** Findings of one code and severity about one target: told once, with the names of the others it is true of, and what it explains. */
export interface Headline {
  readonly first: Told;
  readonly more: readonly Told[];
  readonly echoes: readonly Told[];
}

/** All that the checks said about one target. */
export interface Verdict {
  readonly target: Target;
  readonly state: State;
  /** Worst first; within a severity in the order of the checks. */
  readonly headlines: readonly Headline[];
  readonly reports: readonly Report[];
}

/** One verdict a target, in the order of the reports. */
export function verdictsOf(reports: readonly Report[]): readonly Verdict[] {
  return [...Map.groupBy(reports, ({ target }) => nameOf(target)).values()].flatMap((mine) => {
    const target = mine[0]?.target;
    if (target === undefined) return [];
    const findings = mine.flatMap((report) => report.findings);
    return [{ target, state: worst(mine.map(({ state }) => state)), headlines: headlinesOf(findings), reports: mine }];
  });
}

/** Sorts the worst first and leaves the order of equals as it was. */
export function worstFirst<T>(things: readonly T[], stateOf: (thing: T) => State): T[] {
  return [...things].sort((a, b) => {
    const [left, right] = [stateOf(a), stateOf(b)];
    if (left === right) return 0;
    return worse(left, right) === left ? -1 : 1;
  });
}

function headlinesOf(findings: readonly Told[]): Headline[] {
  const roots = new Map(findings.map((finding) => [finding, rootOf(finding, findings)]));
  const heads = findings.filter((finding) => roots.get(finding) === undefined);
  const groups = Map.groupBy(heads, ({ code, severity }) => `${code} ${severity}`);
  const told = new Set<string>();
  const headlines = [...groups.values()].flatMap(([first, ...more]): Headline[] => {
    if (first === undefined) return [];
    const echoes = told.has(first.code) ? [] : findings.filter((finding) => roots.get(finding) === first.code);
    told.add(first.code);
    return [{ first, more, echoes }];
  });
  return worstFirst(headlines, ({ first }) => first.severity);
}

/**
 * The code of the headline under which an echo is told; undefined for a headline itself.
 * An echo without a cause among the findings, or in a ring of echoes, is a headline: nothing gets lost.
 */
function rootOf(finding: Told, findings: readonly Told[], passed: readonly string[] = []): string | undefined {
  if (finding.echoes === undefined || passed.includes(finding.code)) return undefined;
  const causes = findings.filter(({ code }) => code === finding.echoes);
  const cause = causes.find(({ echoes }) => echoes === undefined) ?? causes[0];
  if (cause === undefined) return undefined;
  if (cause.echoes === undefined) return cause.code;
  return rootOf(cause, findings, [...passed, finding.code]);
}
