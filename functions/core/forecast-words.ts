import { type Forecast, forecastOf, type View } from './forecast.ts';
import { field } from './lines.ts';
import { type Matter, stateOf } from './matter.ts';
import { isBinding } from './perspectives.ts';
import { registryOf } from './registries.ts';

/** Forecasts in a letter. */
const MOST_FORECASTS = 3;

/** The forecast in one sentence: advice, so it says what is likely. */
export function forecastSays({ certificate, outcome, chance, views }: Forecast): string {
  const { ca, names, method } = certificate;
  const order = `an order for ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''} at ${ca} by ${method}`;
  const blocked = views.filter((view) => view.outcome === 'BLOCKED').length;
  const from = amongOf(blocked, views);
  if (outcome === 'READY') return `Nothing that can be seen from outside speaks against ${order}.`;
  const capital = `A${order.slice(1)}`;
  if (outcome === 'BLOCKED') return `${capital} would likely fail${views.length > 1 ? `, as seen from ${from}` : ''}.`;
  if (outcome === 'UNKNOWN') return `Whether ${order} would pass could not be found out.`;
  if (blocked > 0) return `Whether ${order} would pass depends on where the CA asks from: as seen from ${from} it would fail.`;
  if (chance !== undefined) return `${capital} would pass only by luck: the chance is about ${Math.round(chance * 100)} %.`;
  return `Something speaks against ${order}: it may pass, and it may fail.`;
}

/** What the fault of a letter means for the orders of its zone, where it speaks against any: nobody wants to read it in the CA's log. */
export function forecastLines(matter: Matter, now: Date): readonly string[] {
  const { target, alike = [], reports, absent } = matter;
  if (target.kind !== 'zone' || alike.length > 0 || reports.length === 0 || stateOf(matter) === 'OK') return [];
  const forecasts = (target.certificates ?? []).map((certificate) => forecastOf(certificate, reports, now, absent));
  const bad = forecasts.filter(isPlain);
  const rest = bad.length - MOST_FORECASTS;
  const more = rest > 0 ? ` So it is with ${rest} more: picket forecast ${target.zone}` : '';
  return bad
    .slice(0, MOST_FORECASTS)
    .flatMap((forecast, index, { length }) =>
      field(index === 0 ? 'Issuance' : '', `${forecastSays(forecast)}${index === length - 1 ? more : ''}`),
    );
}

/** Does it say more than that something may go wrong? */
function isPlain({ outcome, chance, views }: Forecast): boolean {
  return (
    outcome === 'BLOCKED' || (outcome === 'RISKY' && (chance !== undefined || views.some((view) => view.outcome === 'BLOCKED')))
  );
}

function amongOf(count: number, views: readonly View[]): string {
  const told = views.filter(({ outcome }) => outcome !== 'UNKNOWN').length;
  if (told === views.length) return count === told ? `all ${told} vantages` : `${count} of ${told} vantages`;
  return count === told ? `all ${told} vantages that could tell` : `${count} of the ${told} vantages that could tell`;
}

/** What the vantages lack to look as a CA must on that day, one sentence each. */
export function shortfallsOf({ views, rule }: Forecast): readonly string[] {
  const told = views.filter(({ outcome }) => outcome !== 'UNKNOWN').map(({ vantage }) => vantage);
  const places = rule.remotes + 1;
  const areas = new Set(told.flatMap((vantage) => registryOf(vantage) ?? [])).size;
  const few = told.length < places ? ` That is fewer than the ${places} places that a CA asks from.` : '';
  const count = told.length === 0 ? 'None' : told.length;
  return [
    ...(few === '' && told.length === views.length ? [] : [`${count} of ${views.length} vantages could tell.${few}`]),
    ...(told.length === 0 || areas >= rule.registries
      ? []
      : [`${areaWords(areas)}; a CA needs agreement from ${rule.registries}.`]),
  ];
}

function areaWords(areas: number): string {
  if (areas === 0) return "In which address registry's area they lie is not known, since their names are no AWS regions";
  return `They lie in the ${areas === 1 ? 'area of one address registry' : `areas of ${areas} address registries`}`;
}

/** What a CA must do on that day, in one sentence. */
export function ruleSays({ remotes, dissenters, registries }: Forecast['rule']): string {
  if (remotes === 0) return 'On this day a CA need not ask from any place but its own.';
  const asks = `On this day a CA asks from its own place and ${remotes} others at least`;
  if (!isBinding({ remotes, dissenters, registries })) return `${asks}; what those see cannot stop an order yet.`;
  const where = registries > 1 ? `, in the areas of ${registries} address registries` : '';
  return `${asks}${where}; ${dissenters} of them may disagree.`;
}
