import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { CHECKS } from '../../functions/checks/registry.ts';
import { WORDS } from '../../functions/checks/words.ts';
import { inWords } from '../../functions/core/in-words.ts';
import type { Report, Told } from '../../functions/core/report.ts';
import { openNet } from '../../functions/net/net.ts';
import { run } from '../../functions/run.ts';
import { openCt } from '../../lab/ct.ts';
import { startInternet } from '../../lab/internet.ts';
import type { Scenario } from '../../lab/scenario.ts';
import { SCENARIOS } from '../../lab/scenarios.ts';

/** Scenarios run as anybody; that a port is closed they can show. */
const PORT_25 = 'needs a mail server on port 25, which only root may open';

/** Codes that no scenario can cause, and why. */
const OUT_OF_REACH: Readonly<Record<string, string>> = {
  'dns.ns.private': 'every address of the lab is private, so the lab allows them all',
  'sys.probe_limited': 'needs a vantage that has no route for a family',
  'mail.starttls_missing': PORT_25,
  'mail.tls_broken': PORT_25,
  'mail.certificate_expired': PORT_25,
  'mail.dane_mismatch': PORT_25,
  'mail.dane_unproven': PORT_25,
  'mail.sts_mismatch': 'a policy is fetched from port 443, which only root may open',
};

const TWINS = SCENARIOS.flatMap(({ name, target, twin }) => (twin ? [{ name, target, ...twin }] : []));

/** Silence takes seconds and no work: more of it at once than by default. */
vi.setConfig({ maxConcurrency: 8 });

/** Every code that came up in any run, echoes too. */
const caused = new Set<string>();

/** Arranges, looks with every check from a lab of its own, and tells every finding. */
async function look({ target, arrange, log }: Pick<Scenario, 'target' | 'arrange' | 'log'>): Promise<readonly Told[]> {
  let nowMs = Date.parse('2026-11-20T10:00:00Z');
  const clock = () => new Date(nowMs);
  await using internet = await startInternet({ clock });
  const pass = (seconds: number) => {
    nowMs += seconds * 1000;
  };
  await arrange({ internet, pass });
  const { roots, port } = internet;
  const net = openNet({ roots, port, allowPrivate: true });
  if (log === undefined)
    return findingsOf(inWords(await run({ vantage: 'lab', targets: [target] }, CHECKS, net, clock()), WORDS));
  await using ct = await openCt(log(clock()));
  const transparency = [{ api: 'Cert Spotter', url: ct.certSpotter } as const, { api: 'crt.sh', url: ct.crtSh } as const];
  const only = CHECKS.map(({ name }) => name);
  return findingsOf(
    inWords(await run({ vantage: 'lab', targets: [{ ...target, transparency }], only }, CHECKS, net, clock()), WORDS),
  );
}

function findingsOf(reports: readonly Report[]): readonly Told[] {
  return reports.flatMap(({ findings }) => findings);
}

/** Codes that are no echo, each once, in order of the alphabet. */
function headlines(findings: readonly Told[]): string[] {
  const codes = findings.filter(({ echoes }) => echoes === undefined).map(({ code }) => code);
  return [...new Set(codes)].sort();
}

/** Sentences and commands with a slot that the judge's evidence did not fill. */
function unfilled(findings: readonly Told[]): string[] {
  return findings.flatMap(({ says, advice }) => [says, ...advice]).filter((line) => /\{\w+\}/.test(line));
}

describe('scenarios', () => {
  it('are registered under the names of their files', () => {
    const files = readdirSync(join(import.meta.dirname, '../../lab/scenarios')).map((file) => file.replace(/\.ts$/, ''));
    expect(SCENARIOS.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it.concurrent.each(SCENARIOS)('$name: $title', async (scenario) => {
    const { expects, quiet = false } = scenario;
    const findings = await look(scenario);
    for (const { code } of findings) caused.add(code);
    expect(headlines(findings)).toEqual([...expects].sort());
    expect(findings.every(({ severity }) => severity === 'notice')).toBe(quiet);
    expect(unfilled(findings)).toEqual([]);
  });

  it.concurrent.each(TWINS)('$name, its twin: $title', async (twin) => {
    const findings = await look(twin);
    const [notes, others] = [true, false].map((isNote) => findings.filter((one) => (one.severity === 'notice') === isNote));
    expect(others?.map(({ code, subject }) => `${code} ${subject}`)).toEqual([]);
    expect(headlines(notes ?? [])).toEqual([...(twin.notes ?? [])].sort());
  });

  it('cause every code of the checks of zones, save those out of reach', () => {
    const codes = CHECKS.filter(({ about }) => about === 'zone').flatMap(({ meanings }) => Object.keys(meanings));
    expect(codes.filter((code) => !caused.has(code) && !(code in OUT_OF_REACH))).toEqual([]);
  });
});
