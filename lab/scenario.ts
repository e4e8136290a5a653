import type { ZoneTarget } from '../functions/core/target.ts';
import type { CtOptions } from './ct.ts';
import type { Internet } from './internet.ts';
import type { HostPlan, ZonePlan } from './plan.ts';

/** The lab that a scenario is arranged in. */
export interface Stage {
  readonly internet: Internet;
  /** Lets the lab's clock leap, by seconds. */
  readonly pass: (seconds: number) => void;
}

/** An arrangement that resembles a fault and is none. */
export interface Twin {
  /** What is harmless about it, in one clause. */
  readonly title: string;
  readonly target?: ZoneTarget;
  readonly arrange: (stage: Stage) => Promise<void>;
  /** Codes that are told as notices all the same: shown, and no alarm. Default none. */
  readonly notes?: readonly string[];
  /** As the scenario's. */
  readonly log?: (now: Date) => CtOptions;
}

/** One fault on purpose, and what Picket must say about it. */
export interface Scenario {
  /** Kebab-case; also the file's name. */
  readonly name: string;
  /** What is wrong, in one clause. */
  readonly title: string;
  readonly target: ZoneTarget;
  readonly arrange: (stage: Stage) => Promise<void>;
  /** What Certificate Transparency shows at that time; without it nobody searches. */
  readonly log?: (now: Date) => CtOptions;
  /** Codes of the findings that echo no other, each once; every other code is forbidden. */
  readonly expects: readonly string[];
  /** True: all of it is told as notices, and rings nothing. Default false: at least one finding is worse. */
  readonly quiet?: boolean;
  /** Its benign twin, which must stay silent. */
  readonly twin?: Twin;
}

/** The zone that most scenarios are about. */
export const ACME: ZoneTarget = { kind: 'zone', zone: 'acme.test' };

/** Seconds of the lab's clock. */
export const HOUR = 3600;

/** Seconds of the lab's clock. */
export const DAY = 86_400;

/** acme.test on ns1, its primary and in good order, and ns2, its secondary, of which the scenario decides. */
export function acmeWith(second: Omit<HostPlan, 'name'>, rest: Partial<ZonePlan> = {}): ZonePlan {
  return { zone: 'acme.test', hosts: [{ name: 'ns1.acme.test' }, { name: 'ns2.acme.test', ...second }], ...rest };
}

/** Serves acme.test with something about its second nameserver. */
export function arrangeAcme(second: Omit<HostPlan, 'name'>, rest: Partial<ZonePlan> = {}): Scenario['arrange'] {
  return async ({ internet }) => {
    await internet.serve(acmeWith(second, rest));
  };
}
