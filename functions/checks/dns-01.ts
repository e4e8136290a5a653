import { type AcmeCode, ACME_MEANINGS as meanings } from '../core/acme-meanings.ts';
import { type Challenge, challengeNames, lookAt } from '../core/challenge.ts';
import { challengeFaults } from '../core/challenge-faults.ts';
import type { Check } from '../core/check.ts';
import { expectedFacts } from '../core/expected.ts';
import type { ZoneTarget } from '../core/target.ts';

/** Every challenge name, as its servers show it. */
export type Seen = readonly Challenge[];

/** Would a CA find the challenge, whichever nameserver it asks? No challenge at all is normal between two renewals. */
export const dns01: Check<ZoneTarget, Seen, AcmeCode> = {
  name: 'dns-01',
  about: 'zone',
  patience: 3, // a challenge takes a slot or two to reach every server, and that is normal
  corroboration: 'any', // the servers' data differ wherever they are asked from; a CA looks from one of many places
  meanings,
  measures: [],
  observe(target, net) {
    return Promise.all(challengeNames(target).map((name) => lookAt(net, name, target)));
  },
  judge(seen, target, now) {
    const findings = seen.flatMap((challenge) => challengeFaults(challenge, target, now));
    // Several names may share one fault: the zone's negative TTL, a name between, a common target.
    return [...new Map(findings.map((finding) => [`${finding.code} ${finding.subject}`, finding])).values()];
  },
  measure: () => [],
  facts(seen, target) {
    return seen.flatMap((challenge) => expectedFacts(challenge, target));
  },
};
