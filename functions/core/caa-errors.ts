import type { LevelReading, Trouble } from './caa-level.ts';
import type { CAA_MEANINGS } from './caa-meanings.ts';
import { nameserverLabel } from './dns.ts';
import type { Evidence, Finding } from './finding.ts';
import type { Station } from './station.ts';
import { listed } from './wording.ts';

/** A level that troubles the climb of a name. `decider`: the level below it whose set ends the climb before it. */
export interface Troubled {
  readonly name: string;
  /** The CA that would be asked to issue for the name. */
  readonly ca: string;
  readonly level: LevelReading;
  readonly decider?: string;
}

type CaaFinding = Finding<keyof typeof CAA_MEANINGS>;

interface Sighting {
  readonly code: 'caa.lookup_error' | 'caa.timeout';
  readonly subject: string;
  readonly evidence: Evidence;
}

/** The levels of a climb at which something errs. */
export function troubledOn(name: string, ca: string, climb: readonly LevelReading[]): readonly Troubled[] {
  const at = climb.findIndex(({ kind }) => kind === 'set');
  const decider = climb[at]?.name;
  return climb
    .map((level, index): Troubled => ({ name, ca, level, ...(decider !== undefined && index > at ? { decider } : {}) }))
    .filter(({ level }) => level.troubles.length > 0 || level.kind === 'error');
}

/** One finding for a zone whose servers all err, one for each server where others can answer; a notice where no climb comes so far. */
export function errorsOf(troubled: readonly Troubled[]): readonly CaaFinding[] {
  const sightings = troubled.flatMap((one) => sightingsAt(one.level).map((sighting) => ({ ...one, ...sighting })));
  const groups = Map.groupBy(sightings, ({ subject, code }) => `${code} ${subject}`);
  return [...groups.values()].flatMap((same): CaaFinding[] => {
    const blocking = same.filter(({ decider }) => decider === undefined);
    const telling = blocking.length > 0 ? blocking : same;
    const [first] = telling;
    if (first === undefined) return [];
    const { code, subject, name, ca, level, decider } = first;
    const names = [...new Set(telling.map((one) => one.name))];
    const levels = [...new Set(telling.map((one) => one.level.name))];
    const evidence = { ...first.evidence, levels: listed(levels), level: level.name, name, ca };
    if (decider === undefined) return [{ code, subject, names, evidence }];
    const effect = `that does no harm as long as the set at ${decider} ends the climb`;
    return [{ code, subject, names, severity: 'notice', evidence: { ...evidence, effect } }];
  });
}

function sightingsAt({ name, troubles, why, from }: LevelReading): readonly Sighting[] {
  if (troubles.length > 0) return troubles.flatMap(sightingsOf);
  const nameserver = from === undefined ? '' : nameserverLabel(from.server);
  const where = { servers: 'all', nameservers: nameserver, address: from?.server.address ?? '', zone: name };
  const evidence = { ...where, outcome: why, effect: 'a CA must refuse to issue' };
  return [{ code: 'caa.lookup_error', subject: name, evidence }];
}

function sightingsOf({ station, erring, counted }: Trouble): readonly Sighting[] {
  const isAll = erring.length === counted;
  const groups = isAll ? [erring] : erring.map((one) => [one]);
  return groups.flatMap((group): Sighting[] => {
    const [first] = group;
    if (first === undefined) return [];
    const label = nameserverLabel(first.reply.server);
    const evidence = {
      zone: station.zone,
      servers: `${erring.length}/${counted}`,
      nameservers: listed(group.map(({ reply }) => nameserverLabel(reply.server))),
      outcome: listed([...new Set(group.map(({ reply, error }) => `${error.outcome}${extendedOf(reply)}`))]),
      address: first.reply.server.address,
      effect: isAll ? 'a CA must refuse to issue' : `a CA that asks ${label} gets no answer, and may refuse to issue`,
    };
    const code = group.every(({ error }) => error.silent) ? 'caa.timeout' : 'caa.lookup_error';
    return [{ code, subject: isAll ? station.zone : label, evidence }];
  });
}

/** Extended errors (RFC 8914): what the server itself says of the cause. */
function extendedOf({ exchange: { answer } }: Station['replies'][number]): string {
  const errors = answer.ok ? (answer.value.edns?.errors ?? []) : [];
  if (errors.length === 0) return '';
  return `, extended error ${errors.map(({ code, text }) => `${code}${text === '' ? '' : ` "${text}"`}`).join(', ')}`;
}
