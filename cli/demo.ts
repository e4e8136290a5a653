import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openAcme } from './demonstration/acme.ts';
import { SHOW_CURSOR } from './demonstration/canvas.ts';
import { configurationFor, hostingConfiguration } from './demonstration/configuration.ts';
import { openDeployment } from './demonstration/deployment.ts';
import { CUSTOMERS } from './demonstration/hoster.ts';
import { ACT_NAMES, play } from './demonstration/story.ts';
import { synthesise } from './demonstration/synthesis.ts';
import { liveView, plainView, type View } from './demonstration/view.ts';
import { type Page, pageFor } from './paint.ts';

const { stdout, stderr, env } = process;

/** What the live tables take, with some of what happened above them. */
const LEAST = { rows: 24, columns: 80 };

const SLOT_MS = 300_000;

const AFTERWARDS = [
  '',
  'Code and stacks were the real ones; AWS and the Internet were played. Next:',
  '  npx picket check example.org   your own domain, now, from this machine',
  '  picket.config.ts               what to watch, from where, and who hears of it',
  '  npx cdk synth                  what would be deployed',
];

/** Deploys into the stand-in, in `folder`, and plays, all acts or one. */
async function demonstrate(folder: string, act: string | undefined, view: View, signal: AbortSignal): Promise<void> {
  const start = new Date(Math.floor(Date.now() / SLOT_MS) * SLOT_MS - 60_000);
  let now = () => start;
  await using acme = await openAcme(() => now());
  const configuration = configurationFor(acme.service);
  await using deployment = await openDeployment(start, configuration);
  now = deployment.now;
  view.wait('Synthesising the stacks as they would be deployed ...');
  deployment.deploy(await synthesise(configuration, folder, signal), acme.settings);
  let hosted: ReturnType<typeof synthesise> | undefined;
  const hosting = () => (hosted ??= synthesise(hostingConfiguration(CUSTOMERS), folder, signal));
  await play({ acme, deployment, view, hosting }, act);
  view.end(AFTERWARDS);
}

/** The act that was chosen by `--act`. */
function chosenAct(): string | undefined {
  const { act } = parseArgs({ options: { act: { type: 'string' } } }).values;
  if (act === undefined || ACT_NAMES.includes(act)) return act;
  throw new Error(`there is no act '${act}'; expected ${ACT_NAMES.join(', ')}`);
}

function viewFor(page: Page): View {
  const live = stdout.isTTY && env.TERM !== 'dumb' && stdout.rows >= LEAST.rows && stdout.columns >= LEAST.columns;
  return live ? liveView(stdout, page) : plainView((text) => stdout.write(text), page);
}

const folder = mkdtempSync(join(tmpdir(), 'picket-demo-'));
const stopping = new AbortController();
/** A reader that went away, such as `head`, is no failure. */
stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (stdout.isTTY) stdout.write(SHOW_CURSOR);
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    stopping.abort();
    process.exit(code);
  });
}

try {
  await demonstrate(folder, chosenAct(), viewFor(pageFor(stdout, env)), stopping.signal);
} catch (error) {
  stderr.write(`\nThe demonstration failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
