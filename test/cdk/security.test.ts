import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PicketConfig } from '../../cdk/config.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import { synth, watchOf } from './synth.ts';

/** The table's roles, by what their policies' ids in the templates begin with. */
const ROLES = { ProbeRole: 'probe', Bell: 'bell', NotifyRole: 'notify', RoundBell: 'round bell', WidgetRole: 'widget' } as const;

interface Row {
  readonly role: string;
  readonly where: string;
  readonly may: readonly string[];
  readonly on: string;
}

/** The rows of docs/security.md; an empty role or place is that of the row above. */
function readTable(): readonly Row[] {
  const page = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');
  const cells = page.split('\n').flatMap((line) => (line.startsWith('| ') ? [line.split('|').map((cell) => cell.trim())] : []));
  let role = '';
  return cells.slice(1).map(([, name = '', where = '', may = '', on = '']) => {
    role = name === '' ? role : name;
    return { role, where, may: [...may.matchAll(/`([^`]+)`/g)].map(([, action = '']) => action), on };
  });
}

/** What the templates grant: `role action`, with ` on *` where that is every resource. */
function granted(change: Partial<PicketConfig>): readonly string[] {
  const policies = Object.values(synth(watchOf(change), CHECKS)).flatMap((resources) =>
    Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy'),
  );
  const grants = policies.flatMap(([id, { Properties }]) => {
    const [, role = `a role that the table lacks: ${id}`] = Object.entries(ROLES).find(([start]) => id.startsWith(start)) ?? [];
    return Properties.PolicyDocument.Statement.flatMap(({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
      [Action].flat().map((action) => `${role} ${action}${Resource === '*' ? ' on *' : ''}`),
    );
  });
  return [...new Set<string>(grants)].sort();
}

describe('the table of docs/security.md', () => {
  const table = readTable();

  it.each<[string, Partial<PicketConfig>]>([
    ['', {}],
    ['with `ipv6`', { ipv6: true }],
    ['with `key`', { key: true }],
  ])('lists every action of every role, and no other: %s', (where, change) => {
    const rows = table.filter((row) => !row.where.startsWith('with ') || row.where === where);
    const listed = rows.flatMap(({ role, may, on }) =>
      may.map((action) => `${role} ${action}${on.startsWith('`*`') ? ' on *' : ''}`),
    );
    expect([...new Set(listed)].sort()).toEqual(granted(change));
  });

  it('says of every row why', () => {
    expect(table.length).toBeGreaterThan(10);
    for (const { role, may, on } of table) expect([role, may.length > 0, on !== '']).toEqual([role, true, true]);
  });
});
