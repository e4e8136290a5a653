import { headlineOf, type Matter, type Ring, stateOf } from './matter.ts';
import { nameOf } from './target.ts';

/** So many letters of one kind go out one by one; more of them become one. */
const MOST_ALONE = 5;

/**
 * Makes one letter of many matters. First of those that are headed by the same finding about the same server: a silent nameserver of 1,000
 * zones is one letter. Matters that could not be looked into join the one cause, if it is one, of those whose alarms rang alike. Then of
 * those that have the same kind of fault, where there are more than five of them.
 */
export function fold(matters: readonly Matter[]): readonly Matter[] {
  const looked = matters.filter((matter) => matter.reports.length > 0 || matter.occasion === 'drill');
  const causes = byCause(looked);
  const { adopted, orphans } = adopt(
    causes,
    matters.filter((matter) => !looked.includes(matter)),
  );
  const kinds = [...Map.groupBy([...adopted, ...orphans], kindOf).values()];
  return kinds.flatMap((alike) => {
    const { groups, single } = homecoming(alike);
    return single.length <= MOST_ALONE ? [...groups, ...single] : [...groups, joined(single.toSorted(byMemory), 'kind')];
  });
}

/** The cause that a matter shares with others: code, server, state and severity. Undefined where the fault is the target's own. */
export function causeOf(matter: Matter): string | undefined {
  const state = stateOf(matter);
  const head = headlineOf(matter);
  const subject = head?.told.subject ?? (state === 'OK' ? matter.was?.subject : undefined);
  if (subject === undefined || subject === nameOf(matter.target)) return undefined;
  return JSON.stringify([head?.told.code ?? matter.was?.code, subject, state, severityOf(matter), matter.occasion]);
}

/** What matters have in common that share no cause: the code, or else the alarms. */
function kindOf(matter: Matter): string {
  const head = headlineOf(matter);
  return JSON.stringify([head?.told.code ?? signatureOf(matter), stateOf(matter), severityOf(matter), matter.occasion]);
}

/** A storm that is over: few of its alarms remember what it was. The others, which remember nothing, were told with them. */
function homecoming(alike: readonly Matter[]) {
  const groups = alike.filter(({ kinship }) => kinship !== undefined);
  const single = alike.filter(({ kinship }) => kinship === undefined);
  const [storm] = groups;
  if (storm?.was === undefined || groups.length > 1) return { groups, single };
  const lost = single.filter(({ was }) => was === undefined);
  return { groups: [joined([storm, ...lost], 'cause')], single: single.filter((matter) => !lost.includes(matter)) };
}

function signatureOf({ rings }: Matter): string {
  return [...new Set(rings.map(({ check, severity, state }) => `${check} ${severity} ${state}`))].sort().join(', ');
}

function severityOf(matter: Matter): Ring['severity'] {
  const state = stateOf(matter);
  return matter.rings.some((ring) => ring.state === state && ring.severity === 'critical') ? 'critical' : 'warning';
}

/** A matter without such a cause stays alone. */
function byCause(matters: readonly Matter[]): readonly Matter[] {
  const groups = Map.groupBy(matters, (matter): unknown => causeOf(matter) ?? matter);
  return [...groups.values()].map((alike) => (alike.length === 1 ? (alike[0] as Matter) : joined(alike, 'cause')));
}

/** Nobody looked into these again. Where all that were looked into and rang alike have one cause, it is theirs too. */
function adopt(causes: readonly Matter[], strangers: readonly Matter[]) {
  const bySignature = [...Map.groupBy(strangers, signatureOf)];
  const parents = bySignature.map(([signature, orphans]) => {
    const alike = causes.filter((matter) => signatureOf(matter) === signature);
    const [parent] = alike;
    return { parent: alike.length === 1 && parent?.kinship === 'cause' ? parent : undefined, orphans };
  });
  const adopted = causes.map((matter) => {
    const mine = parents.filter(({ parent }) => parent === matter).flatMap(({ orphans }) => orphans);
    return mine.length === 0 ? matter : joined([matter, ...mine], 'cause');
  });
  return { adopted, orphans: parents.flatMap(({ parent, orphans }) => (parent === undefined ? orphans : [])) };
}

function joined(matters: readonly Matter[], kinship: Matter['kinship']): Matter {
  const [first, ...others] = matters as readonly [Matter, ...Matter[]];
  return {
    ...first,
    rings: matters.flatMap(({ rings }) => rings),
    alike: [...(first.alike ?? []), ...others.flatMap(({ target, alike = [] }) => [target, ...alike])],
    ...(kinship === undefined ? {} : { kinship }),
  };
}

/** What is remembered of one stands for all. */
function byMemory(a: Matter, b: Matter): number {
  return Number(b.was !== undefined) - Number(a.was !== undefined);
}
