import type { Soa } from '../functions/core/dns.ts';
import type { Transport } from './answering.ts';
import type { LabRecord } from './record.ts';
import type { Vice } from './vice.ts';
import type { Zone } from './zone.ts';

/** One nameserver of a zone, to be started or to be shared with an earlier zone. */
export interface HostPlan {
  readonly name: string;
  /** Default `primary` for the first host of a zone, `secondary` for the others. */
  readonly role?: 'primary' | 'secondary';
  /** Its one misbehaviour, for every zone that it holds. Default none. */
  readonly vice?: Vice;
  /** Ports that stay closed. Default none. */
  readonly closed?: readonly Transport[];
  /** Where it listens: `next` is the next free address of the lab's block. Default `['next']`. */
  readonly addresses?: readonly ('next' | '::1')[];
  /** Those of its addresses at which it says nothing. Default none. */
  readonly deafAt?: readonly '::1'[];
  /** False: it listens, and does not have the zone. Default true. */
  readonly holds?: boolean;
}

/** A zone to be served and delegated. */
export interface ZonePlan {
  readonly zone: string;
  /** Names of hosts that another zone of this lab has started stand for those very servers. */
  readonly hosts: readonly HostPlan[];
  /** Differences to the SOA that zones of the lab have: serial 2026112001, refresh 2 h, retry 1 h, expire 14 d, negative 5 min. */
  readonly soa?: Partial<Soa>;
  /** Records beside SOA, NS and the addresses of hosts inside the zone. */
  readonly records?: readonly LabRecord[];
  /** NS names at the zone's own apex. Default: the hosts. */
  readonly childNames?: readonly string[];
  /** NS names at the parent. Default: the hosts. */
  readonly parentNames?: readonly string[];
  /** Addresses at the parent, by host, where they differ from the true ones; a host's name stands for its addresses. */
  readonly glue?: Readonly<Record<string, readonly string[]>>;
  /** False: the parent knows nothing of it. Default true. */
  readonly delegated?: boolean;
}

/** An A or AAAA record, by the look of the address, with a life of an hour. */
export const address = (owner: string, text: string): LabRecord => ({
  ...{ owner, ttlSeconds: 3600, address: text },
  type: text.includes(':') ? 'AAAA' : 'A',
});

/** A name server record with a life of an hour. */
export const ns = (owner: string, name: string): LabRecord => ({ owner, ttlSeconds: 3600, type: 'NS', name });

/** An alias with a life of an hour. */
export const alias = (owner: string, name: string): LabRecord => ({ owner, ttlSeconds: 3600, type: 'CNAME', name });

/** A text with a life of a minute. */
export const text = (owner: string, ...strings: string[]): LabRecord => ({
  ...{ owner, ttlSeconds: 60, type: 'TXT' },
  strings: strings.map((one) => new TextEncoder().encode(one)),
});

/** Timers of a well-kept zone: refresh 2 h, retry 1 h, expire 14 d, negative answers 5 min (RIPE-203's proportions). */
const SOA = { serial: 2_026_112_001, refreshSeconds: 7200, retrySeconds: 3600, expireSeconds: 1_209_600, minimumSeconds: 300 };

/** The zone that a plan describes, once its hosts have addresses. */
export function zoneOf(plan: ZonePlan, addresses: ReadonlyMap<string, readonly string[]>): Zone {
  const names = plan.childNames ?? plan.hosts.map(({ name }) => name);
  const mailbox = plan.zone === '.' ? 'hostmaster.root.example' : `hostmaster.${plan.zone}`;
  const soa = { primary: plan.hosts[0]?.name ?? plan.zone, mailbox, ...SOA, ...plan.soa };
  const own = [...addresses].filter(([name]) => name === plan.zone || name.endsWith(plan.zone === '.' ? '' : `.${plan.zone}`));
  return {
    origin: plan.zone,
    records: [
      { owner: plan.zone, ttlSeconds: 3600, type: 'SOA', soa },
      ...names.map((name) => ns(plan.zone, name)),
      ...own.flatMap(([name, all]) => all.map((one) => address(name, one))),
      ...(plan.records ?? []),
    ],
  };
}

/** What the parent holds of a plan: NS set and glue, the latter for names inside the zone or where the plan says so. */
export function delegationOf(plan: ZonePlan, addresses: ReadonlyMap<string, readonly string[]>): LabRecord[] {
  const names = plan.parentNames ?? plan.hosts.map(({ name }) => name);
  const glue = names.flatMap((name) => {
    const inside = name.endsWith(`.${plan.zone}`);
    const other = plan.glue?.[name]?.flatMap((text) => addresses.get(text) ?? text);
    const all = other ?? (inside ? addresses.get(name) : undefined) ?? [];
    return all.map((one) => address(name, one));
  });
  return [...names.map((name) => ns(plan.zone, name)), ...glue];
}
