import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from '../../functions/checks/registry.ts';
import type { ServiceTarget } from '../../functions/core/target.ts';
import { openNet } from '../../functions/net/net.ts';
import { run } from '../../functions/run.ts';
import { authority, mint, sentWith } from '../../lab/certificate.ts';
import { type LabResponse, openHttpServer } from '../../lab/http-server.ts';
import { type Internet, startInternet } from '../../lab/internet.ts';
import { address } from '../../lab/plan.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const ADDRESSES = ['127.53.0.210', '127.53.0.211'];
const ca = authority();
const leaf = mint({
  names: ['www.acme.test'],
  notBefore: new Date('2026-11-01T00:00:00Z'),
  notAfter: new Date('2027-01-30T00:00:00Z'),
  issuer: ca.intermediate,
});
const identity = sentWith(leaf, ca.intermediate);
let internet: Internet;

beforeAll(async () => {
  internet = await startInternet({
    clock: () => NOW,
    zones: [
      {
        zone: 'acme.test',
        hosts: [{ name: 'ns1.acme.test' }, { name: 'ns2.acme.test' }],
        records: ADDRESSES.map((one) => address('www.acme.test', one)),
      },
    ],
  });
});

afterAll(() => internet.stop());

/** Every check of the service, asked through the real door; codes that echo no other. */
async function look(respond: (at: number) => LabResponse): Promise<string[]> {
  const [first = '', second = ''] = ADDRESSES;
  await using one = await openHttpServer({ identity, address: first, respond: () => respond(0) });
  await using _two = await openHttpServer({ identity, address: second, port: one.port, respond: () => respond(1) });
  const target: ServiceTarget = { kind: 'service', scheme: 'https', host: 'www.acme.test', port: one.port };
  const net = openNet({ roots: internet.roots, port: internet.port, allowPrivate: true, trust: [ca.root.chain] });
  const reports = await run({ vantage: 'lab', targets: [target] }, CHECKS, net, NOW);
  return reports.flatMap(({ findings }) => findings.filter(({ echoes }) => echoes === undefined).map(({ code }) => code));
}

describe('a web service in the lab', () => {
  it('is well where every address answers', async () => {
    expect(await look(() => ({ body: 'hello' }))).toEqual([]);
  });

  it('is ill inside the cluster where every address answers 503 and everything before is in order', async () => {
    expect(await look(() => ({ status: 503 }))).toEqual(['http.inside_cluster']);
  });

  it('is ill at one address alone where the other is well', async () => {
    expect(await look((at) => ({ status: at === 0 ? 200 : 502 }))).toEqual(['http.status']);
  });

  it('sends everybody in a circle', async () => {
    expect(await look(() => ({ status: 301, headers: { Location: '/' } }))).toEqual(['http.redirect_loop']);
  });
});
