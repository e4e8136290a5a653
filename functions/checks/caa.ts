import { caaText, type Denial, denialOf } from '../core/caa.ts';
import { errorsOf, troubledOn } from '../core/caa-errors.ts';
import { contentOf, type LevelReading, readLevel } from '../core/caa-level.ts';
import { lookUpLevels } from '../core/caa-lookups.ts';
import { CAA_MEANINGS as meanings } from '../core/caa-meanings.ts';
import type { Check } from '../core/check.ts';
import { sameBecause } from '../core/comparable.ts';
import { isWithin, nameserverLabel } from '../core/dns.ts';
import type { Finding } from '../core/finding.ts';
import { cellOf, type Station, soaOf } from '../core/station.ts';
import { baseOf, type DeclaredCertificate, type ZoneTarget } from '../core/target.ts';
import { levelsOf, type Trail } from '../core/trail.ts';
import { listed } from '../core/wording.ts';

type Code = keyof typeof meanings;

/** The CAA lookups of the levels of every name, by level; without those that no climb can come to. */
export type Seen = ReadonlyMap<string, Trail>;

const DEFAULT: Pick<DeclaredCertificate, 'ca' | 'method'> = { ca: 'letsencrypt.org', method: 'dns-01' };

/** May this CA issue these names, by what every server of every level says? */
export const caa: Check<ZoneTarget, Seen, Code> = {
  name: 'caa',
  about: 'zone',
  patience: 2, // a CA asks when it asks; a broken answer of two slots is no blip
  corroboration: 'quorum', // a firewall on one vantage's way may drop what it does not know
  meanings,
  measures: [],
  async observe(target, net) {
    const names = certificatesOf(target).flatMap((one) => one.names.map(baseOf));
    return lookUpLevels(net, [...new Set(names)], target);
  },
  judge(seen, target) {
    const readings = new Map([...seen].map(([name, trail]) => [name, readLevel(name, trail, target.zone, target.serials)]));
    const climbOf = (name: string) => levelsOf(baseOf(name)).flatMap((level) => readings.get(level) ?? []);
    const wanted = certificatesOf(target).flatMap(({ names, ca }) => names.map((name) => ({ name, ca, climb: climbOf(name) })));
    const troubled = wanted.flatMap(({ name, ca, climb }) => troubledOn(baseOf(name), ca, climb));
    return [
      ...errorsOf(troubled),
      ...[...readings.values()].flatMap(({ split }) => split).map(splitOf),
      ...policyOf(target.certificates ?? [], climbOf),
      ...unknownOf(wanted, target.zone),
    ];
  },
  measure: () => [],
  facts: () => [],
};

/** Without a declaration the zone's own name stands for all; its wildcard is looked up from the same level on (RFC 8659 section 3). */
function certificatesOf({ zone, certificates = [] }: ZoneTarget): readonly DeclaredCertificate[] {
  return certificates.length > 0 ? certificates : [{ ...DEFAULT, names: [zone] }];
}

interface Wanted {
  readonly name: string;
  readonly climb: readonly LevelReading[];
}

/** The level at which the climb ends: the first that has a set, or that has no answer at all. */
function endOf(climb: readonly LevelReading[]): LevelReading | undefined {
  return climb.find(({ kind }) => kind !== 'empty');
}

function splitOf(station: Station): Finding<Code> {
  const cells = station.replies.map((reply) => ({ reply, cell: cellOf(reply, station.zone) }));
  const groups = [
    ...Map.groupBy(
      cells.filter(({ cell }) => cell.kind !== 'sick'),
      ({ cell }) => contentOf(cell),
    ).values(),
  ];
  const sets = groups.map((same) => {
    const [one] = same;
    const set = one?.cell.kind === 'records' ? one.cell.records.flatMap((record) => (record.type === 'CAA' ? [record] : [])) : [];
    return `${set.length === 0 ? 'none' : listed(set.map(caaText))} at ${listed(same.map(({ reply }) => nameserverLabel(reply.server)))}`;
  });
  const [address = '', otherAddress = ''] = groups.map(([one]) => one?.reply.server.address ?? '');
  const although = sameBecause(station.replies.map((reply) => soaOf(reply, station.zone)));
  const evidence = { level: station.name, zone: station.zone, sets: sets.join('; '), although, address, otherAddress };
  return { code: 'caa.inconsistent', subject: station.name, evidence };
}

/** Names of one certificate that the same level denies for the same reason are told together. */
function policyOf(
  certificates: readonly DeclaredCertificate[],
  climbOf: (name: string) => readonly LevelReading[],
): readonly Finding<Code>[] {
  return certificates.flatMap((certificate) => {
    const denials = certificate.names.flatMap((name) => {
      const level = endOf(climbOf(name));
      const denial = level?.kind === 'set' ? denialOf(level.set, certificate, name.startsWith('*.')) : undefined;
      return level === undefined || denial === undefined ? [] : [{ name, level, denial }];
    });
    const groups = Map.groupBy(denials, ({ level, denial }) => `${denial.kind} ${level.name}`);
    return [...groups.values()].flatMap(([first, ...more]): Finding<Code>[] =>
      first === undefined ? [] : [denied(certificate, [first.name, ...more.map(({ name }) => name)], first.level, first.denial)],
    );
  });
}

function denied(certificate: DeclaredCertificate, names: readonly string[], level: LevelReading, denial: Denial): Finding<Code> {
  const { ca, method, account } = certificate;
  const evidence = {
    level: level.at,
    ca,
    method,
    names: listed(names),
    set: listed(level.set.map(caaText)),
    record: denial.record === undefined ? '' : caaText(denial.record),
    flaw: denial.record === undefined ? '' : `, and ${caaText(denial.record)} is not well formed, so that it names no CA at all`,
    account: account ?? 'the declared one',
    address: level.from?.server.address ?? '',
  };
  return { code: `caa.${denial.kind}`, subject: names[0] ?? level.name, names, evidence };
}

/** Climbs that came to a level which could not be asked: what they would have ended with is not known. */
function unknownOf(wanted: readonly Wanted[], zone: string): readonly Finding<Code>[] {
  // An error of ours says it all, where the climb would come to it: what could not be found out is often its echo.
  const fails = (climb: Wanted['climb']) => upToSet(climb).some(({ kind, name }) => kind === 'error' && isWithin(name, zone));
  const open = wanted.flatMap(({ name, climb }) => {
    const end = fails(climb) ? undefined : endOf(climb);
    return end?.kind === 'unknown' || end?.kind === 'unheard' ? [{ name: baseOf(name), end }] : [];
  });
  const [first] = open;
  if (first === undefined) return [];
  const { kind, name: level, why } = first.end;
  const reason = kind === 'unheard' ? `no nameserver of ${zone} speaks for it` : why;
  const names = [...new Set(open.map(({ name }) => name))];
  return [{ code: 'caa.unknown', subject: zone, names, evidence: { level, reason } }];
}

function upToSet(climb: Wanted['climb']): Wanted['climb'] {
  const at = climb.findIndex(({ kind }) => kind === 'set');
  return at < 0 ? climb : climb.slice(0, at);
}
