import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** Negative answers may be kept for two hours. */
export const negativeLong: Scenario = {
  name: 'negative-long',
  title: 'negative answers may be kept for two hours',
  target: ACME,
  arrange: async ({ internet }) => {
    const { primary } = await internet.serve({ zone: 'acme.test', hosts: [{ name: 'ns1.acme.test' }] });
    primary.edit((zone) => ({
      ...zone,
      records: zone.records.map((record) =>
        record.type === 'SOA' ? { ...record, ttlSeconds: 7200, soa: { ...record.soa, minimumSeconds: 7200 } } : record,
      ),
    }));
  },
  expects: ['acme.neg_ttl'],
  quiet: true,
  twin: { title: 'for five minutes', arrange: arrangeAcme({}) },
};
