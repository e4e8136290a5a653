/** What an operation does instead of answering. */
export type FaultKind = 'throttle' | 'black hole' | 'internal error';

/** Faults to come, by operation: `PutMetricData`, `GetMetricData`, `Publish`, `Invoke`, …; `Publish mail` for one topic alone. */
export interface Faults {
  /** The next `times` calls of the operation (in that region, or in any) are answered so. Default: every call from now on. */
  set(operation: string, kind: FaultKind, times?: number, region?: string): void;
  /** Takes the next fault off the list, if there is one. */
  take(operation: string, region: string): FaultKind | undefined;
  clear(): void;
}

/** Faults are used up in the order in which they were set. */
export function openFaults(): Faults {
  const ahead: { operation: string; kind: FaultKind; region: string | undefined; left: number }[] = [];
  return {
    set: (operation, kind, times = Number.POSITIVE_INFINITY, region = undefined) =>
      void ahead.push({ operation, kind, region, left: times }),
    take(operation, region) {
      const next = ahead.find((one) => one.left > 0 && one.operation === operation && (one.region ?? region) === region);
      if (next) next.left -= 1;
      return next?.kind;
    },
    clear: () => void ahead.splice(0),
  };
}
