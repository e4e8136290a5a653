import { describe, expect, it } from 'vitest';
import { startInternet } from '../../lab/internet.ts';
import { address } from '../../lab/plan.ts';
import { TYPES } from '../../lab/record.ts';
import { queryFor, RCODES } from '../../lab/wire.ts';
import { soaIn } from '../../lab/zone.ts';
import { askTcp, askUdp } from './asking.ts';

const clock = () => new Date('2026-11-20T10:00:00Z');
const acme = { zone: 'acme.test', hosts: [{ name: 'ns1.acme.test' }, { name: 'ns2.acme.test' }] };

describe('the internet of the lab', () => {
  it('refers from the root to the zone, by hand', async () => {
    await using internet = await startInternet({ clock, zones: [acme] });
    const query = queryFor('acme.test', TYPES.SOA);
    let at = internet.roots[0]?.address ?? '';
    const owners: string[] = [];
    for (let step = 0; step < 2; step++) {
      const referral = await askUdp({ address: at, port: internet.port }, query);
      expect(referral).toMatchObject({ rcode: RCODES.NOERROR, authoritative: false, answers: [] });
      owners.push(referral.authorities[0]?.owner ?? '');
      const glue = referral.additionals[0];
      at = glue?.type === 'A' ? glue.address : '';
    }
    expect(owners).toEqual(['test', 'acme.test']);
    expect(await askTcp({ address: at, port: internet.port }, query)).toMatchObject({
      authoritative: true,
      answers: [{ type: 'SOA' }],
    });
  });

  it('writes its roots as hints', async () => {
    await using internet = await startInternet({ clock });
    expect(internet.hintsText.split('\n')).toEqual([
      '.  3600000  NS  a.root.example.',
      'a.root.example.  3600000  A  127.53.0.1',
      '.  3600000  NS  b.root.example.',
      'b.root.example.  3600000  A  127.53.0.2',
      '',
    ]);
  });

  it('lets parent and child disagree', async () => {
    const plan = { ...acme, parentNames: ['ns1.acme.test', 'old.acme.test'], glue: { 'old.acme.test': ['127.53.0.99'] } };
    await using internet = await startInternet({ clock, zones: [plan] });
    const top = { address: internet.host('a.nic.test').addresses[0] ?? '', port: internet.port };
    const referral = await askUdp(top, queryFor('acme.test', TYPES.NS));
    expect(referral.authorities.map((record) => record.type === 'NS' && record.name)).toEqual(plan.parentNames);
    expect(referral.additionals).toContainEqual(address('old.acme.test', '127.53.0.99'));
  });

  it('serves several zones from one host, and delegates below a zone of its own', async () => {
    const shared = { zone: 'lab.acme.test', hosts: [{ name: 'ns1.acme.test' }] };
    await using internet = await startInternet({ clock, zones: [acme, shared] });
    expect([...internet.host('ns1.acme.test').holds.keys()]).toEqual(['acme.test', 'lab.acme.test']);
    const ns2 = { address: internet.host('ns2.acme.test').addresses[0] ?? '', port: internet.port };
    expect((await askUdp(ns2, queryFor('lab.acme.test', TYPES.SOA))).authorities).toMatchObject([{ owner: 'lab.acme.test' }]);
  });

  it('lets several labs live side by side', async () => {
    const labs = await Promise.all([1, 2, 3].map(() => startInternet({ clock, zones: [acme] })));
    expect(new Set(labs.map(({ port }) => port)).size).toBe(3);
    await Promise.all(labs.map(({ stop }) => stop()));
  });

  it('is driven by edit, cut-off and repair', async () => {
    await using internet = await startInternet({ clock });
    const { primary, secondary } = await internet.serve(acme);
    secondary('ns2.acme.test').cutOff();
    primary.edit((zone) => zone);
    const serials = async () => {
      const replies = await Promise.all(
        acme.hosts.map(({ name }) =>
          askUdp({ address: internet.host(name).addresses[0] ?? '', port: internet.port }, queryFor('acme.test', TYPES.SOA)),
        ),
      );
      return replies.map(({ answers }) => soaIn({ origin: 'acme.test', records: answers }).serial - 2_026_112_001);
    };
    expect(await serials()).toEqual([1, 0]);
    secondary('ns2.acme.test').repair();
    expect(await serials()).toEqual([1, 1]);
  });

  it('says what there is where something is asked for that is not', async () => {
    await using internet = await startInternet({ clock, zones: [acme] });
    expect(() => internet.host('ns9.acme.test')).toThrow("no host 'ns9.acme.test' in this lab; there are a.root.example");
  });
});
