import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { afterAll, describe, expect, it } from 'vitest';
import { defineConfig } from '../../cdk/config.ts';
import {
  readCertificates,
  readDeployment,
  readFileBy,
  readMoment,
  readNumber,
  readRegion,
  readVantage,
} from '../../cli/reading.ts';
import { parseHints } from '../../functions/net/hints.ts';

describe('a moment', () => {
  it.each([
    ['2026-12-03T04:10:00Z', '2026-12-03T04:10:00.000Z'],
    ['2026-12-03T04:10Z', '2026-12-03T04:10:00.000Z'],
    ['2026-12-03T04:10:00.250+05:30', '2026-12-02T22:40:00.250Z'],
    ['2026-12-03', '2026-12-03T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('is read from %s', (text, iso) => {
    const moment = readMoment(text);
    expect(moment.ok && moment.value.toISOString()).toBe(iso);
  });

  it.each([
    '',
    'now',
    '2026-12-03T04:10:00',
    '2026-02-30',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-12-03T25:00Z',
    '1',
    '3 Dec 2026',
  ])('is not read from %j', (text) => {
    expect(readMoment(text)).toMatchObject({ ok: false, fault: expect.stringContaining('expected ISO 8601') });
  });
});

describe('a number', () => {
  it.each(['1', '600', '007'])('is read from %s', (text) => {
    expect(readNumber(text, 600, 'a number')).toEqual({ ok: true, value: Number(text) });
  });

  it.each(['0', '601', '-1', '1.5', '1e2', ' 1', '', '٣', '9'.repeat(400)])('is not read from %j', (text) => {
    expect(readNumber(text, 600, 'a number').ok).toBe(false);
  });
});

describe('a vantage', () => {
  it.each([
    ['here', true],
    ['eu-central-1', true],
    ['-x', false],
    ['', false],
    ['two words', false],
    ['x'.repeat(64), false],
  ])('%j: %s', (text, ok) => {
    expect(readVantage(text).ok).toBe(ok);
  });
});

describe('a deployment', () => {
  const configured = (deployment: string) => {
    const places = { home: 'eu-central-1', vantages: ['eu-central-1'] };
    try {
      defineConfig({ deployment, ...places, zones: ['example.org'], alerts: { mail: ['me@example.org'] } });
      return true;
    } catch {
      return false;
    }
  };

  it.each([
    ['a', true],
    ['picket-2', true],
    ['a'.repeat(20), true],
    ['a'.repeat(21), false],
    ['a b', false],
    ['2nd', false],
    ['Test', false],
    ['a_b', false],
    ['a\n', false],
    ['', false],
  ])('%j: %s, as in the configuration', (text, ok) => {
    expect([readDeployment(text).ok, configured(text)]).toEqual([ok, ok]);
  });
});

describe('a region', () => {
  it('is any that AWS has', () => {
    for (const { name } of RegionInfo.regions) expect([name, readRegion(name).ok]).toEqual([name, true]);
  });

  it.each(['', 'nowhere', 'eu-west', 'eu-west-', 'EU-WEST-1', 'eu-west-1a', 'eu west 1', 'eu-west-1\n', 'eu-west-1.example.org'])(
    'is not %j',
    (text) => {
      expect(readRegion(text).ok).toBe(false);
    },
  );
});

describe('certificates', () => {
  const [one = '', two = ''] = rootCertificates;

  it('are read one by one, with remarks between them', () => {
    const parsed = readCertificates(`# one\n${one}\n# two\n${two}\n`);
    expect(parsed.ok && parsed.value).toHaveLength(2);
  });

  it('are told apart from what is none', () => {
    expect(readCertificates('hello')).toMatchObject({ fault: expect.stringContaining('holds no certificate') });
    const damaged = one.replace(/\n[^\n]{20}/, '\nAAAAAAAAAAAAAAAAAAAA');
    expect(readCertificates(`${one}\n${damaged}`)).toEqual({ ok: false, fault: 'certificate 2 of 2 is damaged' });
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'picket-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const roots = (text: string) => {
    writeFileSync(join(folder, 'roots'), text);
    return readFileBy(join(folder, 'roots'), parseHints);
  };

  it('with root servers is read', () => {
    expect(roots('. 3600000 NS a.root.test.\na.root.test. 3600000 A 192.0.2.1\n')).toEqual({
      ok: true,
      value: [{ name: 'a.root.test', address: '192.0.2.1' }],
    });
  });

  it('with faults tells each with the name of the file and the number of the line', () => {
    const parsed = roots(
      '. 3600000 NS a.root.test.\na.root.test. 3600000 A 192.0.2.1\nnonsense\na.root.test. 3600000 A 300.0.0.1\n',
    );
    const lines = parsed.ok ? [] : parsed.fault.split('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line.startsWith(join(folder, 'roots: '))).toBe(true);
    expect(lines.join()).toMatch(/line 3/);
  });
});
