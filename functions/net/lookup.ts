import { MOST_OF_FAMILY } from '../core/bound.ts';
import type { Lookup } from '../core/delegation.ts';
import type { Question } from '../core/dns.ts';
import { parentOf } from './level.ts';
import type { Once, Path } from './once.ts';
import { type Fault, fault, type Got, type Reading, type Tree } from './tree.ts';

/** Aliases followed at most (domain A5). */
const ALIASES = 8;

/** What one name is at its own servers, aliases not followed. */
interface Hop {
  readonly ends: 'alias' | 'addresses' | 'nodata' | 'nxdomain';
  readonly alias?: string;
  readonly addresses: readonly string[];
  readonly detail: string;
}

/** Opens the search for addresses: each name of an alias chain is asked at its own authoritative servers, and nobody else is believed. */
export function openLookup({ levelOf, follow }: Tree, once: Once): (host: string, path: Path) => Promise<Got<Lookup>> {
  const hopOf = async (name: string, path: Path): Promise<Got<Hop>> => {
    const above = await levelOf(parentOf(name), path);
    if (!above.ok) return above;
    const ask = async (type: 'A' | 'AAAA'): Promise<Got<Hop>> => {
      const question: Question = { name, type };
      const found = await follow(above.value, question, path);
      return found.ok ? { ok: true, value: readHop(found.value.reading, question) } : found;
    };
    const [a, aaaa] = await Promise.all([ask('A'), ask('AAAA')]);
    return bothFamilies(a, aaaa);
  };

  return async (host, path) => {
    const chain: string[] = [];
    for (let name = host.toLowerCase(); ; ) {
      const hop = await (once(`host ${name}`, path, (inner) => hopOf(name, inner)) ??
        fault('broken', `the servers that know ${name} are reached through ${name} itself`));
      if (!hop.ok) return hop.failure === 'broken' ? broken(host, chain, hop.detail) : hop;
      const { ends, alias, addresses, detail } = hop.value;
      if (ends !== 'alias' || alias === undefined)
        return { ok: true, value: { name: host, addresses, chain, ends: ends === 'alias' ? 'broken' : ends, detail } };
      if (chain.length === 0) chain.push(name);
      const looped = chain.includes(alias);
      chain.push(alias);
      if (looped) return broken(host, chain, `its aliases go in a circle at ${alias}`);
      if (chain.length > ALIASES + 1) return broken(host, chain, `it has more than ${ALIASES} aliases in a row`);
      name = alias;
    }
  };
}

function broken(name: string, chain: readonly string[], detail: string): Got<Lookup> {
  return { ok: true, value: { name, addresses: [], chain, ends: 'broken', detail } };
}

function readHop({ answer, step }: Reading, { name, type }: Question): Hop {
  if (step.kind === 'alias') return { ends: 'alias', alias: step.name, addresses: [], detail: '' };
  if (step.kind === 'absent') return { ends: 'nxdomain', addresses: [], detail: `${name} does not exist` };
  const all = answer.answers.flatMap((record) =>
    (record.type === 'A' || record.type === 'AAAA') && record.type === type && record.owner.toLowerCase() === name
      ? [record.address]
      : [],
  );
  const addresses = [...new Set(all)].sort();
  if (addresses.length === 0) return { ends: 'nodata', addresses, detail: `${name} exists, but has no address` };
  const isCut = addresses.length > MOST_OF_FAMILY;
  const detail = isCut ? `only ${MOST_OF_FAMILY} of its ${addresses.length} ${type} records are looked at` : '';
  return { ends: 'addresses', addresses: addresses.slice(0, MOST_OF_FAMILY), detail };
}

/** One hop out of the two questions. A family that could not be asked, or not be taken whole, is told in `detail`, unless nothing else was learnt. */
function bothFamilies(a: Got<Hop>, aaaa: Got<Hop>): Got<Hop> {
  if (!a.ok) return aaaa.ok ? half(aaaa.value, a, 'IPv4') : a;
  if (!aaaa.ok) return half(a.value, aaaa, 'IPv6');
  const hops = [a.value, aaaa.value];
  const alias = hops.find(({ ends }) => ends === 'alias');
  if (alias !== undefined) return { ok: true, value: alias };
  const addresses = hops.flatMap((hop) => hop.addresses);
  const detail = hops.find((hop) => hop.addresses.length > 0 && hop.detail)?.detail ?? '';
  if (addresses.length > 0) return { ok: true, value: { ends: 'addresses', addresses, detail } };
  return { ok: true, value: hops.find(({ ends }) => ends === 'nodata') ?? a.value };
}

function half(hop: Hop, missing: Fault, family: 'IPv4' | 'IPv6'): Got<Hop> {
  if (hop.ends === 'nodata') return missing;
  if (hop.ends !== 'addresses') return { ok: true, value: hop };
  return { ok: true, value: { ...hop, detail: `its ${family} addresses are not known: ${missing.detail}` } };
}
