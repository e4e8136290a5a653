import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { play } from './week/drive.ts';
import { type Figures, figuresOf, quantile } from './week/figures.ts';
import { diceOf, faultsOf, type Weather } from './week/script.ts';
import { synthesise } from './week/stage.ts';

/*
 * A week of 10 zones and of 1,000, through the synthesised templates and the stand-in for AWS: how many alarms are false, how many faults are
 * missed, how long it takes until the letter. Writes docs/week.md. Half an hour, and 3 GB at most.
 *
 *   node bench/week.ts                                             all, in a process each
 *   node bench/week.ts --zones 10 --days 1 [--alarms per-check]    one, printed as JSON
 */
const { values } = parseArgs({
  options: { zones: { type: 'string' }, days: { type: 'string', default: '1' }, alarms: { type: 'string' } },
});

/** Heap of a process that plays. */
const MEMORY_MB = 2500;

const VANTAGES = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1'];
const START = new Date('2026-11-20T00:00:00Z');
const DAY = 86_400_000;
const HOUR = 3_600_000;

interface Scenario {
  readonly zones: number;
  readonly days: number;
  readonly alarms: 'per-check' | 'per-target';
}

const SCENARIOS: readonly Scenario[] = [
  { zones: 10, days: 7, alarms: 'per-check' },
  { zones: 1000, days: 7, alarms: 'per-target' },
  { zones: 1000, days: 1, alarms: 'per-check' },
];

/** Without a word about its alarms, the mode that its size calls for, as docs/cost.md has it. */
function scenarioOf(zones: number, days: number, alarms = zones > 100 ? 'per-target' : 'per-check'): Scenario {
  return { zones, days, alarms: alarms === 'per-target' ? alarms : 'per-check' };
}

