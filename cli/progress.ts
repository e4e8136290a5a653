import { plain } from '../functions/core/wording.ts';

/** A line that says what is still open, while the work goes on. */
export interface Progress {
  /** Puts further names on the line. */
  readonly add: (names: readonly string[]) => void;
  /** Takes a name off the line. */
  readonly done: (name: string) => void;
  /** Clears the line, for good. */
  readonly stop: () => void;
}

/** Where the line is drawn: standard error. */
export type Screen = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

const FRAMES = ['|', '/', '-', '\\'];
const FRAME_MS = 120;
const CLEAR = '\r\u001b[K';

/** Draws the line on a terminal, eight times a second; a pipe, a log or a dumb terminal sees nothing. */
export function openProgress(names: readonly string[], screen: Screen, env: NodeJS.ProcessEnv): Progress {
  if (!screen.isTTY || env.TERM === 'dumb') return { add: () => {}, done: () => {}, stop: () => {} };
  const open = new Set(names);
  let all = names.length;
  const start = performance.now();
  let frame = 0;
  const draw = () => {
    frame += 1;
    const elapsedSeconds = (performance.now() - start) / 1000;
    screen.write(`${CLEAR}${progressLine([...open], all, elapsedSeconds, frame).slice(0, (screen.columns || 80) - 1)}`);
  };
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  draw();
  return {
    add: (more) => {
      all += more.length;
      for (const name of more) open.add(name);
    },
    done: (name) => open.delete(name),
    stop: () => {
      clearInterval(timer);
      screen.write(CLEAR);
    },
  };
}

/** The text of the line. How many first: on a narrow screen the names are what is cut. */
export function progressLine(open: readonly string[], all: number, elapsedSeconds: number, frame: number): string {
  const spinner = FRAMES[frame % FRAMES.length] ?? '';
  return `${spinner} ${all - open.length} of ${all} done, ${Math.floor(elapsedSeconds)} s; open: ${open
    .slice(0, 8)
    .map((name) => plain(name))
    .join(', ')}`;
}
