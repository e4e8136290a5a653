import type { Fact } from './check.ts';

/** How a fact says that Picket could not ask: no fault of the target, and not fine either. */
export const NOT_MEASURED = 'not measured';

/** Was there a look at what the fact is about? */
export function wasMeasured({ values: { answer, state, http } }: Fact): boolean {
  return ![answer, state, http].includes(NOT_MEASURED);
}

/** Is a subject an IPv6 address, as in `[2001:db8::1]:443`, `ns1.example.net/2001:db8::53` and `mx.example.org/[2001:db8::25]:25`? */
export function isAboutSix(subject: string): boolean {
  return /(^|\/)\[?[0-9a-f]*:[0-9a-f:]*/i.test(subject) && !subject.includes('://');
}

/** Are there IPv6 addresses, and was there a look at none of them? Then the vantage has no IPv6, as far as anybody can tell. */
export function lacksSix(facts: readonly Fact[]): boolean {
  const sixes = facts.filter(({ subject }) => isAboutSix(subject));
  return sixes.length > 0 && !sixes.some(wasMeasured);
}
