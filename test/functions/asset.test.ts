import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORDS } from '../../functions/checks/words.ts';
import type { Order } from '../../functions/core/order.ts';
import type { Report } from '../../functions/core/report.ts';
import { openCloud } from '../../lab/aws/cloud.ts';
import { findRuntimeClient, runUnderRuntime } from '../../lab/aws/lambda-runtime.ts';
import { startInternet } from '../../lab/internet.ts';
import { acmeWith } from '../../lab/scenario.ts';

const isMissing = findRuntimeClient() === undefined && process.env.CI !== 'true';
if (isMissing)
  console.log('asset: skipped; npm i --prefix <dir> --ignore-scripts aws-lambda-ric@4.0.2, then PICKET_RIC_DIR=<dir>');

/** Bytes of the probe, the promise of docs/lambda.md; what adds to it is weighed there. */
const LARGEST = 260_000;

/** A label that stands in the list of public suffixes and nowhere else. */
const SUFFIX = 'kawasaki';

/** The longest piece of a template that a bundler writes as it stands. */
function plainestOf(template: string): string {
  const pieces = template.split(/\{\w+\}|['"`\\]|[^ -~]/);
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

interface FunctionResource {
  readonly Type: string;
  readonly Properties: { readonly Handler: string; readonly Code: { readonly S3Key: string } };
}

describe.skipIf(isMissing)('the bundled probe, as deployed, under the Lambda runtime', () => {
  let out = '';
  let assetDir = '';
  let handler = '';

  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'picket-synth-'));
    execFileSync(process.execPath, ['cdk/app.ts'], {
      env: { ...process.env, CDK_OUTDIR: out },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const file = readdirSync(out).find((name) => /us-east-1\.template\.json$/.test(name)) ?? '';
    const { Resources } = JSON.parse(readFileSync(join(out, file), 'utf8')) as { Resources: Record<string, FunctionResource> };
    const probe = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
    handler = probe?.Properties.Handler ?? '';
    assetDir = join(out, `asset.${probe?.Properties.Code.S3Key.replace('.zip', '')}`);
  });

  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it('carries out two orders in one execution environment, asks anew each time, and publishes to the home region', async () => {
    await using internet = await startInternet({ clock: () => new Date() });
    const { primary, secondary } = await internet.serve(acmeWith({}));
    secondary('ns2.acme.test').cutOff();
    primary.edit((zone) => zone);
    await using cloud = await openCloud({ at: new Date() });
    const { roots, port } = internet;
    const env = {
      ...cloud.env,
      AWS_REGION: 'us-east-1',
      PICKET_HOME_REGION: 'eu-west-1',
      PICKET_DEPLOYMENT: 'asset',
      PICKET_LAB: JSON.stringify({ roots, port, allowPrivate: true }),
    };
    const slot = new Date().toISOString();
    const order: Order = { vantage: 'us-east-1', slot, periodSeconds: 300, targets: [{ kind: 'zone', zone: 'acme.test' }] };
    const { results, log } = await runUnderRuntime({ assetDir, handler, env, events: [order, order, { vantage: 7 }] });

    const [first, second, wrong] = results;
    for (const result of [first, second]) {
      expect(result?.ok).toBe(true);
      const reports = (result?.ok ? result.value : []) as readonly Report[];
      const behind = reports.flatMap(({ findings }) => findings).filter(({ code }) => code === 'dns.serial.behind');
      expect(behind.map(({ subject }) => subject.split('/')[0])).toEqual(['ns2.acme.test']);
    }
    expect(wrong).toMatchObject({ ok: false, error: { errorMessage: expect.stringContaining('This is no order') } });
    const told = log.filter((line) => line.includes('"message":')).map((line) => JSON.parse(line) as { message: string });
    expect(told.filter(({ message }) => message === 'run')).toHaveLength(2);
    const names = cloud
      .metrics('eu-west-1')
      .list()
      .map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Warning', 'Heartbeat', 'RefreshAgeSeconds']));
    expect(
      cloud
        .metrics('us-east-1')
        .list()
        .filter(({ namespace }) => namespace.startsWith('Picket')),
    ).toEqual([]);
  });

  it('ships one file and no source map', () => {
    expect(readdirSync(assetDir)).toEqual(['index.mjs']);
    expect(statSync(join(assetDir, 'index.mjs')).size).toBeLessThan(LARGEST);
  });

  it('has no sentence for people in the probe; the functions that tell have them all', () => {
    const all = Object.values(WORDS).flatMap(({ codes }) =>
      Object.values(codes).flatMap((one) => [one.title, one.says, ...one.advice]),
    );
    const said = all.filter((text) => plainestOf(text).length >= 20); // shorter ones may be said of something else
    expect(said.length).toBeGreaterThan(500);
    const missingIn = (code: string) => said.filter((text) => !code.includes(plainestOf(text)));
    const probe = readFileSync(join(assetDir, 'index.mjs'), 'utf8');
    expect(said.filter((text) => !missingIn(probe).includes(text))).toEqual([]);
    const others = readdirSync(out).filter((name) => name.startsWith('asset.') && !assetDir.endsWith(name));
    const telling = others.map((name) => readFileSync(join(out, name, 'index.mjs'), 'utf8')).map(missingIn);
    expect(telling).toEqual([[], []]);
  });

  it('has the list of public suffixes in no function: targets bring what it says of them', () => {
    const codes = readdirSync(out)
      .filter((name) => name.startsWith('asset.'))
      .map((name) => readFileSync(join(out, name, 'index.mjs'), 'utf8'));
    expect(codes.length).toBeGreaterThan(1);
    expect(codes.filter((code) => code.includes(SUFFIX))).toEqual([]);
  });
});
