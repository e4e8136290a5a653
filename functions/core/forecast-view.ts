import type { Fact } from './check.ts';
import { type Effect, effectOf, isServer, leavesOpen, neededFor } from './effects.ts';
import type { Reason, View } from './forecast.ts';
import { chanceOf, type PerspectiveRule } from './perspectives.ts';
import type { Report, Told } from './report.ts';
import type { DeclaredCertificate } from './target.ts';
import { NOT_MEASURED } from './unmeasured.ts';

/** Under this chance an order fails for all practical purposes; ours. */
const HOPELESS = 0.01;

type Judged = { readonly told: Told; readonly effect: Effect };

/** What one vantage's reports about a zone say of an order for a certificate. */
export function viewOf(
  certificate: DeclaredCertificate,
  reports: readonly Report[],
  rule: PerspectiveRule,
): Omit<View, 'vantage'> {
  const findings = reports.flatMap((report) => report.findings);
  const judged = findings.flatMap((told): Judged[] => {
    const effect = effectOf(told, certificate);
    return effect === undefined ? [] : [{ told, effect }];
  });
  const blocking = judged.filter(({ effect }) => effect === 'blocks');
  if (blocking.length > 0) return { outcome: 'BLOCKED', reasons: reasonsOf(blocking) };
  const rows = rowsIn(reports);
  const copiesMatter = certificate.method === 'dns-01';
  const relevant = judged.filter(({ effect }) => effect !== 'stale' || copiesMatter);
  const chance = chanceIn(relevant, rows, reports, rule);
  const weighed = chance === undefined ? {} : { chance };
  const isDead = rows.length > 0 && rows.every(({ isAlive }) => !isAlive);
  if (isDead || (chance !== undefined && chance < HOPELESS))
    return { outcome: 'BLOCKED', ...weighed, reasons: reasonsOf(relevant) };
  const lacking = neededFor(certificate).filter((name) => !reports.some(({ check }) => check === name));
  if (lacking.length > 0) return { outcome: 'UNKNOWN', reasons: [], why: `not looked at: ${lacking.join(', ')}` };
  const open = findings.filter((told) => leavesOpen(told, certificate));
  if (open.length > 0) return { outcome: 'UNKNOWN', reasons: causesOf(open, findings) };
  return { outcome: relevant.length > 0 ? 'RISKY' : 'READY', ...weighed, reasons: reasonsOf(relevant) };
}

/** The lowest chance that the copies leave an order; undefined where none is stale or lacks a challenge. */
function chanceIn(
  judged: readonly Judged[],
  rows: readonly Row[],
  reports: readonly Report[],
  rule: PerspectiveRule,
): number | undefined {
  const alive = rows.filter(({ isAlive }) => isAlive);
  const timed = new Set(factsOf('secondary', reports).map(({ subject }) => subject));
  const good = alive.filter(({ server }) => !isStale(server, judged, timed));
  const chances = judged.flatMap(({ told: { code, evidence } }) =>
    code === 'acme.txt.partial' ? Number(evidence.chancePercent) / 100 : [],
  );
  if (judged.some(({ effect }) => effect === 'stale') && alive.length > 0)
    chances.push(chanceOf(good.length / alive.length, rule));
  return chances.length === 0 ? undefined : Math.min(...chances);
}

/** What left it open, without what only follows from that: where the way to the zone is not known, no server of it can be asked. */
function causesOf(open: readonly Told[], findings: readonly Told[]): readonly Reason[] {
  const [lost] = open.filter(({ code }) => code === 'dns.delegation.unknown');
  const causes = findings.filter(({ code }) => open.some(({ echoes }) => echoes === code));
  return reasonsOf((lost !== undefined ? [lost] : causes.length > 0 ? causes : open).map((told) => ({ told })));
}

/** A server of the zone that was asked, and whether it serves the zone. */
interface Row {
  readonly server: string;
  readonly isAlive: boolean;
}

function rowsIn(reports: readonly Report[]): readonly Row[] {
  return factsOf('nameservers', reports)
    .filter(({ values: { answer } }) => answer !== NOT_MEASURED)
    .map(({ subject, values: { answer } }) => ({ server: subject, isAlive: answer === 'ok' || answer === 'truncated' }));
}

function factsOf(name: string, reports: readonly Report[]): readonly Fact[] {
  return reports.filter(({ check }) => check === name).flatMap(({ facts }) => facts);
}

/** Is a server's copy stale? A finding is about one address, or about all of the zone; a timer speaks for those alone that tell one. */
function isStale(server: string, judged: readonly Judged[], timed: ReadonlySet<string>): boolean {
  const meant = ({ code, subject }: Told) =>
    subject === server || (!isServer(subject) && (timed.size === 0 || timed.has(server) || !code.startsWith('dns.secondary.')));
  return judged.some(({ told, effect }) => effect === 'stale' && meant(told));
}

function reasonsOf(judged: readonly Pick<Judged, 'told'>[]): readonly Reason[] {
  // What only echoes another finding decides nothing by itself.
  const heads = judged.filter(({ told }) => told.echoes === undefined);
  return (heads.length > 0 ? heads : judged).map(({ told: { code, subject, says, advice } }) => ({
    code,
    subject,
    says,
    advice,
  }));
}
