import type { Check } from '../functions/core/check.ts';
import type { Meaning } from '../functions/core/finding.ts';
import { plain } from '../functions/core/wording.ts';
import { BROKEN } from '../functions/run.ts';
import { EXIT_UNKNOWN, type World } from './check.ts';
import { nearest } from './near.ts';
import { proseWidth, wrap } from './paint.ts';
import { labelled, steps } from './telling.ts';

const WIDEST = 'how bad'.length;

/** The catalogue of one check: its meanings by code. */
interface Chapter {
  readonly check: string;
  readonly asks: string;
  readonly meanings: Readonly<Record<string, Meaning>>;
}

/** `picket explain [code]`: what a code means, or all codes by check. */
export async function explain(code: string | undefined, world: World): Promise<number> {
  const chapters = chaptersOf(await world.checks());
  if (code === undefined) {
    world.out(catalogue(chapters, world));
    return 0;
  }
  const wanted = code.trim().toLowerCase();
  const chapter = chapters.find(({ meanings }) => Object.hasOwn(meanings, wanted));
  const meaning = chapter?.meanings[wanted];
  if (chapter === undefined || meaning === undefined) {
    world.err(unknownCode(code, chapters, world));
    return EXIT_UNKNOWN;
  }
  world.out(explanation(wanted, meaning, chapter, world));
  return 0;
}

function chaptersOf(checks: readonly Check[]): readonly Chapter[] {
  const own = { check: 'picket', asks: 'Did the check itself work?', meanings: { 'check.broken': BROKEN } };
  return [...checks.map(({ name, asks, meanings }) => ({ check: name, asks, meanings })), own];
}

function explanation(code: string, meaning: Meaning, { check, asks }: Chapter, { page }: World): string {
  const { severity, atWorst = severity, implies = [] } = meaning;
  const row = (label: string, text: string) => labelled(label, text, page, WIDEST);
  const lines = [
    page.paint('strong', code),
    ...wrap(meaning.title, proseWidth(page, 0)),
    '',
    ...row('how bad', atWorst === severity ? severity : `${severity}, ${atWorst} at worst`),
    ...row('who', meaning.who),
    ...row('when', meaning.actWithin === 'no hurry' ? 'no hurry' : `within ${meaning.actWithin}`),
    ...steps('do', meaning.advice.map(openSlots), page, WIDEST),
    ...row('source', meaning.source),
    ...row('check', `${check}: ${asks}`),
    ...(implies.length === 0 ? [] : row('hides', implies.join(', '))),
  ];
  return `${lines.join('\n')}\n`;
}

/** Slots as a person writes a blank: `<subject>`. */
function openSlots(template: string): string {
  return template.replace(/\{(\w+)\}/g, '<$1>');
}

function catalogue(chapters: readonly Chapter[], { page }: World): string {
  const widest = Math.max(...chapters.flatMap(({ meanings }) => Object.keys(meanings).map(({ length }) => length)));
  const parts = chapters.map(({ check, asks, meanings }) => {
    const entries = Object.entries(meanings).flatMap(([code, { title }]) => entryLines(code, title, widest, page.width));
    return [`${page.paint('strong', check)}  ${page.paint('dim', asks)}`, ...entries].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

/** Code and title side by side, or one below the other where the screen is too narrow for both. */
function entryLines(code: string, title: string, widest: number, width: number): string[] {
  const room = Math.min(width, 120) - widest - 4;
  if (room < 30) return [`  ${code}`, ...wrap(title, Math.max(width - 4, 20)).map((line) => `    ${line}`)];
  return wrap(title, room).map((line, at) => `  ${(at === 0 ? code : '').padEnd(widest)}  ${line}`);
}

function unknownCode(typed: string, chapters: readonly Chapter[], { page }: World): string {
  const titles = new Map(chapters.flatMap(({ meanings }) => Object.entries(meanings).map(([code, { title }]) => [code, title])));
  const guesses = nearest(typed.trim(), [...titles.keys()]);
  const widest = Math.max(0, ...guesses.map(({ length }) => length));
  const first = `picket: there is no code '${plain(typed)}'; `;
  if (guesses.length === 0) return `${first}\`picket explain\` lists them all\n`;
  const lines = guesses.flatMap((code) => entryLines(code, titles.get(code) ?? '', widest, page.width));
  return `${[`${first}the nearest are:`, ...lines].join('\n')}\n`;
}
