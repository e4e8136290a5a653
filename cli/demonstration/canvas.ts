/** The lower end of a terminal, where lines are redrawn in place. */
export interface Canvas {
  /** Replaces what was drawn last. */
  readonly draw: (lines: readonly string[]) => void;
  /** Replaces it for good: what is drawn next stands below. */
  readonly keep: (lines: readonly string[]) => void;
}

/** Hides the cursor, which would dance; whoever ends the process shows it again. */
const HIDE_CURSOR = '\u001b[?25l';

/** Shows the cursor again. */
export const SHOW_CURSOR = '\u001b[?25h';

/** Opens one below the cursor. Lines have to fit: one that the terminal breaks would count as two. */
export function openCanvas(stream: NodeJS.WriteStream): Canvas {
  let drawn = 0;
  const draw = (lines: readonly string[]) => {
    const erase = drawn === 0 ? '' : `\u001b[${drawn}A\u001b[J`;
    stream.write(`${HIDE_CURSOR}${erase}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines.length;
  };
  const keep = (lines: readonly string[]) => {
    draw(lines);
    drawn = 0;
  };
  return { draw, keep };
}