/** A scenario in a process of its own: the functions keep their clients, and with them the stand-in that they first met. */
function playApart({ zones, days, alarms }: Scenario): Figures {
  const args = ['--zones', String(zones), '--days', String(days), '--alarms', alarms];
  const run = spawnSync(process.execPath, [`--max-old-space-size=${MEMORY_MB}`, import.meta.filename, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`${zones} zones could not be played`);
  return JSON.parse(run.stdout) as Figures;
}

async function figuresFor({ zones: count, days, alarms }: Scenario): Promise<Figures> {
  const zones = Array.from({ length: count }, (_, index) => `zone${String(index).padStart(4, '0')}.example`);
  const [start, end] = [START.getTime(), START.getTime() + days * DAY];
  const faults = faultsOf(zones, start + HOUR, end, Math.round(days * (count > 100 ? 60 : 6)), diceOf(7));
  const weather: Weather = {
    lost: 0.01,
    twice: 0.03,
    noise: 0.003,
    missed: 0.02,
    blind: { vantage: 'sa-east-1', start: start + 0.1 * (end - start), end: start + 0.3 * (end - start) },
    gone: { vantage: 'af-south-1', start: start + 0.6 * (end - start), end: start + 0.7 * (end - start) },
  };
  const stacks = synthesise({
    deployment: 'week',
    home: 'eu-west-1',
    vantages: VANTAGES,
    zones,
    alarms,
    alerts: { page: ['on-call@ops.invalid'], mail: ['hostmaster@ops.invalid'] },
  });
  const modes = alarms === 'per-target' ? 'per-target' : '';
  const passed = (at: Date) => process.stderr.write(`\r${count} zones, ${at.toISOString().slice(0, 16)} `);
  const played = await play({
    stacks,
    vantages: VANTAGES,
    start: START,
    minutes: days * 1440,
    faults,
    weather,
    modes,
    seed: 42,
    passed,
  });
  return figuresOf(played, faults, weather);
}

function span(values: readonly number[]): string {
  const of = (share: number) => quantile(values, share)?.toFixed(0) ?? '–';
  return `${of(0.5)} / ${of(0.95)} / ${of(1)} min`;
}

const ROWS: readonly (readonly [string, (figures: Figures) => string | number])[] = [
  ['alarms in the template', ({ alarms }) => alarms],
  ['runs of probes', ({ runs }) => runs],
  ['faults of 15 min and more, by zone', ({ faults }) => faults],
  ['**missed**', ({ missed }) => `**${missed}**`],
  ['rang, and no letter told it', ({ untold, missed }) => untold - missed],
  ['faults under 15 min, by zone; of them told', ({ short, shortTold }) => `${short}; ${shortTold}`],
  ['**alarms that rang for nothing**', ({ falseAlarms }) => `**${falseAlarms}**`],
  ['letters for nothing', ({ falseLetters }) => falseLetters],
  ['letters in all', ({ letters }) => letters],
  [
    'mails about Picket itself, by CloudWatch; **for nothing**',
    ({ direct, directForNothing }) => `${direct}; **${directForNothing}**`,
  ],
  ['letters about the shared server, while it was dead', ({ stormLetters }) => stormLetters],
  ['from the fault to the alarm (median / 95 % / longest)', ({ detection }) => span(detection)],
  ['from the fault to the letter', ({ letterAfter }) => span(letterAfter)],
  ['from the end of the fault to the quiet alarm', ({ recovery }) => span(recovery)],
  ['changes that notify could not tell at once', ({ failures }) => failures],
];

function pageOf(all: readonly { readonly scenario: Scenario; readonly figures: Figures }[]): string {
  const heads = all.map(
    ({ scenario: { zones, days, alarms } }) => `${zones} zones, ${days === 1 ? 'a day' : `${days} days`}, ${alarms}`,
  );
  return [
    '# A week of Picket, played',
    '',
    'What the alarms and letters are worth can be counted before anything is deployed. `node bench/week.ts` synthesises the stacks, loads them into the',
    'stand-in for AWS (`lab/aws`), and plays the time minute by minute: the schedules of the template ring, the real probe looks, with eyes that a',
    'script lends it, the alarms of the template are evaluated every minute, and the real notify asks again and writes its letters. The dice are the',
    'same in every run. The figures are of this model of AWS, not of AWS: see `docs/proof-on-aws.md`.',
    '',
    `|  | ${heads.join(' | ')} |`,
    `| --- |${heads.map(() => ' --- |').join('')}`,
    ...ROWS.map(([title, cell]) => `| ${title} | ${all.map(({ figures }) => cell(figures)).join(' | ')} |`),
    '',
    '## What was thrown at it',
    '- Five vantages, a look every five minutes; votes arrive 5 to 70 s after the bell, in no order.',
    "- 1 % of runs are lost; 3 % of runs and 3 % of the queue's messages come twice.",
    '- 0.3 % of looks at a healthy zone find it down; 2 % of looks at a fault do not find it.',
    '- For a fifth of the time one vantage is blind: to it every zone is down. For a tenth another one is gone.',
    '- Zones that are down for everybody, and frozen secondaries; a fifth of these last 5 to 10 minutes, the rest 15 minutes to 6 hours.',
    '- Once a secondary that all zones share freezes, for two hours.',
    '',
    '## How to read it',
    '- An alarm rang for nothing if no fault of its zone was there then or in the 25 minutes before.',
    '- An alarm needs two of three slots (three of four for some checks): ten minutes and what is left of the slot, then a minute at most until it',
    '  is evaluated, then up to a minute in the queue, which the stand-in delivers at once.',
    '- The targets of 1,000 zones are asked in some thirty orders, which start minute by minute over half a slot; so a fault that all share rings over some',
    '  minutes. The first letter tells it whole and wakes; the others say "more", and wake nobody.',
    '- In the mode `per-target` all checks of a target ring as one, as patiently as the most patient of them.',
    '- The mails about Picket itself are of the vantage that is gone; its return is a letter.',
    '',
  ].join('\n');
}

if (values.zones === undefined) {
  const all = SCENARIOS.map((scenario) => ({ scenario, figures: playApart(scenario) }));
  process.stderr.write('\n');
  writeFileSync(join(import.meta.dirname, '../docs/week.md'), pageOf(all));
} else {
  process.stdout.write(JSON.stringify(await figuresFor(scenarioOf(Number(values.zones), Number(values.days), values.alarms))));
}
