import type { ServiceTarget } from '../../../functions/core/target.ts';
import { openHttpServer } from '../../../lab/http-server.ts';
import { address, alias } from '../../../lab/plan.ts';
import { ACME, acmeWith } from '../../../lab/scenario.ts';
import { racing } from '../../../lab/vice.ts';
import { certified, type Incident, passing } from './play.ts';

const [WWW, SHOP] = ['www.acme.test', 'shop.acme.test'];
const HERE = '127.54.3.1';

/** DNS inside the cluster lost one of two packets and mixed up answers; from outside nearly all was green. */
export const fiveSecondSteps: Incident = {
  name: 'S3',
  title: 'DNS inside the cluster lost one of two packets, in steps of 5 s',
  begins: '2026-05-01T10:00:00Z',
  outageAt: '2026-05-25T10:00:00Z',
  async play({ internet, stack, until, look }) {
    const nameserver = passing();
    let thinksMs = 0;
    await internet.serve({
      zone: 'cloud.test',
      hosts: [{ name: 'ns.cloud.test' }],
      records: [address('lb.cloud.test', '198.41.1.20')],
    });
    const records = [address('acme.test', '198.41.1.1'), address(WWW, '198.41.1.1'), address(SHOP, HERE)];
    const { primary } = await internet.serve(acmeWith({ vice: nameserver.vice }, { records }));
    const identity = certified('2026-04-20T10:00:00Z', SHOP);
    const web = stack.use(await openHttpServer({ address: HERE, identity, respond: () => ({ afterMs: thinksMs }) }));
    const service: ServiceTarget = { kind: 'service', scheme: 'https', host: SHOP, port: web.port };
    const targets = [ACME, service];

    await look('all is well, IPv4 alone', [], targets);
    until('2026-05-02T10:00:00Z');
    primary.edit((zone) => ({
      ...zone,
      records: [...zone.records.filter(({ owner }) => owner !== WWW), alias(WWW, 'lb.cloud.test')],
    }));
    await look('the name becomes an alias of a load balancer without IPv6', ['addr.aaaa_dead_end'], targets);
    until('2026-05-25T10:00:00Z');
    thinksMs = 5030;
    await look('the shop waits for names inside the cluster', ['addr.aaaa_dead_end', 'http.slow_steps'], targets);
    until('2026-05-27T10:00:00Z');
    thinksMs = 0;
    nameserver.now = racing();
    await look('the same race in front of a public nameserver', ['addr.aaaa_dead_end', 'addr.paired_query'], targets);
    until('2026-05-30T10:00:00Z');
    nameserver.now = undefined;
    await look('mended; the alias stays as it is', ['addr.aaaa_dead_end'], targets);
  },
};
