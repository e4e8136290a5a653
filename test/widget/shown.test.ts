import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Order } from '../../functions/core/order.ts';
import { PALETTES, type Theme } from '../../functions/core/palette.ts';
import { widget } from '../../functions/widget.ts';
import { reportOf, toldOf } from '../functions/sightings.ts';
import { type Chromium, hasChromium, openChromium } from './chromium.ts';
import { doorsOf, eventOf, standingOf, VANTAGES } from './scene.ts';

if (!hasChromium && process.env.CI !== 'true')
  console.log('widget: skipped; apt-get install chromium, or PICKET_CHROMIUM=<binary>');

const DOCS = join(import.meta.dirname, '../../docs');

const HISTORY = { namespace: 'Picket/test', name: 'Critical', statistic: 'Average', periodSeconds: 300 };

const REGIONS = [
  ...VANTAGES,
  'us-west-2',
  'eu-west-1',
  'ap-northeast-1',
  'ap-south-1',
  'ca-central-1',
  'me-south-1',
  'eu-north-1',
  'ap-southeast-7',
];

/** As long as a name may be, without a place to break a line at. */
const LONG = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(letter === 'd' ? 50 : 63)).join('.');

/** Two nameservers, one with such a name, and with an answer and a finding as long. */
async function longNames(vantage: string, { targets: [target = { kind: 'zone', zone: LONG }] }: Order) {
  const subject = `${LONG}/2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff`;
  const told = toldOf({ subject, says: `${subject} is behind.`, advice: [`dig +norec SOA ${LONG}`] });
  const facts = [
    { subject, values: { answer: 'refused'.repeat(40), serial: 4_294_967_295, refreshAgeSeconds: 1e9 } },
    { subject: 'ns1.example.org/192.0.2.1', values: { answer: 'ok', serial: 4_294_967_295 } },
  ];
  return [reportOf(vantage, 'serial', [told], { target, facts })];
}

/** The part of the dashboard around a widget. */
const dashboard = (page: string, theme: Theme) =>
  `<!doctype html><html lang="en"><title>dashboard</title><body style="margin:0;background:${PALETTES[theme].ground}">${page}</body></html>`;

/** Every element that holds text of its own, with the contrast of its colour and the ground below it (WCAG 2.2, 1.4.3). */
const CONTRASTS = `(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parts(colour).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => { const own = parts(getComputedStyle(node).backgroundColor); return own.length === 4 && own[3] === 0 ? ground(node.parentElement) : getComputedStyle(node).backgroundColor; };
  return [...document.querySelectorAll('.pw *')].filter((node) => [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim()))
    .filter((node) => !['STYLE', 'CWDB-ACTION', 'OPTION'].includes(node.tagName) && node.checkVisibility())
    .map((node) => { const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x); return { text: node.textContent.slice(0, 40), ratio: (a + 0.05) / (b + 0.05) }; });
})()`;

