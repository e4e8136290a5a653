import { isIP } from 'node:net';
import type { Nameserver } from '../core/dns.ts';

/** The servers of one zone, as the step down to it told them: whom the next step asks. */
export interface Level {
  readonly zone: string;
  /** Every NS name that was told, in order. */
  readonly names: readonly string[];
  /** The addresses that came with them: root hints, glue, the parent's own server where it serves the zone too. */
  readonly known: readonly Nameserver[];
}

/** Order of nameserver names: `ns2` before `ns10`. Servers turn their lists round with every answer; ours stand still. */
export function byName(a: string, b: string): number {
  const [first, second] = [orderKey(a), orderKey(b)];
  return first < second ? -1 : Number(first > second);
}

/** Order of nameservers: by name, IPv4 before IPv6, by address. */
export function byServer(a: Nameserver, b: Nameserver): number {
  return byName(a.name, b.name) || isIP(a.address) - isIP(b.address) || byName(a.address, b.address);
}

/** Digits padded, so that numbers stand in their order; an `Intl.Collator` does the same and costs a quarter of the probe's start. */
function orderKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(10, '0'));
}

/** The parent of a name: `example.org` of `www.example.org`, `.` of a single label. An escaped dot parts nothing. */
export function parentOf(name: string): string {
  const rest = name.replace(/^(\\.|[^.])*\.?/, '');
  return rest === '' ? '.' : rest;
}

/**
 * Servers in the order to ask them: other names first, families by turns, so that the first few fail together as seldom as can be.
 * `turn`, 0 to 1, says with which name to begin; one value for a whole run, or the same question would be put to more and more servers.
 */
export function spread(servers: readonly Nameserver[], turn: number): readonly Nameserver[] {
  const names = [...new Set(servers.map(({ name }) => name))];
  const start = Math.floor(turn * names.length);
  const groups = [...names.slice(start), ...names.slice(0, start)].map((name) =>
    servers.filter((server) => server.name === name),
  );
  const most = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: most }, (_, round) =>
    groups.flatMap((group, index) => (round < group.length ? group.slice((index + round) % group.length).slice(0, 1) : [])),
  ).flat();
}

/** Tries sources, `width` at a time, until one brings something; undefined where none does. Tries under way are not waited for. */
export function first<S, T>(sources: readonly S[], width: number, tryOne: (source: S) => Promise<T | undefined>) {
  const queue = [...sources];
  let won = false;
  return new Promise<T | undefined>((resolve, reject) => {
    const work = async () => {
      for (let source = queue.shift(); source !== undefined && !won; source = queue.shift()) {
        const got = await tryOne(source);
        if (got === undefined) continue;
        won = true;
        resolve(got);
      }
    };
    Promise.all(Array.from({ length: width }, work)).then(() => resolve(undefined), reject);
  });
}
