import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ENTRY = resolve(import.meta.dirname, '../../cli/demo.ts');

const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('picket-demo-'));

/** Runs the demonstration in a pipe. `end` may stop it by what it has said so far. */
async function demo(end: (out: string) => NodeJS.Signals | undefined = () => undefined) {
  const child = spawn(process.execPath, [ENTRY], { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
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
  let letters: string[];

  beforeAll(async () => {
    run = await demo();
    letters = run.out.match(/^={10,}\n[\s\S]*?^={10,}$/gm) ?? [];
  }, 120_000);

  it('ends by itself, with success and nothing on standard error', () => {
    expect([run.code, run.err]).toEqual([0, '']);
  });

  it('tells three acts, a letter in the second and in the third', () => {
    const heads = [...run.out.matchAll(/^(Act \d|Subject: \w+)/gm)].map(([, head]) => head);
    expect(heads).toEqual(['Act 1', 'Act 2', 'Subject: WARNING', 'Act 3', 'Subject: RECOVERED']);
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

  it('rings the alarms of serial and secondary alone, and quiets both', () => {
    const changes = [...run.out.matchAll(/Alarm "picket-demo (.+)": (.+)$/gm)].map(([, name, change]) => `${name}: ${change}`);
    expect(changes).toEqual([
      'warning serial acme.test: OK -> ALARM',
      'warning secondary acme.test: OK -> ALARM',
      'warning serial acme.test: ALARM -> OK',
      'warning secondary acme.test: ALARM -> OK',
    ]);
  });

  it('counts the votes of all five vantages', () => {
    expect(run.out).toMatch(/^ {2}secondary {4}1 1 1 1 1 {2}5 of 5 .* ALARM \(warning\)$/m);
    expect(run.out).toMatch(/^ {2}certificate {2}0 0 0 0 0 {2}none .* OK$/m);
  });

  it('says what to do next, without control characters and in plain text', () => {
    expect(run.out).toMatch(/npx picket check example\.org.*\n.*picket\.config\.ts.*\n.*npx cdk synth.*\n$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
    expect(run.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });
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
