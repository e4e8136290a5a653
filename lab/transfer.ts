import { type Held, soaIn, withSoa, type Zone } from './zone.ts';

/** Where a zone is edited. */
export interface Primary {
  readonly held: () => Held;
  /** The zone as it was at a moment. */
  readonly zoneAt: (moment: Date) => Zone;
  /**
   * Changes the zone and tells the secondaries (NOTIFY, RFC 1996). The serial goes up by one unless the change moved it.
   * `quiet`: the NOTIFY is lost and the secondaries learn of it at their next refresh.
   */
  readonly edit: (change: (zone: Zone) => Zone, options?: { readonly quiet?: boolean }) => void;
  /** Calls back at each edit that is told. */
  readonly onNotify: (hear: () => void) => void;
}

/** Where a zone is copied. */
export interface Secondary {
  readonly held: () => Held;
  /** From now on no transfer and no SOA query gets through to the primary; the expire timer runs. */
  readonly cutOff: () => void;
  /** The primary is within reach again, and asked at once. */
  readonly repair: () => void;
}

/** A primary on the lab's own clock. */
export function openPrimary(first: Zone, clock: () => Date): Primary {
  const versions = [{ since: clock(), zone: first }];
  const listeners: (() => void)[] = [];
  const zoneAt = (moment: Date) => (versions.findLast(({ since }) => since <= moment) ?? { zone: first }).zone;
  const zone = () => zoneAt(clock());
  return {
    zoneAt,
    held: () => ({ zone: zone(), expiresInSeconds: soaIn(zone()).expireSeconds }),
    edit: (change, { quiet = false } = {}) => {
      const before = zone();
      const after = change(before);
      const { serial } = soaIn(before);
      const moved = soaIn(after).serial !== serial;
      versions.push({ since: clock(), zone: moved ? after : withSoa(after, { serial: (serial + 1) >>> 0 }) });
      if (!quiet) for (const hear of listeners) hear();
    },
    onNotify: (hear) => listeners.push(hear),
  };
}

/**
 * A secondary on the lab's own clock: it copies the zone at NOTIFY and whenever the refresh timer of its own copy runs out
 * (RFC 1034 section 4.3.5), which is worked out when somebody asks. It takes only newer serials (RFC 1982 section 3.2), so that a serial
 * set back stays unseen. A transfer that fails leaves the copy to expire.
 */
export function openSecondary(primary: Primary, clock: () => Date): Secondary {
  let copy = { zone: primary.zoneAt(clock()), at: clock() };
  let cut = false;
  const refresh = (moment: Date) => {
    const offered = primary.zoneAt(moment);
    copy = { zone: isNewer(offered, copy.zone) ? offered : copy.zone, at: moment };
  };
  const settle = () => {
    for (let due = nextRefresh(copy); !cut && due <= clock(); due = nextRefresh(copy)) refresh(skipIdle(due, copy, clock()));
  };
  primary.onNotify(() => cut || refresh(clock()));
  return {
    held: () => {
      settle();
      const age = (clock().getTime() - copy.at.getTime()) / 1000;
      return { zone: copy.zone, expiresInSeconds: soaIn(copy.zone).expireSeconds - age };
    },
    cutOff: () => {
      settle();
      cut = true;
    },
    repair: () => {
      cut = false;
      refresh(clock());
    },
  };
}

interface Copy {
  readonly zone: Zone;
  readonly at: Date;
}

function nextRefresh({ zone, at }: Copy): Date {
  return new Date(at.getTime() + refreshMs(zone));
}

/** The last refresh by `now` of those that follow one another from `due` on: a clock that leapt a year costs one step. */
function skipIdle(due: Date, { zone }: Copy, now: Date): Date {
  const whole = Math.floor((now.getTime() - due.getTime()) / refreshMs(zone));
  return new Date(due.getTime() + whole * refreshMs(zone));
}

function isNewer(offered: Zone, copy: Zone): boolean {
  const distance = (soaIn(offered).serial - soaIn(copy).serial) >>> 0;
  return distance !== 0 && distance < 0x8000_0000;
}

function refreshMs(zone: Zone): number {
  return Math.max(soaIn(zone).refreshSeconds, 1) * 1000;
}
