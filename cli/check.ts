import type { Check } from '../functions/core/check.ts';
import { type State, worst } from '../functions/core/finding.ts';
import type { Net } from '../functions/core/net.ts';
import type { Report } from '../functions/core/report.ts';
import { shownName } from '../functions/core/target.ts';
import type { NetOptions } from '../functions/net/net.ts';
import { run } from '../functions/run.ts';
import type { Page } from './paint.ts';
import { openProgress, type Screen } from './progress.ts';
import { type Request, readRequest, type Typed } from './request.ts';
import { sheetOf } from './sheet.ts';

/** What a command meets outside: where it writes, whom it asks, the clock. */
export interface World {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly page: Page;
  readonly screen: Screen;
  readonly env: NodeJS.ProcessEnv;
  /** Loaded when first needed: `picket --help` waits for neither checks nor sockets. */
  readonly checks: () => Promise<readonly Check[]>;
  readonly openNet: (options: NetOptions) => Promise<Net>;
  readonly now: () => Date;
}

/** Exit codes by the worst state, in the manner of monitoring plugins. */
export const EXITS: Readonly<Record<State, number>> = { well: 0, notice: 0, warning: 1, critical: 2, unknown: 3 };

/** Wrong usage, or Picket's own failure: nothing was learnt about the target. */
export const EXIT_UNKNOWN = EXITS.unknown;

/** `picket check`: asks, prints, and gives the exit code. */
export async function check(targets: readonly string[], typed: Typed, world: World): Promise<number> {
  const checks = await world.checks();
  const requested = readRequest(targets, typed, checks);
  if (!requested.ok) {
    world.err(requested.faults.map((fault) => `picket: ${fault}\n`).join(''));
    return EXIT_UNKNOWN;
  }
  const reports = await carryOut(requested.value, checks, world);
  world.out(typed.json === true ? jsonOf(reports) : sheetOf(reports, world.page));
  return reports.length === 0 ? EXIT_UNKNOWN : EXITS[worst(reports.map(({ state }) => state))];
}

/** Runs target by target over one net, all at once, so that the progress line can tell which are open. */
async function carryOut(request: Request, checks: readonly Check[], world: World): Promise<readonly Report[]> {
  const { targets, vantage, only, net: options, now = world.now() } = request;
  const progress = openProgress(targets.map(shownName), world.screen, world.env);
  try {
    const net = await world.openNet(options);
    const perTarget = targets.map(async (target) => {
      const reports = await run({ vantage, targets: [target], ...(only && { only }) }, checks, net, now);
      progress.done(shownName(target));
      return reports;
    });
    return (await Promise.all(perTarget)).flat();
  } finally {
    progress.stop();
  }
}

/** The reports as they are. Invisible characters that steer a terminal are escaped, which JSON reads back as the same text. */
function jsonOf(reports: readonly Report[]): string {
  const steering = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(reports, null, 2).replace(steering, escaped)}\n`;
}
