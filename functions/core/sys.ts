import type { Meaning, Words } from './finding.ts';

/** What Picket says about its own look, not about the target: shown as "not measured", never as down, 0 or fine. Any check may list them. */
export const SYS = {
  'sys.probe_limited': { severity: 'notice' },
  'sys.spoof_suspected': { severity: 'notice' },
} as const satisfies Readonly<Record<string, Meaning>>;

/** The same codes in words. */
export const SYS_WORDS: Readonly<Record<keyof typeof SYS, Words>> = {
  'sys.probe_limited': {
    actWithin: 'no hurry',
    who: 'whoever runs Picket',
    title: 'Part of the target could not be asked from here.',
    says: 'Not measured from here: {servers} ({reason}).',
    advice: ['Give the vantage a route for that family, or read the rows as "not measured": neither up nor down.'],
    source: 'ours: what was not asked is never counted as well or as down',
  },
  'sys.spoof_suspected': {
    actWithin: 'no hurry',
    who: 'whoever runs the network of the vantage',
    title: 'Datagrams arrived that were not the answer to our question.',
    says: '{strays} datagrams that were no answer to our questions arrived as if from {subject}; they were ignored.',
    advice: ['Repeat from another network: `dig +norec +tcp SOA {zone} @{address}`'],
    source: 'RFC 5452 section 9.1; more than 5 is ours: one or two are late answers to earlier tries',
  },
};

/** What to do about the first of them where it is port 25 that is closed, for other reasons than a missing family. */
export const PORT_25_ADVICE: Words['advice'] = [
  'AWS drops what a Lambda sends to port 25. It lifts that for a function in a VPC with a NAT gateway alone (ipv6: true in picket.config.ts makes both), by its form "Request to remove email sending limitations".',
  'Or watch a port that users of mail connect to, which AWS lets through: submission://{host} (587), submissions://{host} (465), imaps://{host} (993).',
  'Many access providers drop port 25 too. From elsewhere: `nc -vz -w 5 {host} 25`',
  'An IPv6 address needs a vantage that has IPv6. Read all of them as "not measured": neither up nor down.',
];
