import { echoOf, type Heard } from './core/cause.ts';
import { type Check, type Fact, isAbout, isForEverySlot } from './core/check.ts';
import { type Evidence, type Finding, type Meaning, worst } from './core/finding.ts';
import type { Measurement } from './core/metric.ts';
import type { Net } from './core/net.ts';
import type { Report, Weighed } from './core/report.ts';
import { nameOf, type Target } from './core/target.ts';

/** Picket's own failure, for one check alone: the rest of the run goes on. Also what a code counts as that its check does not know. */
const BROKEN: Meaning = { severity: 'unknown' };

/** Characters of one piece of evidence. Ours: a sentence shows 300 of it, and the server of a stranger may say 64 kB. */
const LONGEST_TEXT = 1000;

/** What to look at, and from where. */
export interface Watch {
  readonly vantage: string;
  readonly targets: readonly Target[];
  /** Names of the checks to run; default all that are about the target and run in every slot. */
  readonly only?: readonly string[];
}

interface Look {
  readonly target: Target;
  readonly check: Check;
  readonly findings: readonly Finding[];
  readonly measurements: readonly Measurement[];
  readonly facts: readonly Fact[];
  readonly tookMs: number;
}

/** The one loop: every target, every check that is about it, all at once. Reports come in the order of targets and checks. */
export async function run(watch: Watch, checks: readonly Check[], net: Net, now: Date): Promise<readonly Report<Weighed>[]> {
  const perTarget = await Promise.all(
    watch.targets.map(async (target) => {
      const mine = checks.filter(
        (check) => isAbout(check, target) && (watch.only?.includes(check.name) ?? isForEverySlot(check)),
      );
      const looks = await Promise.all(mine.map((check) => look(check, target, net, now)));
      return weigh(looks, watch.vantage, now);
    }),
  );
  return perTarget.flat();
}

async function look(check: Check, target: Target, net: Net, now: Date): Promise<Look> {
  const start = performance.now();
  try {
    const seen = await check.observe(target, net);
    const findings = check.judge(seen, target, now);
    const measurements = check.measure(seen, target, now);
    const facts = check.facts(seen, target, now).map((fact) => ({ ...fact, values: cut(fact.values) }));
    return { target, check, findings, measurements, facts, tookMs: performance.now() - start };
  } catch (error) {
    const evidence = { check: check.name, error: error instanceof Error ? error.message : String(error) };
    const findings = [{ code: 'check.broken', subject: nameOf(target), evidence }];
    return { target, check, findings, measurements: [], facts: [], tookMs: performance.now() - start };
  }
}

/** Weighs the findings of one target, and marks those that only echo another. */
function weigh(looks: readonly Look[], vantage: string, now: Date): readonly Report<Weighed>[] {
  const heard = looks.map(({ check, findings }) =>
    findings.map((finding): Heard => ({ finding, meaning: check.meanings[finding.code] ?? BROKEN })),
  );
  const all = heard.flat();
  return looks.map(({ target, check, measurements, facts, tookMs }, index) => {
    const findings = (heard[index] ?? []).map((one) => weighed(one, echoOf(one, all, nameOf(target))));
    const state = worst(findings.map(({ severity }) => severity));
    return { target, check: check.name, vantage, at: now.toISOString(), state, findings, measurements, facts, tookMs };
  });
}

function weighed({ finding, meaning }: Heard, echoes: string | undefined): Weighed {
  const severity = finding.severity ?? meaning.severity;
  return { ...finding, evidence: cut(finding.evidence), severity, ...(echoes === undefined ? {} : { echoes }) };
}

/** Evidence as it was, its texts cut where they are too long for a log line or an answer. */
function cut(values: Evidence): Evidence {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? short(value) : value]),
  );
}

function short(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
