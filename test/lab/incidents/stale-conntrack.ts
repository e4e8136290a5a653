import type { ServiceTarget } from '../../../functions/core/target.ts';
import { openHttpServer } from '../../../lab/http-server.ts';
import { address } from '../../../lab/plan.ts';
import { ACME, acmeWith } from '../../../lab/scenario.ts';
import { certified, type Incident } from './play.ts';

const HOSTS = ['a', 'b', 'c'].map((name) => `${name}.acme.test`);
const placeOf = (index: number) => `127.54.4.${index + 1}`;

/** kube-proxy kept an entry for a DNS pod that was gone: three services answered 503 behind a healthy load balancer. */
export const staleConntrack: Incident = {
  name: 'S4',
  title: 'kube-proxy kept an entry for a DNS pod that was gone',
  begins: '2026-02-28T20:10:00Z',
  outageAt: '2026-02-28T20:13:53Z',
  async play({ internet, stack, until, look }) {
    let status = 200;
    const records = HOSTS.map((host, index) => address(host, placeOf(index)));
    await internet.serve(acmeWith({}, { records }));
    const services: ServiceTarget[] = [];
    for (const [index, host] of HOSTS.entries()) {
      const identity = certified('2026-02-01T10:00:00Z', host);
      const web = stack.use(await openHttpServer({ address: placeOf(index), identity, respond: () => ({ status }) }));
      services.push({ kind: 'service', scheme: 'https', host, port: web.port });
    }
    const targets = [ACME, ...services];

    await look('all is well', [], targets);
    until('2026-02-28T20:15:00Z');
    status = 503;
    await look('the first slot after: 503 everywhere, everything before it green', ['http.inside_cluster'], targets);
    until('2026-02-28T20:40:00Z');
    status = 200;
    await look('the next deployment rewrote the table', [], targets);
  },
};
