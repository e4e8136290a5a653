import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../cli/program.ts';
import { illness, worldOf } from './world.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'picket-cost-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, settings: object | string): string {
  const path = join(folder, name);
  const config = join(import.meta.dirname, '../../cdk/config.ts');
  const text =
    typeof settings === 'string'
      ? settings
      : `import { defineConfig } from ${JSON.stringify(config)};\nexport const config = defineConfig(${JSON.stringify(settings)});`;
  writeFileSync(path, text);
  return path;
}

const SETTINGS = {
  deployment: 'test',
  home: 'eu-west-1',
  vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2'],
  zones: Array.from({ length: 20 }, (_, index) => `zone${index}.example`),
  alerts: { page: ['on-call@example.net'], mail: ['hostmaster@example.net'] },
};

async function costOf(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { world, told } = worldOf({ env, checks: async () => [illness('one', 'zone'), illness('two', 'zone')] });
  const code = await answer(['cost', ...args], world);
  return { code, ...told };
}

describe('picket cost', () => {
  it('prints the bill, dearest line first, what is cheaper, and what CloudWatch Synthetics takes', async () => {
    const { code, out, err } = await costOf(['--config', written('fine.ts', SETTINGS)]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Picket test: about \$\d+\.\d\d a month, the largest part for custom metrics\.\n/);
    expect(out).toMatch(/\$22\.80 {2}86 custom metrics\n/);
    expect(out).toContain("publish: 'sparse'");
    expect(out.replace(/\s+/g, ' ')).toContain('CloudWatch Synthetics, one canary a target, the same places, as often: $622.08.');
    expect(out).toMatch(/as of 20\d\d-\d\d-\d\d/);
  });

  it('prints JSON and nothing else where that was asked for', async () => {
    const { out } = await costOf(['--config', written('json.ts', SETTINGS), '--json']);
    expect(JSON.parse(out)).toMatchObject({
      bill: { lines: expect.any(Array) },
      cheaper: expect.any(Array),
      synthetics: expect.any(Number),
    });
  });

  it('finds the configuration as the synthesis does', async () => {
    const { out } = await costOf([], { PICKET_CONFIG: written('env.ts', { ...SETTINGS, deployment: 'other' }) });
    expect(out).toContain('Picket other:');
  });

  it.each([
    ['is not there', '', /there is no configuration at .*absent\.ts/],
    ['exports nothing', 'export const other = 1;', /exports no `config`; expected/],
    ['is no module', 'this is none', /broken\.ts/],
    ['was made by hand', "export const config = { targets: [], vantages: ['us-east-1'] };", /exports no `config`; expected/],
    [
      'is faulty',
      { ...SETTINGS, vantages: ['nowhere'], zones: ['org'] },
      /2 faults:(.|\n)*'nowhere' is no AWS region(.|\n)*top-level domain/,
    ],
  ])('says what is wrong with a configuration that %s', async (_what, settings, said) => {
    const path =
      settings === ''
        ? join(folder, 'absent.ts')
        : written(typeof settings === 'string' ? `broken${settings.length}.ts` : 'faulty.ts', settings);
    const { code, out, err } = await costOf(['--config', path]);
    expect([code, out]).toEqual([3, '']);
    expect(err.replace(/broken\d+/, 'broken')).toMatch(said);
  });

  it('says in which line the syntax of a configuration is broken', () => {
    const path = written('syntax.ts', 'const fine = 1;\nthis is none');
    const args = [join(import.meta.dirname, '../../cli/picket.ts'), 'cost', '--config', path];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([3, expect.stringMatching(/^picket: syntax\.ts line 2: Expected .*\n$/)]);
  });

  it.each(['', 'settings.json'])('says that %j is no module', async (name) => {
    writeFileSync(join(folder, 'settings.json'), '{}');
    const { code, err } = await costOf(['--config', join(folder, name)]);
    expect(code).toBe(3);
    expect(err).toMatch(/^picket: .* is no module; expected a file such as picket\.config\.ts\n$/);
  });
});
