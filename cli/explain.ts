import type { Check } from '../functions/core/check.ts';
import type { Meaning, Phrasebook, Words } from '../functions/core/finding.ts';
import { BROKEN } from '../functions/core/in-words.ts';
import { plain } from '../functions/core/wording.ts';
import { EXIT_UNKNOWN, type World } from './check.ts';
import { nearest } from './near.ts';
import { proseWidth, wrap } from './paint.ts';
import { labelled, steps } from './telling.ts';

const WIDEST = 'how bad'.length;

/** What a code means, for the vote and for a person. */
type Entry = Meaning & Words;

/** The catalogue of one check, by code. */
interface Section {
  readonly check: string;
  readonly asks: string;
  readonly entries: Readonly<Record<string, Entry>>;
}

/** A code in the section of one check. */
interface Found {
  readonly entry: Entry;
  readonly section: Section;
}

/** `picket explain [code]`: what a code means, or all codes by check. */
export async function explain(code: string | undefined, world: World): Promise<number> {
  const sections = sectionsOf(await world.checks(), await world.words());
  if (code === undefined) {
    world.out(catalogue(sections, world));
    return 0;
  }
  const wanted = code.trim().toLowerCase();
  // What Picket says of its own look is said by several checks, each with advice of its own.
  const found = sections.flatMap((section) => {
    const entry = Object.hasOwn(section.entries, wanted) ? section.entries[wanted] : undefined;
    return entry === undefined ? [] : [{ entry, section }];
  });
  if (found.length === 0) {
    world.err(unknownCode(code, sections, world));
    return EXIT_UNKNOWN;
  }
  const alike = Map.groupBy(found, ({ entry }) => entry.advice);
  const parts = [...alike.values()].map((same) => explanation(wanted, same, world));
  world.out(parts.join('\n'));
  return 0;
}

function sectionsOf(checks: readonly Check[], words: Phrasebook): readonly Section[] {
  const broken = { severity: 'unknown', ...BROKEN } as const;
  const own = { check: 'picket', asks: 'Did the check itself work?', entries: { 'check.broken': broken } };
  return [
    ...checks.map(({ name, meanings }) => ({
      check: name,
      asks: words[name]?.asks ?? '',
      entries: entriesOf(meanings, words[name]?.codes),
    })),
    own,
  ];
}

function entriesOf(meanings: Check['meanings'], words: Readonly<Record<string, Words>> = {}): Section['entries'] {
  const known = Object.entries(meanings).flatMap(([code, meaning]) => {
    const own = words[code];
    return own === undefined ? [] : [[code, { ...meaning, ...own }] as const];
  });
  return Object.fromEntries(known);
}

function explanation(code: string, same: readonly Found[], { page }: World): string {
  const [first] = same;
  if (first === undefined) return '';
  const { entry } = first;
  const { severity, atWorst = severity, implies = [] } = entry;
  const row = (label: string, text: string) => labelled(label, text, page, WIDEST);
  const lines = [
    page.paint('strong', code),
    ...wrap(entry.title, proseWidth(page, 0)),
    '',
    ...row('how bad', atWorst === severity ? severity : `${severity}, ${atWorst} at worst`),
    ...row('who', entry.who),
    ...row('when', entry.actWithin === 'no hurry' ? 'no hurry' : `within ${entry.actWithin}`),
    ...steps('do', entry.advice.map(openSlots), page, WIDEST),
    ...row('source', entry.source),
    ...same.flatMap(({ section: { check, asks } }) => row('check', `${check}: ${asks}`)),
    ...(implies.length === 0 ? [] : row('hides', implies.join(', '))),
  ];
  return `${lines.join('\n')}\n`;
}

/** Slots as a person writes a blank: `<subject>`. */
function openSlots(template: string): string {
  return template.replace(/\{(\w+)\}/g, '<$1>');
}

function catalogue(sections: readonly Section[], { page }: World): string {
  const widest = Math.max(...sections.flatMap(({ entries }) => Object.keys(entries).map(({ length }) => length)));
  const parts = sections.map(({ check, asks, entries }) => {
    const lines = Object.entries(entries).flatMap(([code, { title }]) => entryLines(code, title, widest, page.width));
    return [`${page.paint('strong', check)}  ${page.paint('dim', asks)}`, ...lines].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

/** Code and title side by side, or one below the other where the screen is too narrow for both. */
function entryLines(code: string, title: string, widest: number, width: number): string[] {
  const room = Math.min(width, 120) - widest - 4;
  if (room < 30) return [`  ${code}`, ...wrap(title, Math.max(width - 4, 20)).map((line) => `    ${line}`)];
  return wrap(title, room).map((line, at) => `  ${(at === 0 ? code : '').padEnd(widest)}  ${line}`);
}

function unknownCode(typed: string, sections: readonly Section[], { page }: World): string {
  const titles = new Map(sections.flatMap(({ entries }) => Object.entries(entries).map(([code, { title }]) => [code, title])));
  const guesses = nearest(typed.trim(), [...titles.keys()]);
  const widest = Math.max(0, ...guesses.map(({ length }) => length));
  const first = `picket: there is no code '${plain(typed)}'; `;
  if (guesses.length === 0) return `${first}\`picket explain\` lists them all\n`;
  const lines = guesses.flatMap((code) => entryLines(code, titles.get(code) ?? '', widest, page.width));
  return `${[`${first}the nearest are:`, ...lines].join('\n')}\n`;
}
