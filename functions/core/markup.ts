import { plain } from './wording.ts';

/** HTML that is safe to show: made by `html` alone. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a slot of `html`. Text is escaped, nothing is shown for what is absent. */
export type Slot = string | number | Markup | readonly Markup[] | undefined;

/**
 * A template whose slots cannot break out: text loses its control and bidirectional characters, is cut at 300, and its `& < > " '` are
 * escaped, which is right between tags and inside quoted attributes. No slot belongs into a tag's name, a style or an unquoted attribute.
 */
export function html(parts: TemplateStringsArray, ...slots: readonly Slot[]): Markup {
  return { markup: parts.map((part, index) => part + (index < slots.length ? shown(slots[index]) : '')).join('') };
}

/** Own text that is too long for `html` to take whole, such as a JSON block: escaped, not cut. */
export function whole(text: string): Markup {
  return { markup: escaped(text) };
}

function shown(slot: Slot): string {
  if (slot === undefined) return '';
  if (typeof slot === 'string' || typeof slot === 'number') return escaped(plain(String(slot)));
  return 'markup' in slot ? slot.markup : slot.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
