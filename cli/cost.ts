import type { Quote } from '../cdk/cost.ts';
import type { BillLine } from '../functions/core/cost.ts';
import { PRICES_AS_OF } from '../functions/core/prices.ts';
import type { World } from './check.ts';
import { configurationPath, readConfiguration } from './configuration.ts';
import { failed } from './deployment.ts';
import { type Page, proseWidth, wrap } from './paint.ts';

/** What was typed after `picket cost`. */
export interface TypedCost {
  readonly config?: string;
  readonly json?: boolean;
}

/** `picket cost`: the monthly bill of a configuration, what would be cheaper, and what CloudWatch Synthetics would take. */
export async function cost({ config, json }: TypedCost, world: World): Promise<number> {
  const read = await readConfiguration(configurationPath(config, world.env));
  if (!read.ok) return failed(read.fault, world);
  // Loaded when needed: the stacks take half a second to load, which no other command shall wait for.
  const { quoteOf } = await import('../cdk/cost.ts');
  const quote = quoteOf(read.value, await world.checks());
  world.out(json === true ? `${JSON.stringify(quote, null, 2)}\n` : sheetOf(quote, read.value.deployment, world.page));
  return 0;
}

function sheetOf({ bill, cheaper, synthetics }: Quote, deployment: string, page: Page): string {
  const paid = bill.lines.filter(({ dollars }) => dollars >= 0.005);
  const free = bill.lines.filter(({ dollars }) => dollars < 0.005);
  const driver = paid[0] === undefined ? '' : `, the largest part for ${paid[0].unit}`;
  const prose = (text: string) => wrap(text, proseWidth(page, 0));
  return `${[
    ...prose(`Picket ${deployment}: about ${money(bill.dollars)} a month${driver}.`).map((line) => page.paint('strong', line)),
    '',
    ...paid.map((line) => `${amount(line.dollars)}  ${quantity(line)}`),
    ...prose(`Within what is free: ${free.map(quantity).join(', ')}.`).map((line) => page.paint('dim', line)),
    ...(cheaper.length === 0 ? [] : ['', 'Cheaper, with what each gives up in docs/cost.md:']),
    ...cheaper.map(({ setting, dollars }) => `${amount(dollars)}  ${setting}`),
    '',
    ...prose(`CloudWatch Synthetics, one canary a target, the same places, as often: ${money(synthetics)}.`),
    ...prose(
      `List prices of us-east-1 as of ${PRICES_AS_OF}, without tax, 30 days; what is free is counted as if nothing else in the account used it.`,
    ).map((line) => page.paint('dim', line)),
  ].join('\n')}\n`;
}

function amount(dollars: number): string {
  return money(dollars).padStart(12);
}

function money(dollars: number): string {
  return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function quantity({ quantity, unit }: BillLine): string {
  const digits = quantity < 10 && !Number.isInteger(quantity) ? 2 : 0;
  const word = quantity === 1 ? unit.replace(/ (of|to) /.test(unit) ? /(?<=^\w+)s\b/ : /(?<=\w)s$/, '') : unit;
  return `${quantity.toLocaleString('en-US', { maximumFractionDigits: digits })} ${word}`;
}
