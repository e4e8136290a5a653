/** What the reason of an alarm says that was set by `picket drill`: by it `notify` knows a drill from a fault. */
export const DRILL = 'PICKET DRILL';

/** Is it the reason of an alarm that was set by hand, to hear whether its letter comes? */
export function isDrill(reason: string | undefined): boolean {
  return reason?.startsWith(DRILL) === true;
}
