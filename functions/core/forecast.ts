import { type Effect, effectOf, isServer, leavesOpen } from './effects.ts';
import { chanceOf, type PerspectiveRule, perspectiveRule } from './perspectives.ts';
import { registryOf } from './registries.ts';
import type { Report, Told } from './report.ts';
import type { DeclaredCertificate } from './target.ts';

/**
 * Would a CA issue, asked now? `READY`: nothing that Picket can see speaks against it. `RISKY`: it depends on which servers or from where the CA
 * asks. `BLOCKED`: it must refuse. `UNKNOWN`: Picket could not look.
 */
export type Outcome = 'READY' | 'RISKY' | 'BLOCKED' | 'UNKNOWN';

/** One piece of evidence. */
export type Reason = Pick<Told, 'code' | 'subject' | 'says' | 'advice'>;

/** What one vantage makes of it. */
export interface View {
  readonly vantage: string;
  readonly outcome: Outcome;
  /** 0 to 1, where copies differ: an estimate, since nobody tells how a CA's resolvers choose among servers. */
  readonly chance?: number;
  readonly reasons: readonly Reason[];
}

/** A forecast of one order: advice, never a promise. A CA sees the network from places of its own. */
export interface Forecast {
  readonly certificate: DeclaredCertificate;
  readonly outcome: Outcome;
  /** The lowest of the views', where any has one. */
  readonly chance?: number;
  /** The deciding evidence, each code and subject once. */
  readonly reasons: readonly Reason[];
  /** What the CA must do on that day. */
  readonly rule: PerspectiveRule;
  readonly views: readonly View[];
}

/** Under this chance an order fails for all practical purposes; ours. */
const HOPELESS = 0.01;

/** Forecasts an order for a certificate out of the reports about its zone, from one or several vantages. */
export function forecastOf(certificate: DeclaredCertificate, reports: readonly Report[], now: Date): Forecast {
  const rule = perspectiveRule(now);
  const views = [...Map.groupBy(reports, ({ vantage }) => vantage)].map(([vantage, mine]) => ({
    vantage,
    ...viewOf(certificate, mine, rule),
  }));
  return forecastFrom(certificate, views, now);
}

/** Puts views together that were made in several places. */
export function forecastFrom(certificate: DeclaredCertificate, views: readonly View[], now: Date): Forecast {
  const rule = perspectiveRule(now);
  const chances = views.flatMap(({ chance }) => chance ?? []);
  const odds = chances.length === 0 ? {} : { chance: Math.min(...chances) };
  return { certificate, outcome: combined(views, rule), ...odds, reasons: decidingOf(views), rule, views };
}

type Judged = { readonly told: Told; readonly effect: Effect };

function viewOf(certificate: DeclaredCertificate, reports: readonly Report[], rule: PerspectiveRule): Omit<View, 'vantage'> {
  const findings = reports.flatMap((report) => report.findings);
  const judged = findings.flatMap((told): Judged[] => {
    const effect = effectOf(told, certificate);
    return effect === undefined ? [] : [{ told, effect }];
  });
  const rows = rowsIn(reports);
  const alive = rows.filter(({ isAlive }) => isAlive);
  const good = alive.filter(({ server }) => !isStale(server, judged));
  const blocking = judged.filter(({ effect }) => effect === 'blocks');
  const copiesMatter = certificate.method === 'dns-01' && judged.some(({ effect }) => effect === 'stale');
  const chances = judged.flatMap(({ told: { code, evidence } }) =>
    code === 'acme.txt.partial' ? Number(evidence.chancePercent) / 100 : [],
  );
  if (copiesMatter && alive.length > 0) chances.push(chanceOf(good.length / alive.length, rule));
  const chance = chances.length === 0 ? undefined : Math.min(...chances);
  const isDead = rows.length > 0 && alive.length === 0;
  if (blocking.length > 0) return { outcome: 'BLOCKED', reasons: reasonsOf(blocking) };
  const relevant = judged.filter(({ effect }) => effect !== 'stale' || copiesMatter);
  const weighed = chance === undefined ? {} : { chance };
  if (isDead || (chance !== undefined && chance < HOPELESS))
    return { outcome: 'BLOCKED', ...weighed, reasons: reasonsOf(relevant) };
  const open = findings.filter(leavesOpen);
  if (open.length > 0 || reports.length === 0) return { outcome: 'UNKNOWN', reasons: open };
  return { outcome: relevant.length > 0 ? 'RISKY' : 'READY', ...weighed, reasons: reasonsOf(relevant) };
}

