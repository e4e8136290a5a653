import type { LabIssuance } from '../ct.ts';
import { ACME, arrangeAcme, HOUR, type Scenario } from '../scenario.ts';

const issued = (now: Date, hoursAgo: readonly number[]): LabIssuance[] =>
  hoursAgo.map((hours) => ({ names: ['acme.test', 'www.acme.test'], issuedAt: new Date(now.getTime() - hours * HOUR * 1000) }));

/** A client without storage that lasts: seen at its third order, days before the limit. */
export const forgetfulClient: Scenario = {
  name: 'forgetful-client',
  title: 'a new certificate came every day, while nearly all of the life of the one before was left',
  target: ACME,
  arrange: arrangeAcme({}),
  log: (now) => ({ issuances: issued(now, [50, 26, 2]) }),
  expects: ['ct.duplicate_limit'],
  twin: {
    title: 'one certificate was renewed early, as a CA that revokes asks for',
    arrange: arrangeAcme({}),
    log: (now) => ({ issuances: issued(now, [480, 2]) }),
  },
};
