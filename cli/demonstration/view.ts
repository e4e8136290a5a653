import type { Delivered } from '../../lab/aws/topics.ts';
import { type Page, proseWidth, type Role, wrap } from '../paint.ts';
import { openCanvas } from './canvas.ts';
import { clockOf, noticesIn, type Scene, sceneLines, tally } from './scene.ts';

/** How the story is shown. */
export interface View {
  /** What is being prepared, until something else is shown. */
  readonly wait: (text: string) => void;
  /** A brief act is told faster. */
  readonly act: (title: string, text: string, brief?: boolean) => Promise<void>;
  /** Something happens at a moment. */
  readonly tell: (at: Date, text: string, role?: Role) => Promise<void>;
  /** A minute has passed; `fresh` where the vantages have just made their round. */
  readonly pass: (scene: Scene, fresh: boolean) => Promise<void>;
  /** Things as they stand at the end of an act. */
  readonly rest: (scene: Scene) => Promise<void>;
  /** All of it, or no more than what is wrong. */
  readonly letter: (letter: Delivered, extent?: 'excerpt') => Promise<void>;
  readonly end: (lines: readonly string[]) => void;
}

/** Milliseconds that a person is given: to see a minute go by, to read a sentence, an act's title, a table, a line of a letter. */
const PACE = { minute: 50, sentence: 800, act: 1100, rest: 900, line: 45 };

/** The pace of a brief act, when a person knows what is shown. Its minutes take what they take. */
const BRIEF: typeof PACE = { minute: 0, sentence: 250, act: 900, rest: 0, line: 45 };

/** For a pipe or a log: a line a round, a table at the end of an act, no pauses, no control characters. */
export function plainView(write: (text: string) => void, page: Page): View {
  const print = (lines: readonly string[]) => write(lines.map((line) => `${line}\n`).join(''));
  return {
    wait: (text) => print([text]),
    act: async (title, text) => print(actLines(title, text, page)),
    tell: async (at, text, role) => print(momentLines(at, text, page, role)),
    pass: async ({ at, round }, fresh) => {
      if (fresh) print(momentLines(at, roundText(round), page));
    },
    rest: async (scene) => print(['', ...sceneLines(scene, page)]),
    letter: async (letter, extent) => print(letterLines(letter, page, extent)),
    end: print,
  };
}

/** For a terminal: tables that redraw in place below what has happened so far, at a pace that can be read. */
export function liveView(stream: NodeJS.WriteStream, page: Page): View {
  const { draw, keep } = openCanvas(stream);
  let last: readonly string[] = [];
  let pace = PACE;
  const frame = (scene: Scene) => {
    last = ['', clockLine(scene, page), '', ...sceneLines(scene, page)];
    draw(last);
  };
  return {
    wait: (text) => draw([page.paint('dim', text)]),
    act: async (title, text, brief = false) => {
      pace = brief ? BRIEF : PACE;
      keep(actLines(title, text, page));
      last = [];
      await pause(pace.act);
    },
    tell: async (at, text, role) => {
      keep(momentLines(at, text, page, role));
      draw(last);
      await pause(pace.sentence);
    },
    pass: async (scene) => {
      frame(scene);
      await pause(pace.minute);
    },
    rest: async (scene) => {
      frame(scene);
      await pause(pace.rest);
      keep(last);
      last = [];
    },
    letter: async (letter, extent) => {
      for (const line of letterLines(letter, page, extent)) {
        keep([line]);
        await pause(pace.line);
      }
    },
    end: keep,
  };
}

function clockLine({ at, round: [report] }: Scene, page: Page): string {
  const round = report === undefined ? '' : page.paint('dim', `, last round at ${clockOf(new Date(report.at))}`);
  return `  ${page.paint('strong', `${clockOf(at)} UTC`)}${round}`;
}

function actLines(title: string, text: string, page: Page): readonly string[] {
  return ['', page.paint('strong', title), ...wrap(text, proseWidth(page, 0)), ''];
}

function momentLines(at: Date, text: string, page: Page, role?: Role): readonly string[] {
  const lines = wrap(text, proseWidth(page, 9)).map((line) => (role === undefined ? line : page.paint(role, line)));
  return lines.map((line, index) => `  ${index === 0 ? page.paint('dim', clockOf(at)) : '     '}  ${line}`);
}

function roundText(round: Scene['round']): string {
  const ill = tally(round);
  const notices = noticesIn(round);
  if (ill.length > 0) return `Round: votes for a fault: ${ill.join(', ')}.`;
  return `Round: no vote for a fault${notices.length > 0 ? `; noticed: ${notices.join(', ')}` : ''}.`;
}

/** Subject and body as they were delivered, between two lines. An excerpt is what is wrong, and the facts of it. */
function letterLines({ endpoint, subject, body }: Delivered, page: Page, extent?: 'excerpt'): readonly string[] {
  const paragraphs = body.trimEnd().split('\n\n');
  const shown = extent === 'excerpt' ? paragraphs.slice(0, 2) : paragraphs;
  const lines = shown.join('\n\n').split('\n');
  const rule = page.paint('dim', '='.repeat(Math.min(page.width, 80)));
  return [
    '',
    rule,
    `To:      ${endpoint}`,
    ...wrap(subject ?? '', proseWidth(page, 9)).map(
      (line, at) => `${at === 0 ? 'Subject: ' : ' '.repeat(9)}${page.paint('strong', line)}`,
    ),
    '',
    ...lines.flatMap((line) => (line.length > page.width ? wrap(line, proseWidth(page, 0)) : line)),
    ...(shown.length < paragraphs.length ? [page.paint('dim', page.cut)] : []),
    rule,
  ];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
