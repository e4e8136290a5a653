import { partsOf } from './lines.ts';
import { html, type Markup, whole } from './markup.ts';
import { plain } from './wording.ts';

/** Characters of one command: it is copied, so it must not be cut where other texts of a page are. */
const LONGEST_COMMAND = 2000;

/** A step to take on a line of its own, its commands set apart; nothing where there is none. */
export function stepPart(step: string | undefined): Markup | undefined {
  if (step === undefined) return undefined;
  const parts = partsOf(step).map(({ kind, text }) =>
    kind === 'command' ? html` <code>${whole(plain(text, LONGEST_COMMAND))}</code>` : html` ${text}`,
  );
  return html`<br>${parts}`;
}
