import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { spanOf } from '../../functions/core/wording.ts';
import { caaServfail } from './incidents/caa-servfail.ts';
import { deletedBalancer } from './incidents/deleted-balancer.ts';
import { fiveSecondSteps } from './incidents/five-second-steps.ts';
import { leftAlone, lostPrimary } from './incidents/lost-primary.ts';
import { type Incident, replay, type Scene } from './incidents/play.ts';
import { staleConntrack } from './incidents/stale-conntrack.ts';

const INCIDENTS: readonly Incident[] = [lostPrimary, leftAlone, deletedBalancer, caaServfail, fiveSecondSteps, staleConntrack];
const PAGE = readFileSync(join(import.meta.dirname, '../../docs/incidents.md'), 'utf8');

vi.setConfig({ testTimeout: 120_000 });

const codesOf = ({ headlines }: Scene) => [...new Set(headlines.map(({ code }) => code))].sort();

/** What `docs/incidents.md` tells of an incident: the rows of its table. */
function rowsOnPage({ name }: Incident): readonly string[] {
  const section = PAGE.split('\n## ').find((text) => text.startsWith(`${name}:`)) ?? '';
  return section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Stage'));
}

/** One sentence as it stands on the page: ports and milliseconds differ from run to run. */
const onPage = (says: string) => says.replaceAll(/:\d{4,5}\b/g, ':port').replaceAll(/\b\d{4} ms\b/g, '5030 ms');

/** The row of the page for one scene. */
function rowOf({ outageAt }: Incident, scene: Scene): string {
  const leadSeconds = (Date.parse(outageAt) - Date.parse(scene.at)) / 1000;
  const lead = leadSeconds === 0 ? 'at once' : `${spanOf(leadSeconds)} ${leadSeconds > 0 ? 'before' : 'after'}`;
  const first = codesOf(scene).flatMap((code) => scene.headlines.find((told) => told.code === code) ?? []);
  const said = first.map(({ code, severity, says }) => `\`${code}\` (${severity}): ${onPage(says)}`);
  return `| ${scene.title} | ${said.length === 0 ? 'silent' : said.join('<br>')} | ${lead} |`;
}

describe('an incident of a public post-mortem', () => {
  it.concurrent.each(INCIDENTS)('$name: $title', async (incident) => {
    const scenes = await replay(incident);
    const told = Object.fromEntries(scenes.map((scene) => [scene.title, codesOf(scene)]));
    expect(told).toEqual(Object.fromEntries(scenes.map(({ title, expects }) => [title, [...expects].sort()])));
    const rows = scenes.map((scene) => rowOf(incident, scene));
    expect(rowsOnPage(incident)).toEqual(rows);
  });
});
