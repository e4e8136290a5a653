import type { Alarm, Change, CompositeAlarm } from './alarms.ts';

/** Why a composite's actions are held back, in the word that its event uses. */
export type HeldBy = 'Alarm' | 'WaitPeriod';

/** The composites' actions that wait for their suppressor, or are held back by it. */
export interface Suppression {
  /** Undefined: the actions are taken at once. Otherwise the change is kept. */
  hold(change: Change): HeldBy | undefined;
  /** The changes whose actions are due now; each is given once. */
  due(at: Date): readonly Change[];
}

interface Held {
  readonly change: Change;
  /** When the actions are taken, in milliseconds, unless the suppressor rings; none while it does. */
  until: number | undefined;
}

/**
 * Actions suppression of composites (User Guide, "Composite alarm actions suppression"): a composite that goes to ALARM waits `waitSeconds` for
 * its suppressor; while that rings nothing is done; `extensionSeconds` after it has fallen silent the actions are taken, if the
 * composite still is where it was.
 */
export function openSuppression(alarms: readonly Alarm[]): Suppression {
  let held: Held[] = [];
  const rings = ({ region, suppressor }: CompositeAlarm) =>
    alarms.find((one) => one.region === region && (one.name === suppressor || one.arn === suppressor))?.standing.value ===
    'ALARM';
  return {
    hold(change) {
      const { alarm, to } = change;
      held = held.filter((one) => one.change.alarm !== alarm);
      if (alarm.kind !== 'composite' || alarm.suppressor === undefined) return undefined;
      const isRinging = rings(alarm);
      const waits = to.value === 'ALARM' && alarm.waitSeconds > 0;
      if (!isRinging && !waits) return undefined;
      held.push({ change, until: isRinging ? undefined : to.at.getTime() + alarm.waitSeconds * 1000 });
      return isRinging ? 'Alarm' : 'WaitPeriod';
    },
    due(at) {
      for (const one of held) {
        const alarm = one.change.alarm as CompositeAlarm;
        if (rings(alarm)) one.until = undefined;
        else one.until ??= at.getTime() + alarm.extensionSeconds * 1000;
      }
      const ready = held.filter(({ until }) => until !== undefined && until <= at.getTime());
      held = held.filter((one) => !ready.includes(one));
      return ready.map(({ change }) => change);
    },
  };
}
