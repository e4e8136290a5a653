import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import type { PicketConfig } from '../../cdk/config.ts';
import { homeStacks } from '../../cdk/home-stack.ts';
import { vantageStack } from '../../cdk/vantage-stack.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import { CONTEXT, watchOf } from './synth.ts';

/** What cdk-nag still has to say, and whether it looked at all. */
function findingsOf(change: Partial<PicketConfig>): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'picket-nag-'));
  try {
    const watch = watchOf(change);
    const app = new App({ outdir, context: CONTEXT });
    homeStacks(app, watch, CHECKS);
    for (const vantage of watch.vantages) vantageStack(app, watch, vantage);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    try {
      app.synth();
      return [];
    } catch (error) {
      const { pluginReports = [] } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
      const found = pluginReports.flatMap(
        (report: { violations?: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }) =>
          (report.violations ?? []).flatMap(({ ruleName, violatingConstructs }) =>
            violatingConstructs.map((one) => `${ruleName} ${one.constructPath}`),
          ),
      );
      return found.length > 0 ? found : [String(error)];
    }
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe('the AwsSolutions rules of cdk-nag', () => {
  it.each<[string, Partial<PicketConfig>]>([
    ['by default', { vantages: ['us-east-1'] }],
    ['with a key of its own', { vantages: ['us-east-1'], key: true }],
    ['with IPv6', { vantages: ['us-east-1'], ipv6: true }],
    [
      'with a pager, windows, and one sparse alarm a target',
      {
        vantages: ['us-east-1'],
        ...{ publish: 'sparse', alarms: 'per-target', perVantage: true },
        alerts: { mail: ['b@ops.example'], pager: ['https://pager.example/x'] },
        maintenance: [{ targets: ['example.org'], cron: '0 2 * * SUN', for: '2h' }],
      },
    ],
    ['in China, with a key of its own and IPv6', { home: 'cn-north-1', vantages: ['cn-northwest-1'], key: true, ipv6: true }],
    ['with a key of Cert Spotter', { vantages: ['us-east-1'], transparency: { keySecret: 'picket/certspotter' } }],
  ])('find nothing that was not answered, %s', (_, change) => {
    expect(findingsOf(change).join('\n')).toBe('');
  });
});
