import * as v from 'valibot';
import type { Theme } from './core/palette.ts';

/** What a dashboard asks of the widget. */
export interface WidgetEvent {
  /** The console asks for the documentation. */
  readonly describe: boolean;
  /** The button was pressed. */
  readonly ask: boolean;
  /** Parameter of the widget: targets to choose from. */
  readonly targets: readonly string[];
  /** What the form holds; undefined where there was no form yet. */
  readonly typed?: string;
  readonly theme: Theme;
}

/** What the console shows as the widget's documentation; it takes the YAML for the parameters. */
export const DOCUMENTATION = `## Picket
What rings, and on a press of the button every nameserver or address as every vantage sees it now; for a zone with declared certificates also whether a
CA would issue them.

Loading it costs one call of this function and one of DescribeAlarms for every 100 alarms that ring. The button costs one call more for each vantage; the vantages answer and
publish nothing.

### Parameters
\`\`\` yaml
# Targets to choose from, 100 at most; default all of the deployment. Nothing else is ever asked.
targets:
  - example.org
  - https://www.example.org
\`\`\`
`;

const name = v.pipe(v.string(), v.maxLength(300));

const EVENT = v.object({
  describe: v.fallback(v.optional(v.boolean(), false), false),
  ask: v.fallback(v.optional(v.boolean(), false), false),
  targets: v.fallback(v.optional(v.pipe(v.array(name), v.maxLength(100)), []), []),
  widgetContext: v.fallback(
    v.optional(
      v.object({
        theme: v.fallback(v.optional(v.picklist(['light', 'dark']), 'light'), 'light'),
        forms: v.fallback(v.optional(v.object({ all: v.object({ target: v.optional(name) }) })), undefined),
      }),
    ),
    undefined,
  ),
});

/** Reads the event of a dashboard. Whatever of it cannot be read counts as left out: a page with a sentence beats a failure. */
export function readWidgetEvent(event: unknown): WidgetEvent {
  const read = v.safeParse(EVENT, event);
  const { describe, ask, targets, widgetContext } = read.success ? read.output : v.parse(EVENT, {});
  const typed = widgetContext?.forms?.all.target?.trim();
  return { describe, ask, targets, theme: widgetContext?.theme ?? 'light', ...(typed === undefined ? {} : { typed }) };
}
