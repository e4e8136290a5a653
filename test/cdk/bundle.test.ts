import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { homeStacks } from '../../cdk/home-stack.ts';
import { packTargets } from '../../functions/core/watch-list.ts';
import { watchOf } from './synth.ts';

describe('the bundle of notify', () => {
  it('holds the watch list, so that a target is asked again with its declarations', () => {
    const account = 'https://ca.example/"$(id)`\'';
    const watch = watchOf({ zones: [{ name: 'example.org', certificates: [{ names: ['example.org'], account }] }] });
    const app = new App();
    homeStacks(app, watch, []);
    const { directory } = app.synth();
    const assets = readdirSync(directory).filter((name) => name.startsWith('asset.'));
    const codes = assets.map((name) => readFileSync(join(directory, name, 'index.mjs'), 'utf8'));
    const notify = codes.filter((code) => code.includes(`"${packTargets(watch.targets)}"`));
    expect(notify).toHaveLength(1);
    expect(notify[0]?.includes('PICKET_TARGETS')).toBe(false);
  }, 60_000);
});
