import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ENTRY = resolve(import.meta.dirname, '../../cli/demo.ts');

const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('picket-demo-'));

/** Runs the demonstration in a pipe. `end` may stop it by what it has said so far. */
async function demo(end: (out: string) => NodeJS.Signals | undefined = () => undefined, ...args: readonly string[]) {
  const child = spawn(process.execPath, [ENTRY, ...args], { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  const told = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    told.out += text;
    const signal = end(told.out);
    if (signal !== undefined) child.kill(signal);
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    told.err += text;
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, ...told };
}

describe('the demonstration in a pipe', () => {
  let run: Awaited<ReturnType<typeof demo>>;
  let acts: string[];
  let letters: string[];

  /** Subject and first words of the letter of an act, wherever its lines break. */
  const letterIn = (act: number) => /^={10,}\n([\s\S]*?)^={10,}$/m.exec(acts[act] ?? '')?.[1]?.replace(/\s+/g, ' ');
  const changesIn = (act: number) =>
    [...(acts[act] ?? '').matchAll(/Alarm "picket-demo (.+)": (.+)$/gm)].map(([, name, change]) => `${name}: ${change}`);

  beforeAll(async () => {
    run = await demo();
    acts = run.out.split(/^(?=Act \d)/m);
    letters = run.out.match(/^={10,}\n[\s\S]*?^={10,}$/gm) ?? [];
  }, 300_000);

  it('ends by itself, with success and nothing on standard error', () => {
    expect([run.code, run.err]).toEqual([0, '']);
  });

  it('tells eight acts, a letter in each but the first', () => {
    const heads = [...run.out.matchAll(/^(?:Act (\d) of 8|Subject: ([A-Z]+(?: [A-Z]+)*)\b)/gm)].map(
      ([, act, subject]) => act ?? subject,
    );
    const told = [['WARNING'], ['RECOVERED'], ['WARNING'], ['WARNING'], ['STILL WARNING'], ['ALARM', 'RECOVERED'], ['WARNING']];
    expect(heads).toEqual(['1', ...told.flatMap((subjects, index) => [`${index + 2}`, ...subjects])]);
  });

  it('names the nameserver that is cut off and no other, and what to type', () => {
    expect(letters[0]).toContain('ns3.acme.test');
    expect(letters[0]).not.toMatch(/ns[124]\.acme\.test/);
    expect(letters[0]).toContain('rndc retransfer acme.test');
  });

  it('gives the functions the clock of the story: the deadline is a day after the alarm', () => {
    const [, rang] = /^ {2}(\d\d:\d\d) {2}Alarm .* -> ALARM$/m.exec(run.out) ?? [];
    expect(letters[0]).toMatch(new RegExp(`^Act.* ${rang} UTC$`, 'm'));
  });

  it.each([
    [2, ['warning serial acme.test: OK -> ALARM', 'warning secondary acme.test: OK -> ALARM']],
    [3, ['warning serial acme.test: ALARM -> OK', 'warning secondary acme.test: ALARM -> OK']],
    [4, ['warning caa acme.test: OK -> ALARM', 'warning caa acme.test: ALARM -> OK']],
    [5, ['warning dns-01 acme.test: OK -> ALARM', 'warning dns-01 acme.test: ALARM -> OK']],
    [6, ['warning nameservers acme.test: OK -> ALARM', 'warning nameservers acme.test: ALARM -> OK']],
    [7, ['silent af-south-1: OK -> ALARM', 'silent af-south-1: ALARM -> OK']],
  ])('rings the alarms of act %d and no others, and quiets them', (act, changes) => expect(changesIn(act)).toEqual(changes));

  it('tells the rounds that all vantages make, one in five minutes, and none of one vantage alone', () => {
    const rounds = [...run.out.matchAll(/^ {2}\d\d:(\d\d) {2}Round:/gm)].map(([, minute]) => Number(minute) % 5);
    expect(rounds.length).toBeGreaterThan(25);
    expect(new Set(rounds)).toEqual(new Set([0]));
  });

  it('counts the votes of all five vantages', () => {
    expect(run.out).toMatch(/^ {2}secondary {4}1 1 1 1 1 {2}5 of 5 .* ALARM \(warning\)$/m);
    expect(run.out).toMatch(/^ {2}certificate {2}0 0 0 0 0 {2}none .* OK$/m);
  });

  it('tells a CAA lookup that fails from rate limits and policy', () => {
    expect(letterIn(4)).toMatch(/CAA lookup .* \(SERVFAIL\).*neither a rate limit nor your CAA policy/);
  });

  it('forecasts an order for a challenge that stands at three of four nameservers, before the letter and after the repair', () => {
    const forecasts = [...(acts[5] ?? '').matchAll(/^ {2}(?:\d\d:\d\d) {2}(?:`picket forecast`: (\w+)|Alarm)/gm)].map(
      ([, said]) => said,
    );
    expect(forecasts).toEqual(['RISKY', undefined, undefined, 'READY']);
    expect(letterIn(5)).toMatch(/Only 3 of 4 nameservers .* \(ns2\.acme\.test\/\S+ lacks it\).* chance of about 55 %/);
  });

  it('writes no letter in a maintenance, and one about what stayed wrong', () => {
    expect(acts[6]).toMatch(/Muted until .*: \d+ alarms of acme\.test\.\n[\s\S]*no letter is written[\s\S]*^Subject: STILL/m);
    expect(letterIn(6)).toMatch(/The maintenance is over, and this stayed wrong\. REFUSED .*ns4\.acme\.test/);
  });

  it('tells of a vantage that is silent by the mail of its alarm', () => {
    expect(letterIn(7)).toMatch(/Subject: ALARM: "picket-demo silent af-south-1" .*has not finished its rounds/);
    expect(run.out).toMatch(/^Subject: RECOVERED picket-demo: The vantage af-south-1 looks again, after \d+ min\.$/m);
  });

  it('tells forty zones behind one dead nameserver in one letter', () => {
    expect(acts[8]).toMatch(/^.*40 alarms, such as "picket-hosting warning nameservers .*": OK -> ALARM$/m);
    expect(letterIn(8)).toMatch(/WARNING 40 zones: ns2\.hoster\.test.* and \d+ more, listed below 40 zones in all/);
  });

  it('says what to do next, without control characters and in plain text', () => {
    expect(run.out).toMatch(/npx picket check example\.org.*\n.*picket\.config\.ts.*\n.*npx cdk synth.*\n$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
    expect(run.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });
});

describe('the demonstration of one act', () => {
  it('is refused with the names of those that there are', async () => {
    const { code, out, err } = await demo(undefined, '--act', 'hamlet');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain("there is no act 'hamlet'; expected secondary, caa, challenge, maintenance, vantage, hosting");
  }, 60_000);

  it('follows the first act and is followed by none', async () => {
    const { code, out } = await demo(undefined, '--act', 'caa');
    expect(code).toBe(0);
    expect([...out.matchAll(/^Act \d.*$/gm)].map(([head]) => head)).toEqual([
      'Act 1 of 2: all is well',
      'Act 2 of 2: a CA gets no answer',
    ]);
  }, 200_000);
});

describe('the demonstration, interrupted', () => {
  it('ends at once and leaves nothing behind', async () => {
    const before = folders();
    const { code, err } = await demo((out) => (out.includes('Synthesising') ? 'SIGINT' : undefined));
    expect([code, err]).toEqual([130, '']);
    expect(folders().filter((name) => !before.includes(name))).toEqual([]);
  }, 60_000);

  it('ends without a stack when its reader goes away', async () => {
    const child = spawn(process.execPath, [ENTRY], { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const code = await new Promise((done) => child.on('close', done));
    expect([code, stderr]).toEqual([0, '']);
  }, 60_000);
});
