import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../functions/checks/registry.ts';
import { openNet } from '../../functions/net/net.ts';
import { run } from '../../functions/run.ts';
import { caaRecord } from '../../lab/declared.ts';
import { startInternet } from '../../lab/internet.ts';
import type { LabRecord } from '../../lab/record.ts';
import type { Vice } from '../../lab/vice.ts';
import { servfailFor } from '../../lab/vice.ts';

const NOW = new Date('2026-11-20T10:00:00Z');

/** Looks at shop.top with every check, below a top-level domain of thirteen servers; the questions that these got, by type and name. */
async function asked(records: readonly LabRecord[], ill?: Vice): Promise<Record<string, number>> {
  const questions: string[] = [];
  const counting: Vice = (honest) => (query, transport, from) => {
    questions.push(`${query.question?.type} ${query.question?.name.toLowerCase()}`);
    return (ill?.(honest) ?? honest)(query, transport, from);
  };
  await using internet = await startInternet({ clock: () => NOW });
  const hosts = Array.from({ length: 13 }, (_, index) => ({ name: `ns${index}.nic.top`, vice: counting }));
  await internet.serve({ zone: 'top', hosts });
  await internet.serve({ zone: 'shop.top', hosts: [{ name: 'ns1.shop.top' }, { name: 'ns2.shop.top' }], records });
  const net = openNet({ roots: internet.roots, port: internet.port, allowPrivate: true });
  const reports = await run({ vantage: 'lab', targets: [{ kind: 'zone', zone: 'shop.top' }] }, CHECKS, net, NOW);
  if (ill === undefined) expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
  return Object.fromEntries([...Map.groupBy(questions, (one) => one)].map(([question, all]) => [question, all.length]));
}

const DELEGATION = { '2 shop.top': 6, '43 shop.top': 6 };

/** Thousands of zones share a top-level domain, and every one of them is looked at every five minutes from five places. */
describe('a look at a zone, as its top-level domain sees it', () => {
  it('asks six of thirteen servers for the delegation, and two for CAA', async () => {
    expect(await asked([])).toEqual({ ...DELEGATION, '257 top': 2 });
  });

  it('asks none for CAA where the zone has a set', async () => {
    expect(await asked([caaRecord('shop.top', 0, 'issue', 'letsencrypt.org')])).toEqual(DELEGATION);
  });

  it('asks all where neither of two can answer', async () => {
    expect((await asked([], servfailFor(257)))['257 top']).toBeGreaterThanOrEqual(13);
  });
});
