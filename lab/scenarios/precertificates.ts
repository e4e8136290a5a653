import type { LabIssuance } from '../ct.ts';
import { ACME, arrangeAcme, HOUR, type Scenario } from '../scenario.ts';

const issued = (now: Date, hoursAgo: readonly number[]): LabIssuance[] =>
  hoursAgo.map((hours) => ({ names: ['acme.test', 'www.acme.test'], issuedAt: new Date(now.getTime() - hours * HOUR * 1000) }));

/** A search that shows each certificate twice, as its precertificate too. */
const log = (hoursAgo: readonly number[]) => (now: Date) => ({
  issuances: issued(now, hoursAgo),
  certSpotter: 'too many' as const,
});

/** Certificates of the same names are told apart by their serial numbers. */
export const precertificates: Scenario = {
  name: 'precertificates',
  title: 'five certificates of the same names, each shown as precertificate and certificate',
  target: ACME,
  arrange: arrangeAcme({}),
  log: log([10, 7, 4, 2, 1]),
  expects: ['ct.duplicate_limit', 'sys.ct_unavailable'],
  twin: {
    title: 'two of them, shown as four',
    arrange: arrangeAcme({}),
    log: log([4, 1]),
    notes: ['sys.ct_unavailable'],
  },
};
