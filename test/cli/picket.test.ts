import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const CLI = resolve(import.meta.dirname, '../../cli');

const picket = (entry: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [resolve(CLI, entry), ...args], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });

describe.each(['picket.ts', 'picket.js'])('%s as a process', (entry) => {
  it('prints its version', () => {
    expect(picket(entry, ['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });

  it('exits 3 for wrong usage, with the faults on standard error and no stack', () => {
    const { status, stdout, stderr } = picket(entry, ['check', 'a..b', '192.0.2.1']);
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr.trim().split('\n')).toHaveLength(2);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('lists the codes of the registered checks', () => {
    expect(picket(entry, ['explain'])).toMatchObject({ status: 0, stdout: expect.stringContaining('dns.serial.behind') });
  });
});

describe('colours', () => {
  it('come with FORCE_COLOR in a pipe and go with NO_COLOR', () => {
    const args = ['explain', 'dns.serial.behind'];
    expect(picket('picket.ts', args).stdout).not.toContain('\u001b');
    expect(picket('picket.ts', args, { FORCE_COLOR: '1' }).stdout).toContain('\u001b');
    expect(picket('picket.ts', args, { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).not.toContain('\u001b');
  });
});

describe('start-up', () => {
  it('loads neither the AWS SDK nor the CDK', () => {
    const traced = picket('picket.ts', ['check', 'a..b'], { NODE_DEBUG: 'esm,module' });
    expect(traced.stderr).toContain('commander');
    expect(traced.stderr).not.toMatch(/@aws-sdk|aws-cdk-lib/);
  });

  it('ends without a stack when its reader goes away', async () => {
    const child = spawn(process.execPath, [resolve(CLI, 'picket.ts'), 'explain'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const status = await new Promise((done) => child.on('close', done));
    expect([status, stderr]).toEqual([0, '']);
  });
});
