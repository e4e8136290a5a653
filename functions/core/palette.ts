import type { Standing } from './badge.ts';
import type { Markup } from './markup.ts';

/** The dashboard's own two looks (`widgetContext.theme`). */
export type Theme = 'light' | 'dark';

/** Colours of a look. Each stands as text on `ground`, with a contrast of 4.5 to 1 or more (WCAG 2.2, 1.4.3). */
export type Palette = Readonly<Record<Standing | 'ground' | 'text' | 'dim' | 'line' | 'link', string>>;

/** The two looks, after those of the console. */
export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    ground: '#ffffff',
    text: '#16191f',
    dim: '#4f5b66',
    line: '#d5dbdb',
    link: '#0b5394',
    well: '#1c6b30',
    notice: '#0b5394',
    unknown: '#5b3a94',
    warning: '#875400',
    critical: '#b3140a',
    unseen: '#4f5b66',
  },
  dark: {
    ground: '#161d26',
    text: '#eaeded',
    dim: '#b2bcc4',
    line: '#414d5c',
    link: '#8fc7ff',
    well: '#85d793',
    notice: '#8fc7ff',
    unknown: '#ccb0ff',
    warning: '#f7c04a',
    critical: '#ff9a8c',
    unseen: '#b2bcc4',
  },
};

const STANDINGS = ['well', 'notice', 'unknown', 'warning', 'critical', 'unseen'] as const;

/** Widths in em that a heading of a row, and one vantage, have at least in a table; and a cell, where rows are blocks. */
const LEAST_EM = { heading: 14, cell: 9, block: 17 };

/** Pixels of an em, and between two columns. */
const EM = 14;
const GAP = 10;

/**
 * The style sheet of a look. Every rule stands below `.pw`, since nothing says that one widget's style stays with it; on a widget too narrow for
 * so many vantages side by side each row of a table becomes a block and its cells lines of it.
 */
export function styleOf(theme: Theme, vantages: number): Markup {
  const palette = PALETTES[theme];
  const colours = STANDINGS.map((standing) => `.pw .pw-${standing}{color:${palette[standing]}}`).join('\n');
  return { markup: `<style>\n${layoutOf(palette)}\n${colours}\n${narrowBelow(tableWidth(vantages), palette)}\n</style>` };
}

/** Pixels that a table takes at least: text breaks anywhere, so nothing in it makes it wider. */
function tableWidth(vantages: number): number {
  return LEAST_EM.heading * EM + GAP + vantages * (LEAST_EM.cell * EM + GAP);
}

function layoutOf({ ground, text, dim, line, link }: Palette): string {
  return `.pw{background:${ground};color:${text};font:${EM}px/1.45 "Amazon Ember",system-ui,sans-serif;padding:12px;overflow-wrap:anywhere;container-type:inline-size}
.pw h2,.pw h3,.pw h4{color:${text};font-size:16px;line-height:1.3;margin:0 0 6px}
.pw h3{font-size:15px;margin-top:18px}
.pw h4{font-size:14px;margin-top:12px}
.pw p,.pw ul{margin:0 0 8px;padding:0}
.pw li{list-style:none;margin:0 0 6px}
.pw .pw-dim{color:${dim}}
.pw code{font:13px/1.4 ui-monospace,monospace}
.pw cwdb-action{display:none}
.pw .pw-badge{display:inline-flex;gap:5px;align-items:baseline;font-weight:600}
.pw .pw-badge svg{flex:none;align-self:flex-start;margin-top:.15em;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.pw form{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:12px 0}
.pw select,.pw input{background:${ground};color:${text};border:1px solid ${dim};border-radius:3px;padding:5px 8px;font:inherit;max-width:100%;min-width:0}
.pw .pw-button{background:${link};color:${ground};border:0;border-radius:3px;padding:6px 14px;font:inherit;font-weight:600;cursor:pointer}
.pw .pw-button:focus-visible,.pw select:focus-visible,.pw input:focus-visible{outline:3px solid ${link};outline-offset:2px}
.pw table{border-collapse:collapse;width:100%;margin:6px 0 10px;background:${ground};color:${text}}
.pw th,.pw td{border:0;border-bottom:1px solid ${line};padding:6px ${GAP}px 6px 0;text-align:left;vertical-align:top;background:${ground};color:${text}}
.pw th{font-weight:600}
.pw th[scope=row]{min-width:${LEAST_EM.heading}em}
.pw thead th+th,.pw td{min-width:${LEAST_EM.cell}em}
.pw thead th{color:${dim}}
.pw caption{text-align:left;color:${dim};padding:0 0 4px}
.pw .pw-line{display:block;font-variant-numeric:tabular-nums}
.pw .pw-who{display:none}`;
}

function narrowBelow(width: number, { line }: Palette): string {
  return `@container (max-width:${width - 1}px){
.pw table,.pw tbody,.pw tr,.pw th,.pw td,.pw caption{display:block}
.pw thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.pw tbody tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(${LEAST_EM.block}em,100%),1fr));gap:2px 16px;align-items:start;border-bottom:1px solid ${line};padding:8px 0}
.pw th,.pw td{border:0;padding:2px 0;min-width:0}
.pw th[scope=row]{grid-column:1/-1;min-width:0}
.pw td{display:grid;grid-template-columns:8.5em minmax(0,1fr);gap:0 8px;align-items:start;justify-items:start}
.pw .pw-who{display:inline}
.pw .pw-line{grid-column:2}
}`;
}
