import type { World } from '../../cli/check.ts';
import type { Page } from '../../cli/paint.ts';
import { WORDS } from '../../functions/checks/words.ts';
import type { Check } from '../../functions/core/check.ts';
import type { Chapter, Finding, Meaning, Severity, Words } from '../../functions/core/finding.ts';
import type { Net } from '../../functions/core/net.ts';
import { failed } from '../../functions/core/observation.ts';
import { nameOf } from '../../functions/core/target.ts';
import type { NetOptions } from '../../functions/net/net.ts';

/** A page without colours, in a UTF-8 locale. */
export const PAGE: Page = { width: 100, paint: (_role, text) => text, missing: '–', cut: '…' };

/** A page that shows its colours as `<role:text>`. */
export const PAINTED: Page = { ...PAGE, paint: (role, text) => `<${role}:${text}>` };

/** What `illness` says of a severity. */
export const worded = (severity: Severity): Words => ({
  actWithin: '1 day',
  who: 'whoever runs the zone',
  title: `Something is ${severity} with the zone.`,
  says: '{subject} is ill.',
  advice: ['dig +norec SOA {subject}'],
  source: 'RFC 1034 section 4.3.5',
});

const meanings: Readonly<Record<string, Meaning>> = {
  'ill.notice': { severity: 'notice' },
  'ill.warning': { severity: 'warning', atWorst: 'critical', implies: ['ill.notice'] },
  'ill.critical': { severity: 'critical' },
  'ill.unknown': { severity: 'unknown' },
};

/** What `illness` says. */
export const ILLNESS: Chapter = {
  asks: 'Is it ill?',
  codes: {
    'ill.notice': worded('notice'),
    'ill.warning': worded('warning'),
    'ill.critical': worded('critical'),
    'ill.unknown': worded('unknown'),
  },
};

/** A check that finds what the target's name asks for: `warning-critical.test` gives two findings, `well.test` none. */
export function illness(name: string, about: 'zone' | 'service'): Check {
  return {
    name,
    about,
    patience: 2,
    corroboration: 'quorum',
    meanings,
    measures: [],
    observe: async (target) => {
      if (nameOf(target).includes('broken')) throw new Error('out of luck');
      return nameOf(target);
    },
    judge: (seen): Finding[] =>
      ['notice', 'warning', 'critical', 'unknown']
        .filter((severity) => String(seen).includes(severity))
        .map((severity) => ({ code: `ill.${severity}`, subject: String(seen), evidence: { note: 'a\u0085b\u202ec' } })),
    measure: () => [],
    facts: (seen) => [{ subject: `ns1.${seen}/192.0.2.53`, values: { answer: 'ok', tookMs: 3 } }],
  };
}

/** A net that brings nothing back. */
const NOTHING = {
  walk: async () => failed('unmeasured', 'nobody is there', 0),
  lookup: async () => failed('unmeasured', 'nobody is there', 0),
} as Partial<Net> as Net;

/** A world that keeps what was written and asked. Its clock stands at 20 November 2026, 10:05 UTC. */
export function worldOf(parts: Partial<World> = {}) {
  const told = { out: '', err: '', opened: [] as NetOptions[] };
  const world: World = {
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    page: PAGE,
    screen: { isTTY: false, columns: 80, write: () => true },
    env: {},
    checks: async () => [illness('ill', 'zone'), illness('hot', 'service')],
    words: async () => ({ ...WORDS, ill: ILLNESS, hot: ILLNESS, asking: ILLNESS }),
    openNet: async (options) => {
      told.opened.push(options);
      return NOTHING;
    },
    now: () => new Date('2026-11-20T10:05:00Z'),
    ...parts,
  };
  return { world, told };
}