/** Every server of the zone that was asked, and whether it serves the zone. */
function rowsIn(reports: readonly Report[]): readonly { readonly server: string; readonly isAlive: boolean }[] {
  const facts = reports.filter(({ check }) => check === 'nameservers').flatMap((report) => report.facts);
  return facts
    .filter(({ values: { answer } }) => answer !== 'not measured')
    .map(({ subject, values: { answer } }) => ({ server: subject, isAlive: answer === 'ok' || answer === 'truncated' }));
}

/** Is a server's copy stale? A finding is about one address, or about all of the zone. */
function isStale(server: string, judged: readonly Judged[]): boolean {
  return judged.some(({ told: { subject }, effect }) => effect === 'stale' && (subject === server || !isServer(subject)));
}

function reasonsOf(judged: readonly Judged[]): readonly Reason[] {
  // What only echoes another finding decides nothing by itself.
  const heads = judged.filter(({ told }) => told.echoes === undefined);
  return (heads.length > 0 ? heads : judged).map(({ told: { code, subject, says, advice } }) => ({
    code,
    subject,
    says,
    advice,
  }));
}

/** The CA's rule, applied to our vantages: so many may disagree, and those that agree must lie in two registries' areas where ours do. */
function combined(views: readonly View[], { dissenters, registries }: PerspectiveRule): Outcome {
  const told = views.filter(({ outcome }) => outcome !== 'UNKNOWN');
  const blocked = told.filter(({ outcome }) => outcome === 'BLOCKED');
  const passing = told.filter(({ outcome }) => outcome !== 'BLOCKED');
  if (told.length === 0) return 'UNKNOWN';
  if (passing.length === 0 || blocked.length > dissenters) return 'BLOCKED';
  const areas = (some: readonly View[]) => new Set(some.flatMap(({ vantage }) => registryOf(vantage) ?? [])).size;
  if (areas(passing) < registries && areas(told) >= registries) return 'BLOCKED';
  return told.every(({ outcome }) => outcome === 'READY') ? 'READY' : 'RISKY';
}

function decidingOf(views: readonly View[]): readonly Reason[] {
  const order: readonly Outcome[] = ['BLOCKED', 'RISKY', 'UNKNOWN', 'READY'];
  const all = order.flatMap((outcome) => views.filter((view) => view.outcome === outcome).flatMap(({ reasons }) => reasons));
  const known = new Map<string, Reason>();
  for (const reason of all) {
    const key = `${reason.code} ${reason.subject}`;
    if (!known.has(key)) known.set(key, reason);
  }
  return [...known.values()];
}

/** The forecast in one sentence. */
export function forecastSays({ certificate, outcome, chance, views }: Forecast): string {
  const { ca, names, method } = certificate;
  const order = `an order for ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''} at ${ca} by ${method}`;
  const blocked = views.filter((view) => view.outcome === 'BLOCKED');
  const where = views.length > 1 && blocked.length > 0 ? ` (as ${blocked.length} of ${views.length} vantages see it)` : '';
  const odds = chance === undefined ? '' : `, with a chance of about ${Math.round(chance * 100)} %`;
  if (outcome === 'READY') return `Nothing that can be seen from outside speaks against ${order}.`;
  if (outcome === 'RISKY') return `Likely ${order} would pass only by luck${odds}${where}.`;
  if (outcome === 'BLOCKED') return `Likely ${order} would fail${odds}${where}.`;
  return `Whether ${order} would pass could not be found out.`;
}