describe.skipIf(!hasChromium && process.env.CI !== 'true')('the widget in Chromium', () => {
  let chromium: Chromium;
  beforeAll(async () => {
    chromium = await openChromium();
  });
  afterAll(() => chromium?.[Symbol.asyncDispose]());

  const show = async (theme: Theme, width: number) =>
    chromium.show(dashboard(await widget(eventOf({ theme, target: 'all' }), doorsOf().doors), theme), width);

  it.each(['light', 'dark'] as const)('can be read in the %s look: every text has a contrast of 4.5 to 1', async (theme) => {
    await show(theme, 960);
    const contrasts = await chromium.evaluate<{ text: string; ratio: number }[]>(CONTRASTS);
    expect(contrasts.length).toBeGreaterThan(60);
    expect(contrasts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    const picture = await chromium.picture();
    expect(picture.length).toBeGreaterThan(10_000);
    if (process.env.PICKET_PICTURES !== undefined) writeFileSync(join(DOCS, `widget-${theme}.png`), picture);
  });

  it.each([
    ['a wide widget', 1100],
    ['a phone', 360],
    ['the smallest phone', 320],
    ['half a screen', 700],
    ['a widget at which a table just fits', 912],
  ])('needs no sideways scrolling on %s', async (_where, width) => {
    await show('light', width);
    const [needed, had] = await chromium.evaluate<[number, number]>('[document.body.scrollWidth, innerWidth]');
    expect([needed, had]).toEqual([width, width]);
    const cut = await chromium.evaluate<number>(
      `[...document.querySelectorAll('.pw td, .pw th')].filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1).length`,
    );
    expect(cut).toBe(0);
    if (process.env.PICKET_PICTURES !== undefined && width === 360) {
      writeFileSync(join(tmpdir(), 'widget-phone.png'), await chromium.picture());
    }
  });

  it.each([1, 3, 13].flatMap((vantages) => [320, 700, 1200, 1950].map((width) => [vantages, width] as const)))(
    'needs none with %d vantages either, at %d pixels, whatever names there are',
    async (vantages, width) => {
      const { doors } = doorsOf({
        vantages: REGIONS.slice(0, vantages),
        ask: longNames,
        targets: new Map([[LONG, { kind: 'zone', zone: LONG }]]),
      });
      await chromium.show(dashboard(await widget(eventOf({ target: 'all' }), doors), 'dark'), width);
      const beyond = `[...document.querySelectorAll('.pw *')].filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth).map((node) => node.outerHTML.slice(0, 80))`;
      expect(await chromium.evaluate<string[]>(beyond)).toEqual([]);
      expect(await chromium.evaluate('document.querySelectorAll("tbody td").length')).toBe(2 * vantages);
    },
  );

  it('stays where it is when a name is typed and Enter pressed', async () => {
    const many = new Map(Array.from({ length: 101 }, (_, at) => [`z${at}.org`, { kind: 'zone', zone: `z${at}.org` } as const]));
    const { doors } = doorsOf({ targets: many, ringing: async () => [] });
    await chromium.show(dashboard(await widget(eventOf({ ask: false }), doors), 'light'), 700);
    await chromium.evaluate(
      `(window.sent = 0, document.addEventListener('submit', (event) => { event.preventDefault(); sent++; }))`,
    );
    await chromium.evaluate(`document.querySelector('#pw-target').focus()`);
    await chromium.enter();
    expect(await chromium.evaluate('[document.activeElement.id, sent]')).toEqual(['pw-target', 0]);
  });

  it.each([
    ['a wide widget', 1100],
    ['a phone', 360],
  ])('is a table with headings to a screen reader on %s', async (_where, width) => {
    await show('dark', width);
    const tree = await chromium.tree();
    const named = (role: string) => tree.filter((node) => node.role === role).map(({ name }) => name);
    expect(named('table')).toHaveLength(2);
    expect(named('columnheader').slice(0, 3)).toEqual(['nameserver', 'us-east-1', 'eu-central-1']);
    expect(named('rowheader').map((name) => name.replace(/\s/g, ''))).toContain('ns2.example.net/192.0.2.53');
    expect(named('heading').map((name) => name.replace(/\s+/g, ' '))).toEqual([
      'What rings',
      'example.org critical',
      'Would a CA issue, asked now?',
      'https://www.example.org warning',
    ]);
    expect(named('button')).toEqual(['Ask now']);
    expect(named('combobox')).toEqual(['Target']);
    expect(named('cell')).toHaveLength(6 * 5);
  });

  it('says in words what it says in colours: without style sheets nothing is lost', async () => {
    await show('light', 1100);
    const words = await chromium.evaluate<string[]>(
      `[...document.querySelectorAll('.pw-badge')].map((badge) => [...badge.classList].find((one) => one !== 'pw-badge') + ' ' + badge.textContent)`,
    );
    const told = new Map(words.map((word) => [word.slice(0, word.indexOf(' ')), word.slice(word.indexOf(' ') + 1)]));
    expect([...told.keys()].sort()).toEqual(['pw-critical', 'pw-unknown', 'pw-unseen', 'pw-warning', 'pw-well']);
    expect(words.every((word) => word.split(' ').slice(1).join('').length > 1)).toBe(true);
    const shapes = await chromium.evaluate<Record<string, string[]>>(
      `Object.fromEntries(['well','critical','warning','unseen','unknown'].map((one) => [one, [...new Set([...document.querySelectorAll('.pw-' + one + ' svg')].map((svg) => svg.innerHTML))]]))`,
    );
    expect(Object.values(shapes).flat()).toHaveLength(5);
    expect(new Set(Object.values(shapes).flat()).size).toBe(5);
  });

  it('lets nothing from the network become part of the page', async () => {
    const evil = `</td></table><script>document.title='had'</script><img src=x onerror="document.title='had'"><svg/onload=document.title='had'>`;
    const { doors } = doorsOf({
      ask: async (vantage, { targets: [target] }) => [
        {
          ...{
            target: target ?? { kind: 'zone', zone: 'example.org' },
            check: 'serial',
            vantage,
            at: '',
            state: 'critical',
            measurements: [],
            tookMs: 1,
          },
          findings: [toldOf({ says: evil, advice: [evil], subject: evil })],
          facts: [{ subject: evil, values: { serial: evil, state: evil, daysLeft: 1 } }],
        },
      ],
      ringing: async () => [
        { ...standingOf('picket-test silent', '2026-11-20T09:00:00Z'), says: evil },
        {
          ...standingOf('picket-test critical', '2026-11-20T09:00:00Z'),
          history: { ...HISTORY, dimensions: { Target: evil, Check: evil } },
        },
      ],
    });
    await chromium.show(
      dashboard(await widget(eventOf({ target: 'example.org', targets: [evil.slice(0, 290), 'example.org'] }), doors), 'light'),
      800,
    );
    expect(await chromium.evaluate('document.title')).toBe('dashboard');
    const strays = `document.querySelectorAll('script, img, iframe, use, object, embed, link, [onload], [onerror], [onclick], svg svg').length`;
    expect(await chromium.evaluate(strays)).toBe(0);
    expect(await chromium.evaluate<string>(`document.querySelector('tbody th').textContent`)).toBe(evil);
  });
});
