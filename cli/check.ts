import { type Check, isForEverySlot } from '../functions/core/check.ts';
import { type Phrasebook, type State, worst } from '../functions/core/finding.ts';
import { inWords } from '../functions/core/in-words.ts';
import type { Net } from '../functions/core/net.ts';
import type { Report } from '../functions/core/report.ts';
import { nameOf, shownName, type Target } from '../functions/core/target.ts';
import type { NetOptions } from '../functions/net/net.ts';
import { run } from '../functions/run.ts';
import { discover } from './discovery.ts';
import { discoverLogged, type Logged } from './logged.ts';
import type { Page } from './paint.ts';
import { openProgress, type Screen } from './progress.ts';
import { registeredFor } from './registered.ts';
import { type Request, readRequest, searchedBy, type Typed } from './request.ts';
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
  readonly words: () => Promise<Phrasebook>;
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
  const { reports, notes } = await carryOut(requested.value, checks, world);
  world.err(notes.map((note) => `picket: ${note}\n`).join(''));
  world.out(typed.json === true ? jsonOf(reports) : sheetOf(reports, world.page));
  return reports.length === 0 ? EXIT_UNKNOWN : EXITS[worst(reports.map(({ state }) => state))];
}

/** What was seen, and what was left out on the way: one line each. */
interface CarriedOut {
  readonly reports: readonly Report[];
  readonly notes: readonly string[];
}

/** Runs target by target over one net, all at once, so that the progress line can tell which are open; and what is found on the way as well. */
async function carryOut(request: Request, checks: readonly Check[], world: World): Promise<CarriedOut> {
  const { vantage, only, net: options, now = world.now() } = request;
  const targets = await registeredFor(request.targets, checks, only);
  const words = await world.words();
  const progress = openProgress(targets.map(shownName), world.screen, world.env);
  try {
    const net = await world.openNet(options);
    const look = async (target: Target) => {
      const seen = await run({ vantage, targets: [searchedBy(request, target)], ...(only && { only }) }, checks, net, now);
      progress.done(shownName(target));
      return inWords(seen, words);
    };
    const known = new Set(targets.map(nameOf));
    const notes: string[] = [];
    const follow = async (way: Promise<Logged>) => {
      const { services, notes: left } = await way;
      notes.push(...left);
      const found = services.filter((service) => !known.has(nameOf(service)));
      for (const service of found) known.add(nameOf(service));
      progress.add(found.map(shownName));
      return (await Promise.all(found.map(look))).flat();
    };
    const ways = targets.flatMap((target) => waysFrom(target, request, net, now));
    const [named, met] = await Promise.all([Promise.all(targets.map(look)), Promise.all(ways.map(follow))]);
    return asideFrom([...named, ...met].flat(), request, checks, notes);
  } finally {
    progress.stop();
  }
}

/** A source that nobody asked for and that does not answer is a note: what was asked for is no less known without it. */
function asideFrom(reports: readonly Report[], request: Request, checks: readonly Check[], notes: readonly string[]): CarriedOut {
  if (request.searchesHosts) return { reports, notes };
  const extra = new Set(checks.filter((check) => !isForEverySlot(check)).map(({ name }) => name));
  const isAside = ({ check, state, findings }: Report) =>
    state === 'unknown' && extra.has(check) && findings.every(({ code }) => code !== 'check.broken');
  const said = reports
    .filter(isAside)
    .flatMap(({ findings }) => findings.flatMap(({ echoes, says }) => (echoes === undefined ? [says] : [])));
  return { reports: reports.filter((report) => !isAside(report)), notes: [...notes, ...said] };
}

/** Where a zone leads, way by way: each is followed as soon as it is known, and the search may be slow. */
function waysFrom(target: Target, request: Request, net: Net, now: Date): readonly Promise<Logged>[] {
  if (!request.discovers || target.kind !== 'zone') return [];
  const near = discover(target.zone, net);
  return request.searches ? [near, discoverLogged(target, net, now)] : [near];
}

/** Reports, or what was made of them, as they are. Invisible characters that steer a terminal are escaped, which JSON reads back as the same text. */
export function jsonOf(reports: readonly unknown[]): string {
  const steering = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(reports, null, 2).replace(steering, escaped)}\n`;
}
