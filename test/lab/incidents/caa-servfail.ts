import type { ZoneTarget } from '../../../functions/core/target.ts';
import { isMessage } from '../../../lab/answering.ts';
import { caaRecord } from '../../../lab/declared.ts';
import { TYPES } from '../../../lab/record.ts';
import type { Vice } from '../../../lab/vice.ts';
import { RCODES, replyTo } from '../../../lab/wire.ts';
import { type Incident, passing } from './play.ts';

const ZONE = 'radix.acme.test';

/** SERVFAIL for CAA wherever there is none, and well for all else. */
const brokenForNothing: Vice = (honest) => (query, transport) => {
  const reply = honest(query, transport);
  const isBroken = isMessage(reply) && query.question?.type === TYPES.CAA && reply.answers.length === 0;
  return isBroken ? replyTo(query, { rcode: RCODES.SERVFAIL }) : reply;
};

const targetFor = (...clusters: readonly string[]): ZoneTarget => ({
  kind: 'zone',
  zone: ZONE,
  certificates: clusters.map((cluster) => ({ names: [`${cluster}.${ZONE}`], ca: 'letsencrypt.org', method: 'dns-01' })),
});

/** 13 certificates in the week, as the authors counted: far from the 50 of a domain. */
const log = {
  issuances: Array.from({ length: 13 }, (_, index) => ({
    names: [`app-${index}.${ZONE}`],
    issuedAt: new Date(Date.parse('2026-11-12T06:00:00Z') + index * 10 * 3_600_000),
  })),
};

/** CAA ended in SERVFAIL at the DNS provider, and was first read as a rate limit. */
export const caaServfail: Incident = {
  name: 'S2',
  title: 'CAA ended in SERVFAIL at the DNS provider, and was first read as a rate limit',
  begins: '2026-11-17T20:00:00Z',
  outageAt: '2026-11-18T08:35:00Z',
  async play({ internet, until, look }) {
    const provider = passing();
    const hosts = [1, 2, 3, 4].map((n) => ({ name: `ns${n}.provider.test`, vice: provider.vice }));
    await internet.serve({ zone: 'provider.test', hosts });
    await internet.serve({ zone: 'acme.test', hosts, records: [caaRecord('acme.test', 0, 'issue', 'digicert.com')] });
    const records = ['godaddy.com', 'letsencrypt.org'].map((ca) => caaRecord(ZONE, 0, 'issue', ca));
    const { primary } = await internet.serve({ zone: ZONE, hosts, records });

    await look('the parent zone allows one CA, this zone another, the cluster has no records', [], [targetFor('beta-4')], log);
    until('2026-11-18T00:05:00Z');
    provider.now = brokenForNothing;
    await look('the provider breaks: SERVFAIL for CAA where there is none', ['caa.lookup_error'], [targetFor('beta-4')], log);
    until('2026-11-18T11:43:00Z');
    const leaf = caaRecord(`beta-4.${ZONE}`, 0, 'issue', 'letsencrypt.org');
    primary.edit((zone) => ({ ...zone, records: [...zone.records, leaf] }));
    await look('a CAA record at the cluster itself: nothing broken is asked for any more', [], [targetFor('beta-4')], log);
    until('2026-11-23T09:00:00Z');
    await look('Monday: a new cluster', ['caa.lookup_error'], [targetFor('beta-4', 'beta-5')], log);
    until('2026-11-24T09:00:00Z');
    provider.now = undefined;
    await look('the provider is well again', [], [targetFor('beta-4', 'beta-5')], log);
  },
};
