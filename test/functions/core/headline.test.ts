import { describe, expect, it } from 'vitest';
import { certificate, type Seen } from '../../../functions/checks/certificate.ts';
import { WORDS } from '../../../functions/checks/words.ts';
import { shareFindings } from '../../../functions/core/headline.ts';
import { inWords } from '../../../functions/core/in-words.ts';
import { failed, found } from '../../../functions/core/observation.ts';
import type { Report } from '../../../functions/core/report.ts';
import type { ServiceTarget } from '../../../functions/core/target.ts';
import type { Certificate, Handshake } from '../../../functions/core/tls.ts';
import { metricData } from '../../../functions/publish/metric-data.ts';
import { run } from '../../../functions/run.ts';
import { NOW, reportOf, toldOf } from '../sightings.ts';

const SERVICE: ServiceTarget = { kind: 'service', scheme: 'https', host: 'www.example.org', port: 443 };
const [FOUR, SIX] = ['192.0.2.1', '2001:db8::1'];

const leaf = {
  notBefore: '2026-11-01T00:00:00Z',
  notAfter: '2027-01-30T00:00:00Z',
  keyType: 'RSA 2048',
  issuer: '',
  names: [] as readonly string[],
} as Certificate;
const well = found<Handshake>({ protocol: 'TLSv1.3', chain: [leaf], nameMatches: true, path: 'OK' }, 20);
const VIEWS = {
  'sees IPv6 closed': failed('refused', 'the port is closed', 3),
  'sees IPv6 open': well,
  'has no IPv6': failed('unmeasured', 'this machine cannot send to that address (ENETUNREACH)', 0),
} as const;
type View = keyof typeof VIEWS;

/** What the certificate check of each vantage reports, all of them over IPv4 well. */
async function looked(views: readonly View[]): Promise<readonly Report[]> {
  const reports = views.map(async (view, index) => {
    const looks = [
      { address: FOUR, handshake: well },
      { address: SIX, handshake: VIEWS[view] },
    ];
    const lookup = found({ name: SERVICE.host, addresses: [FOUR, SIX], chain: [], ends: 'addresses', detail: '' } as const, 1);
    const check = { ...certificate, observe: async (): Promise<Seen> => ({ lookup, looks }) };
    return inWords(await run({ vantage: `v${index}`, targets: [SERVICE] }, [check], {} as never, NOW), WORDS);
  });
  return (await Promise.all(reports)).flat();
}

/** The average of the warning votes of all vantages, as CloudWatch makes it; undefined without any. The alarm rings above 0.5. */
function average(reports: readonly Report[], dual: boolean): number | undefined {
  const modes = { alarms: 'per-check', publish: 'full', perVantage: false, dual } as const;
  const data = reports.flatMap((report) => metricData([report], [certificate], report.vantage, NOW, modes));
  const votes = data.filter(({ MetricName }) => MetricName === 'Warning').map(({ Value }) => Value);
  return votes.length === 0 ? undefined : votes.reduce((a, b) => a + b) / votes.length;
}

const sees: View = 'sees IPv6 closed';
const open: View = 'sees IPv6 open';
const none: View = 'has no IPv6';

describe('a service whose IPv6 half is dead', () => {
  it.each<[string, readonly View[], boolean]>([
    ['is told by all that have IPv6, though three of five have none', [sees, sees, none, none, none], true],
    ['is told by the only one that has IPv6', [sees, none, none, none, none], true],
    ['is told by two of three', [sees, sees, open, none, none], true],
    ['is not told where one of three sees it', [sees, open, open, none, none], false],
    ['is not told where one of two sees it', [sees, open, none, none, none], false],
    ['is told by three of five', [sees, sees, sees, open, open], true],
  ])('%s', async (_, views, rings) => {
    const reports = await looked(views);
    const [shared] = shareFindings(reports, [], []);
    expect([shared?.told.code, shared?.agreed]).toEqual(['addr.v6_unreachable', rings]);
    expect(shared?.unsure).toEqual(views.flatMap((view, index) => (view === none ? [`v${index}`] : [])));
    expect((average(reports, true) ?? 0) > 0.5).toBe(rings);
  });

  it('keeps its zeros where no vantage is meant to have IPv6: what one of them sees wrongly over IPv4 is outvoted', async () => {
    expect(average(await looked([none, none, none]), false)).toBe(0);
    expect(average(await looked([none, none, none]), true)).toBeUndefined();
  });

  it('does not keep a vantage without IPv6 from saying that nothing is critical', async () => {
    const data = metricData(await looked([none]), [certificate], 'v0', NOW, {
      ...{ alarms: 'per-check', publish: 'full', perVantage: false, dual: true },
    });
    expect(data.filter(({ MetricName }) => MetricName === 'Critical').map(({ Value }) => Value)).toEqual([0]);
  });
});

describe('a finding about one address', () => {
  const subject = 'ns2.example.net/2001:db8::53';
  const told = toldOf({ code: 'test.poor', subject, severity: 'warning' });
  const row = (answer: string) => [{ subject, values: { answer } }];

  it('is not counted against it where the address could not be asked', () => {
    const reports = [
      reportOf('a', 'serial', [told], { facts: row('timeout') }),
      reportOf('b', 'serial', [], { facts: row('not measured') }),
      reportOf('c', 'serial', [], { facts: row('not measured') }),
    ];
    expect(shareFindings(reports, [], [])).toMatchObject([{ from: ['a'], notFrom: [], unsure: ['b', 'c'], agreed: true }]);
  });

  it('is outvoted where the address answers elsewhere', () => {
    const reports = [
      reportOf('a', 'serial', [told], { facts: row('timeout') }),
      reportOf('b', 'serial', [], { facts: row('ok') }),
      reportOf('c', 'serial', [], { facts: row('not measured') }),
    ];
    expect(shareFindings(reports, [], [])).toMatchObject([{ from: ['a'], notFrom: ['b'], unsure: ['c'], agreed: false }]);
  });
});
