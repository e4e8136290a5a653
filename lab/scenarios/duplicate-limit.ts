import type { LabIssuance } from '../ct.ts';
import { ACME, arrangeAcme, HOUR, type Scenario } from '../scenario.ts';

const issued = (now: Date, hoursAgo: readonly number[]): LabIssuance[] =>
  hoursAgo.map((hours) => ({ names: ['acme.test', 'www.acme.test'], issuedAt: new Date(now.getTime() - hours * HOUR * 1000) }));

/** An ACME client that forgets its certificates orders the same one at every start (the second post-mortem). */
export const duplicateLimit: Scenario = {
  name: 'duplicate-limit',
  title: 'the same certificate was ordered five times within half a day',
  target: ACME,
  arrange: arrangeAcme({}),
  log: (now) => ({ issuances: issued(now, [10, 7, 4, 2, 1]) }),
  expects: ['ct.duplicate_limit'],
  twin: {
    title: 'five were ordered, 34 hours apart, so that a token had come back each time',
    arrange: arrangeAcme({}),
    log: (now) => ({ issuances: issued(now, [137, 103, 69, 35, 1]) }),
  },
};
