import type { Phrasebook, Words } from './finding.ts';
import { forecastOf } from './forecast.ts';
import type { Report, Told, Weighed } from './report.ts';
import { nameOf } from './target.ts';
import { fill, fillStep } from './wording.ts';

/** Picket's own failure, which any check can have. */
export const BROKEN: Words = {
  actWithin: '1 week',
  who: 'whoever maintains Picket',
  title: 'A check of Picket itself failed.',
  says: 'The check {check} could not finish: {error}.',
  advice: ['It says nothing about the target. Report it with the output of `picket check --json`'],
  source: 'ours: an exception means that Picket is broken, never that the target is',
};

/** A probe of another version is heard in the minutes of a deployment, and for good where only a part was deployed. */
const UNHEARD_OF: Words = {
  actWithin: '1 week',
  who: 'whoever deploys Picket',
  title: 'A probe told a code that is not known here.',
  says: 'A probe of another version tells {code} of {subject}, for which there are no words here.',
  advice: ['Deploy all stacks of one version: `npx cdk deploy --all`', 'In the version of the probe: `picket explain {code}`'],
  source: 'ours: what a probe saw is never left out',
};

/** Puts what the probes saw into words, and adds what it means for the declared certificates, vantage by vantage. */
export function inWords(reports: readonly Report<Weighed>[], words: Phrasebook): readonly Report[] {
  const told = reports.map((report) => ({ ...report, findings: report.findings.map((one) => worded(one, report, words)) }));
  const looks = Map.groupBy(told, ({ vantage, target }) => JSON.stringify([vantage, nameOf(target)]));
  return told.map((report) => withForecasts(report, looks.get(JSON.stringify([report.vantage, nameOf(report.target)])) ?? []));
}

function worded(finding: Weighed, { check, at }: Report<Weighed>, words: Phrasebook): Told {
  const { code, subject } = finding;
  const book = words[check]?.codes ?? {};
  const own = code === 'check.broken' ? BROKEN : Object.hasOwn(book, code) ? book[code] : undefined;
  const { title: _, says, advice, actWithin, ...rest } = own ?? UNHEARD_OF;
  const evidence = own === undefined ? { code } : finding.evidence;
  const now = new Date(at);
  return {
    ...finding,
    ...rest,
    actWithin: isBrokenNow(finding, now) ? '1 hour' : actWithin,
    says: fill(says, subject, evidence, now),
    advice: advice.map((step) => fillStep(step, subject, evidence, now)),
  };
}

/** Critical, and not of a time to come: it wakes somebody because clients fail, also where the same code alone would have a day. */
function isBrokenNow({ severity, outlook }: Weighed, now: Date): boolean {
  return severity === 'critical' && !(outlook !== undefined && Date.parse(outlook.at) > now.getTime());
}

/** Told once, where the challenge is looked at. */
function withForecasts(report: Report, look: readonly Report[]): Report {
  const { target, check, at } = report;
  const certificates = target.kind === 'zone' && check === 'dns-01' ? (target.certificates ?? []) : [];
  if (certificates.length === 0) return report;
  return { ...report, forecasts: certificates.map((certificate) => forecastOf(certificate, look, new Date(at))) };
}
