import { describe, expect, it } from 'vitest';
import type { Check } from '../../functions/core/check.ts';
import type { Finding, Meaning } from '../../functions/core/finding.ts';
import type { Net } from '../../functions/core/net.ts';
import type { Target } from '../../functions/core/target.ts';
import { run } from '../../functions/run.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const ZONE: Target = { kind: 'zone', zone: 'example.org' };
const SERVICE: Target = { kind: 'service', scheme: 'https', host: 'www.example.org', port: 443 };
const NET = {} as Net;
const MEANING: Meaning = { severity: 'warning' };

function check(name: string, part: Partial<Check> = {}): Check {
  return {
    name,
    about: 'zone',
    patience: 2,
    corroboration: 'any',
    meanings: { [`${name}.bad`]: MEANING },
    measures: [],
    observe: async () => undefined,
    judge: () => [],
    measure: () => [],
    facts: () => [],
    ...part,
  };
}

const bad = (name: string, subject: string, part: Partial<Finding> = {}): Finding => ({
  code: `${name}.bad`,
  subject,
  evidence: { how: 'broken' },
  ...part,
});

describe('run', () => {
  it('looks at every target with the checks that are about it, in order', async () => {
    const idle = check('idle', { concerns: (target) => target.kind === 'service', observe: () => expect.unreachable() });
    const checks = [check('one'), check('two', { about: 'service' }), idle, check('three')];
    const reports = await run({ vantage: 'here', targets: [SERVICE, ZONE] }, checks, NET, NOW);
    expect(reports.map((report) => [report.target, report.check, report.state])).toEqual([
      [SERVICE, 'two', 'well'],
      [ZONE, 'one', 'well'],
      [ZONE, 'three', 'well'],
    ]);
    expect(reports[0]).toMatchObject({
      vantage: 'here',
      at: '2026-11-20T10:00:00.000Z',
      findings: [],
      measurements: [],
      facts: [],
    });
  });

  it('runs only the checks that are asked for', async () => {
    const reports = await run({ vantage: 'here', targets: [ZONE], only: ['two'] }, [check('one'), check('two')], NET, NOW);
    expect(reports.map((report) => report.check)).toEqual(['two']);
  });

  it('asks for everything at once', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const waits = check('waits', { observe: () => opened });
    const opens = check('opens', { observe: async () => open() });
    const reports = await run({ vantage: 'here', targets: [ZONE] }, [waits, opens], NET, NOW);
    expect(reports).toHaveLength(2);
  });

  it('hands what was seen, the target and the time on, and the tellings back', async () => {
    const heard: unknown[] = [];
    const one = check('one', {
      observe: async (target, net) => {
        heard.push(target, net);
        return 'seen';
      },
      judge: (seen, target, now) => {
        heard.push(seen, target, now);
        return [];
      },
      measure: () => [{ name: 'Depth', value: 3 }],
      facts: () => [{ subject: 'x', values: { depth: 3 } }],
    });
    const [report] = await run({ vantage: 'here', targets: [ZONE] }, [one], NET, NOW);
    expect(heard).toEqual([ZONE, NET, 'seen', ZONE, NOW]);
    expect(report).toMatchObject({
      measurements: [{ name: 'Depth', value: 3 }],
      facts: [{ subject: 'x', values: { depth: 3 } }],
    });
  });

  it('weighs a finding by its meaning', async () => {
    const [report] = await run(
      { vantage: 'here', targets: [ZONE] },
      [check('one', { judge: () => [bad('one', 'ns1')] })],
      NET,
      NOW,
    );
    expect(report?.state).toBe('warning');
    expect(report?.findings).toEqual([
      {
        ...bad('one', 'ns1'),
        severity: 'warning',
      },
    ]);
  });

  it('keeps of what a server said as much as anybody will read', async () => {
    const said = 'x'.repeat(65_536);
    const one = check('one', {
      judge: () => [bad('one', 'ns1', { evidence: { said, serial: 7, brief: 'y'.repeat(1000) } })],
      facts: () => [{ subject: 'ns1', values: { said, tookMs: 3 } }],
    });
    const [report] = await run({ vantage: 'here', targets: [ZONE] }, [one], NET, NOW);
    const cut = `${'x'.repeat(999)}…`;
    expect(report?.findings[0]?.evidence).toEqual({ said: cut, serial: 7, brief: 'y'.repeat(1000) });
    expect(report?.facts).toEqual([{ subject: 'ns1', values: { said: cut, tookMs: 3 } }]);
  });

  it('takes the severity of the finding where it has one, and the worst for the report', async () => {
    const one = check('one', {
      judge: () => [bad('one', 'a', { severity: 'notice' }), bad('one', 'b', { severity: 'critical' })],
    });
    const [report] = await run({ vantage: 'here', targets: [ZONE] }, [one], NET, NOW);
    expect([report?.state, ...(report?.findings ?? []).map(({ severity }) => severity)]).toEqual([
      'critical',
      'notice',
      'critical',
    ]);
  });

  it('marks the echo of another check, which keeps its vote', async () => {
    const cause = check('cause', {
      meanings: { 'cause.bad': { ...MEANING, implies: ['echo.bad'] } },
      judge: () => [bad('cause', 'example.org')],
    });
    const echo = check('echo', { judge: () => [bad('echo', 'ns1')] });
    const [first, second] = await run({ vantage: 'here', targets: [ZONE] }, [cause, echo], NET, NOW);
    expect(first?.findings[0]).not.toHaveProperty('echoes');
    expect(second).toMatchObject({ state: 'warning', findings: [{ echoes: 'cause.bad' }] });
  });

  it('does not take the fault of one target for the cause at another', async () => {
    const cause = check('cause', {
      meanings: { 'cause.bad': { ...MEANING, implies: ['echo.bad'] } },
      judge: (_, target) => (target.kind === 'zone' ? [bad('cause', 'shared')] : []),
    });
    const reports = await run(
      { vantage: 'here', targets: [ZONE, SERVICE] },
      [cause, check('echo', { about: 'service', judge: () => [bad('echo', 'shared')] })],
      NET,
      NOW,
    );
    expect(reports[1]?.findings[0]).not.toHaveProperty('echoes');
  });

  it.each(['observe', 'judge', 'measure', 'facts'])(
    'knows nothing, and says so, where %s of a check throws; the others go on',
    async (where) => {
      const broken = check('broken', {
        [where]: () => {
          throw new Error('out of\nluck');
        },
      });
      const [first, second] = await run({ vantage: 'here', targets: [ZONE] }, [broken, check('whole')], NET, NOW);
      expect(first).toMatchObject({
        state: 'unknown',
        measurements: [],
        facts: [],
        findings: [{ code: 'check.broken', subject: 'example.org' }],
      });
      expect(first?.findings[0]?.evidence).toEqual({ check: 'broken', error: 'out of\nluck' });
      expect(second?.state).toBe('well');
    },
  );

  it('looks at nothing where there is nothing to look at', async () => {
    expect(await run({ vantage: 'here', targets: [] }, [check('one')], NET, NOW)).toEqual([]);
  });
});
