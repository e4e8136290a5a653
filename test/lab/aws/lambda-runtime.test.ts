import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRuntimeClient, runUnderRuntime } from '../../../lab/aws/lambda-runtime.ts';

const isMissing = findRuntimeClient() === undefined && process.env.CI !== 'true';
if (isMissing)
  console.log('lambda-runtime: skipped; npm i --prefix <dir> --ignore-scripts aws-lambda-ric@4.0.2, then PICKET_RIC_DIR=<dir>');

describe.skipIf(isMissing)('the Lambda runtime', () => {
  let assetDir = '';
  beforeAll(() => {
    assetDir = mkdtempSync(join(tmpdir(), 'asset-'));
    const handler = `
      let calls = 0;
      export const handler = async (event, context) => {
        console.log('handling', event.word);
        if (event.word === 'throw') throw new TypeError('as asked');
        if (event.word === 'exit') process.exit(3);
        return { echo: event.word, greeting: process.env.GREETING, calls: ++calls, left: context.getRemainingTimeInMillis() > 0 };
      };`;
    writeFileSync(join(assetDir, 'index.mjs'), handler);
    writeFileSync(join(assetDir, 'broken.mjs'), 'throw new Error("at import")');
  });
  afterAll(() => rmSync(assetDir, { recursive: true }));

  const run = (events: readonly unknown[], handler = 'index.handler') =>
    runUnderRuntime({ assetDir, handler, env: { GREETING: 'hello' }, events });

  it('hands events to the bundled handler and brings back what it returns', async () => {
    const { results, log } = await run([{ word: 'one' }, { word: 'two' }]);
    expect(results).toEqual([
      { ok: true, value: { echo: 'one', greeting: 'hello', calls: 1, left: true } },
      { ok: true, value: { echo: 'two', greeting: 'hello', calls: 2, left: true } },
    ]);
    expect(log.join('\n')).toContain('handling two');
  });

  it('brings back what a handler throws, and goes on with the next event', async () => {
    const { results } = await run([{ word: 'throw' }, { word: 'on' }]);
    expect(results[0]).toMatchObject({ ok: false, error: { errorType: 'TypeError', errorMessage: 'as asked' } });
    expect(results[1]).toMatchObject({ ok: true, value: { echo: 'on' } });
  });

  it('says so when the function ends without an answer', async () => {
    const { results } = await run([{ word: 'exit' }, { word: 'never' }]);
    expect(results.map((result) => !result.ok && result.error.errorType)).toEqual(['Runtime.ExitError', 'Runtime.ExitError']);
  });

  it('brings back an error at import', async () => {
    const { results } = await run([{ word: 'one' }], 'broken.handler');
    expect(results[0]).toMatchObject({ ok: false, error: { errorMessage: 'at import' } });
  });
});
