import { echoOf, type Heard } from './core/cause.ts';
import { type Check, type Fact, isAbout, isForEverySlot } from './core/check.ts';
import { type Finding, type Meaning, worst } from './core/finding.ts';
import { forecastOf } from './core/forecast.ts';
import type { Measurement } from './core/metric.ts';
import type { Net } from './core/net.ts';
import type { Report, Told } from './core/report.ts';
import { nameOf, type Target } from './core/target.ts';
import { fill, fillStep } from './core/wording.ts';

/** Picket's own failure, for one check alone: the rest of the run goes on. */
export const BROKEN: Meaning = {
  severity: 'unknown',
  actWithin: '1 week',
  who: 'whoever maintains Picket',
  title: 'A check of Picket itself failed.',
  says: 'The check {check} could not finish: {error}.',
  advice: ['It says nothing about the target. Report it with the output of `picket check --json`'],
  source: 'ours: an exception means that Picket is broken, never that the target is',
};

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
export async function run(watch: Watch, checks: readonly Check[], net: Net, now: Date): Promise<readonly Report[]> {
  const perTarget = await Promise.all(
    watch.targets.map(async (target) => {
      const mine = checks.filter(
        (check) => isAbout(check, target) && (watch.only?.includes(check.name) ?? isForEverySlot(check)),
      );
      const looks = await Promise.all(mine.map((check) => look(check, target, net, now)));
      return withForecasts(tell(looks, watch.vantage, now), target, now);
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
    const facts = check.facts(seen, target, now);
    return { target, check, findings, measurements, facts, tookMs: performance.now() - start };
  } catch (error) {
    const evidence = { check: check.name, error: error instanceof Error ? error.message : String(error) };
    const findings = [{ code: 'check.broken', subject: nameOf(target), evidence }];
    return { target, check, findings, measurements: [], facts: [], tookMs: performance.now() - start };
  }
}

/** Puts the findings of one target into words, and marks those that only echo another. */
function tell(looks: readonly Look[], vantage: string, now: Date): Report[] {
  const heard = looks.map(({ check, findings }) =>
    findings.map((finding): Heard => ({ finding, meaning: meaningOf(check, finding.code) })),
  );
  const all = heard.flat();
  return looks.map(({ target, check, measurements, facts, tookMs }, index) => {
    const findings = (heard[index] ?? []).map((one) => inWords(one, echoOf(one, all, nameOf(target)), now));
    const state = worst(findings.map(({ severity }) => severity));
    return { target, check: check.name, vantage, at: now.toISOString(), state, findings, measurements, facts, tookMs };
  });
}

/** What all findings together mean for the certificates that are declared; told once, where the challenge is looked at. */
function withForecasts(reports: readonly Report[], target: Target, now: Date): readonly Report[] {
  const certificates = target.kind === 'zone' ? (target.certificates ?? []) : [];
  if (certificates.length === 0) return reports;
  const forecasts = certificates.map((certificate) => forecastOf(certificate, reports, now));
  return reports.map((report) => (report.check === 'dns-01' ? { ...report, forecasts } : report));
}

function meaningOf(check: Check, code: string): Meaning {
  return check.meanings[code] ?? BROKEN;
}

function inWords({ finding, meaning }: Heard, echoes: string | undefined, now: Date): Told {
  const words = (template: string) => fill(template, finding.subject, finding.evidence, now);
  return {
    ...finding,
    severity: finding.severity ?? meaning.severity,
    actWithin: meaning.actWithin,
    who: meaning.who,
    says: words(meaning.says),
    advice: meaning.advice.map((step) => fillStep(step, finding.subject, finding.evidence, now)),
    source: meaning.source,
    ...(echoes === undefined ? {} : { echoes }),
  };
}
