import type { Meaning, Words } from './finding.ts';

const WRITER_OWNER = 'whoever runs the writer of the heartbeat';

/** Every code of the check `canary`. */
export const CANARY_MEANINGS = {
  'acme.canary.writer_dead': { severity: 'warning' },
  'acme.canary.lag': { severity: 'warning' },
  'acme.canary.stale': { severity: 'warning' },
  'acme.canary.unknown': { severity: 'unknown' },
} as const satisfies Record<string, Meaning>;

/** A code of the check `canary`. */
export type CanaryCode = keyof typeof CANARY_MEANINGS;

/** The same codes in words. */
export const CANARY_WORDS: Readonly<Record<keyof typeof CANARY_MEANINGS, Words>> = {
  'acme.canary.writer_dead': {
    actWithin: '1 day',
    who: WRITER_OWNER,
    title: 'The heartbeat is no longer written, while transfers work.',
    says: 'Nobody writes the heartbeat {name} any more ({shown}), while the zone itself arrives ({proof}): its writer failed, and the ACME client goes the same way.',
    advice: [
      'dig +norec TXT {name} @{address}',
      'Does the CronJob run, and what does its log say? `kubectl get cronjob,pod -A | grep -i canary`',
      'Can it write? Check the TSIG key or API token, the update policy of the zone, and the clock of the writer: `picket canary write {zone} --server <primary> --key-file <file> --once`',
    ],
    source: 'ours: the heartbeat takes the way of a DNS-01 challenge; RFC 2136; RFC 8945',
  },
  'acme.canary.lag': {
    actWithin: '1 day',
    who: 'whoever runs the secondary',
    title: 'A nameserver shows an older heartbeat than the others.',
    says: '{subject} shows {shown}, and others one of {newestAt}: a DNS-01 challenge would be missing there too.',
    advice: [
      'dig +norec TXT {name} @{address}',
      'dig +norec SOA {zone} @{address}',
      'On the secondary: transfer {zone} now, and read why it did not by itself (NOTIFY, allow-transfer, TSIG, TCP port 53 of the primary).',
    ],
    source: 'ours: later than refresh + retry, at least two intervals, at most four hours',
  },
  'acme.canary.stale': {
    actWithin: '1 day',
    who: 'whoever runs the primary and the writer of the heartbeat',
    title: 'No nameserver shows a fresh heartbeat.',
    says: 'The heartbeat {name} is {ageSeconds} old at every nameserver, due every {intervalSeconds}: either its writer stopped or no secondary transfers any more, and from outside nobody can tell which.',
    advice: [
      'Look at the writer first: `kubectl get cronjob,pod -A | grep -i canary`',
      'Then ask the primary itself: `dig +norec TXT {name} @<primary>`',
      "Fresh there: the transfers are dead. On it, look at allow-transfer, at TSIG, and who has the port: `ss -lunpt 'sport = :53'`",
    ],
    source: 'ours: a heartbeat is old after two intervals',
  },
  'acme.canary.unknown': {
    actWithin: '1 day',
    who: 'whoever runs Picket',
    title: 'No nameserver answered about the heartbeat.',
    says: 'No nameserver answered about the heartbeat {name} ({reason}).',
    advice: ['dig TXT {name}'],
    source: 'ours: silence is no heartbeat, and no missing one',
  },
};
