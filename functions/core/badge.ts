import type { State } from './finding.ts';
import { html, type Markup } from './markup.ts';

/** What a badge says: a state, or `unseen` where there was no look. */
export type Standing = State | 'unseen';

/** One shape for each, so that the colour is never the only sign. Drawn in a square of 16; no `<use>`, which CloudWatch removes. */
const SHAPES: Readonly<Record<Standing, Markup>> = {
  well: html`<circle cx="8" cy="8" r="7"/><path d="M4.5 8.5l2.5 2.5 4.5-5.5"/>`,
  notice: html`<circle cx="8" cy="8" r="7"/><path d="M8 7.3v4M8 4.6v.3"/>`,
  unknown: html`<circle cx="8" cy="8" r="7" stroke-dasharray="2.5 2"/><path d="M6 6.3a2 2 0 1 1 2.6 1.9c-.4.2-.6.5-.6 1M8 11.4v.3"/>`,
  warning: html`<path d="M8 1.8L15 14.2H1z"/><path d="M8 6v4M8 12v.3"/>`,
  critical: html`<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/><path d="M5.5 5.5l5 5M10.5 5.5l-5 5"/>`,
  unseen: html`<path d="M3 8h10"/>`,
};

/** A shape and a word. The word carries the meaning; screen readers are not told of the shape. */
export function badge(standing: Standing, word: string): Markup {
  const shape = html`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${SHAPES[standing]}</svg>`;
  return html`<span class="pw-badge pw-${standing}">${shape}<span>${word}</span></span>`;
}
