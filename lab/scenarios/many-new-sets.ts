import type { LabIssuance } from '../ct.ts';
import { ACME, arrangeAcme, HOUR, type Scenario } from '../scenario.ts';

const DAYS_60 = 60 * 24;

const sets = (now: Date, count: number, agoHours: number): LabIssuance[] =>
  Array.from({ length: count }, (_, index) => ({
    names: [`shop${index}.acme.test`],
    issuedAt: new Date(now.getTime() - (agoHours + index / 4) * HOUR * 1000),
  }));

/** Tenants get a certificate each, all in one day. */
export const manyNewSets: Scenario = {
  name: 'many-new-sets',
  title: '45 certificates for new names of one domain were ordered within half a day',
  target: ACME,
  arrange: arrangeAcme({}),
  log: (now) => ({ issuances: sets(now, 45, 0) }),
  expects: ['ct.domain_limit'],
  twin: {
    title: 'the 45 are renewals of sets that were issued two months before',
    arrange: arrangeAcme({}),
    log: (now) => ({ issuances: [...sets(now, 45, DAYS_60), ...sets(now, 45, 0)] }),
  },
};
