import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const CONFIG = `import { defineConfig } from '${ROOT}/cdk/config.ts';\n`;

describe('the app', () => {
  it.each([
    ['nothing is exported', 'export default {};', 'exports no `config`'],
    ['it is empty', '', 'exports no `config`'],
    ['it did not go through defineConfig', "export const config = { zones: ['example.org'] };", 'exports no `config`'],
    ['it is faulty', `${CONFIG}export const config = defineConfig({ zones: ['a..b'] } as never);`, 'empty label'],
  ])('synthesises nothing from a configuration where %s, and says so without a stack', (_sentence, text, fault) => {
    const folder = mkdtempSync(join(tmpdir(), 'picket-app-'));
    const file = join(folder, 'faulty.config.ts');
    writeFileSync(file, text);
    const env = { ...process.env, PICKET_CONFIG: file, CDK_OUTDIR: join(folder, 'cdk.out') };
    const { status, stderr } = spawnSync(process.execPath, ['cdk/app.ts'], { cwd: ROOT, env, encoding: 'utf8' });
    const left = readdirSync(folder);
    rmSync(folder, { recursive: true });
    expect([status, left]).toEqual([1, ['faulty.config.ts']]);
    expect(stderr).toMatch(/^faulty\.config\.ts: /);
    expect(stderr).toContain(fault);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
