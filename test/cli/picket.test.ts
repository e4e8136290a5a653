import { spawn, spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const CLI = resolve(import.meta.dirname, '../../cli');

/** A trace of what is loaded has 10 MB, and of one that is cut nobody knows what stood behind it. */
const MOST_BYTES = 100_000_000;

const picket = (entry: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [resolve(CLI, entry), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
    maxBuffer: MOST_BYTES,
  });

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
    expect(traced.status).toBe(3);
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

describe('a checkout', () => {
  it('says what to do where nothing is installed, and shows no stack', () => {
    const bare = mkdtempSync(join(tmpdir(), 'picket-bare-'));
    cpSync(CLI, join(bare, 'cli'), { recursive: true });
    cpSync(resolve(CLI, '../functions'), join(bare, 'functions'), { recursive: true });
    writeFileSync(join(bare, 'package.json'), '{"type":"module","version":"0.0.0"}');
    const { status, stderr } = picket(join(bare, 'cli/picket.js'), ['--version']);
    rmSync(bare, { recursive: true });
    expect([status, stderr]).toEqual([3, expect.stringMatching(/^picket: .*`npm ci` .*\n$/)]);
  });
});

describe('a stream that takes nothing', () => {
  /** Runs with a full disk behind one of its streams. */
  const full = (args: readonly string[], stream: 'out' | 'err') => {
    const disk = openSync('/dev/full', 'w');
    const stdio = ['ignore', stream === 'out' ? disk : 'pipe', stream === 'err' ? disk : 'pipe'] as const;
    const { status, stderr } = spawnSync(process.execPath, [resolve(CLI, 'picket.ts'), ...args], {
      encoding: 'utf8',
      stdio: [...stdio],
    });
    closeSync(disk);
    return { status, stderr };
  };

  it('is told, and is exit code 3, where it is standard output', () => {
    expect(full(['explain'], 'out')).toEqual({
      status: 3,
      stderr: expect.stringMatching(/^picket: .*no space left on device.*\n$/),
    });
  });

  it('changes no exit code where it is standard error', () => {
    expect(full(['explain'], 'err').status).toBe(0);
    expect(full(['check', 'a..b'], 'err').status).toBe(3);
  });
});

describe('picket.js under an older Node', () => {
  /** Makes this Node say that it is an older one; the one that is started inherits nothing of it. */
  const OLDER = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})';
  const older = (...args: readonly string[]) =>
    spawn(process.execPath, ['--import', OLDER, resolve(CLI, 'picket.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = (child: ReturnType<typeof older>) =>
    new Promise<unknown>((done) => child.on('close', (code, signal) => done(signal ?? code)));

  it('hands on arguments and exit code', async () => {
    expect(await closed(older('--version'))).toBe(0);
    expect(await closed(older('check', 'a..b'))).toBe(3);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('leaves nobody behind at %s', async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'picket-older-'));
    const key = join(folder, 'canary.key');
    writeFileSync(key, 'key "canary" { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0"; };\n');
    const child = older('canary', 'write', 'example.org', '--server', '127.0.0.1', '--port', '1', '--key-file', key);
    child.stderr.once('data', () => child.kill(signal));
    // Both share the pipes: they close when the last of the two is gone.
    expect(await closed(child)).toBe(signal);
    rmSync(folder, { recursive: true });
  });
});
