import type { ServiceTarget, ZoneTarget } from '../../../functions/core/target.ts';
import { address } from '../../../lab/plan.ts';
import { holding, RESOLVERS, resolving } from '../../../lab/resolver.ts';
import { ACME, acmeWith } from '../../../lab/scenario.ts';
import { openTlsServer } from '../../../lab/tls-server.ts';
import type { Zone } from '../../../lab/zone.ts';
import { certified, type Incident, placeholder } from './play.ts';

const [APP, API] = ['app.acme.test', 'api.acme.test'];
const [OLD, NEW] = ['198.41.1.9', '198.41.1.20'];
const [HERE, GONE] = ['127.54.1.1', '127.54.1.9'];

/** The pods that started, each with an order of its own. */
const STARTS = [
  '2026-11-16T08:00:00Z',
  '2026-11-17T10:00:00Z',
  '2026-11-18T07:00:00Z',
  '2026-11-19T06:00:00Z',
  '2026-11-19T22:00:00Z',
  '2026-11-20T08:00:00Z',
  '2026-11-20T15:00:00Z',
  '2026-11-20T20:00:00Z',
  '2026-11-21T03:00:00Z',
];

const issuedBy = (moment: Date) => ({
  issuances: STARTS.map((at) => ({ names: [API, 'acme.test'], issuedAt: new Date(at) })).filter(
    ({ issuedAt }) => issuedAt <= moment,
  ),
});

/** Sets the address of a name. */
const pointing = (name: string, to: string) => (zone: Zone) => ({
  ...zone,
  records: [...zone.records.filter(({ owner }) => owner !== name), address(name, to)],
});

/** The duplicate-certificate limit was spent by restarts, then records were pointed at a deleted load balancer. */
export const deletedBalancer: Incident = {
  name: 'S1',
  title: 'Restarts spent the duplicate-certificate limit, then records led to a deleted load balancer',
  begins: '2026-11-16T08:30:00Z',
  outageAt: '2026-11-21T08:00:00Z',
  async play({ internet, stack, clock, until, look }) {
    const cache = { say: holding() };
    const hosts = [{ name: 'r1.resolvers.test', holds: false, vice: resolving((query) => cache.say(query)) }];
    await internet.serve({ zone: 'resolvers.test', hosts, delegated: false });
    await internet.serve({
      zone: 'cloud.test',
      hosts: [{ name: 'ns.cloud.test' }],
      records: [address('lb.cloud.test', OLD)],
    });
    const records = [address(APP, OLD), address(API, HERE)];
    const { primary } = await internet.serve(acmeWith({}, { records }));
    const traefik = stack.use(await openTlsServer({ address: HERE, identities: [certified(STARTS[0] ?? '', API)] }));
    const zone: ZoneTarget = { ...ACME, addresses: [{ name: APP, pool: ['lb.cloud.test'] }], resolvers: [RESOLVERS[0]] };
    const service: ServiceTarget = { kind: 'service', scheme: 'tls', host: API, port: traefik.port };
    const lookNow = (title: string, codes: readonly string[]) => look(title, codes, [zone, service], issuedBy(clock()));

    await lookNow('one pod, one certificate', []);
    until('2026-11-17T10:30:00Z');
    await lookNow('a second pod, a second order: it may have had its reasons', []);
    until('2026-11-18T07:30:00Z');
    await lookNow('a third pod orders the same certificate', ['ct.duplicate_limit']);
    until('2026-11-21T08:01:00Z');
    traefik.show(placeholder('2026-11-21T08:00:00Z'));
    await lookNow('Saturday: the CA refuses, Traefik starts without', ['ct.duplicate_limit', 'tls.default_cert']);
    until('2026-11-21T08:15:00Z');
    internet.zone('cloud.test').primary.edit(pointing('lb.cloud.test', NEW));
    primary.edit(pointing(API, GONE));
    await lookNow('Traefik is deleted, and its load balancer with it; the records stay', [
      'addr.unexpected',
      'ct.duplicate_limit',
      'tls.unreachable',
    ]);
    until('2026-11-21T09:20:00Z');
    primary.edit((before) => pointing(APP, NEW)(pointing(API, HERE)(before)));
    cache.say = holding({ ...address(APP, OLD), ttlSeconds: 1500 });
    traefik.show(certified('2026-11-21T09:00:00Z', API));
    await lookNow('the records are right; caches still hold the old address', ['addr.caches_stale', 'ct.duplicate_limit']);
    until('2026-12-01T09:00:00Z');
    cache.say = holding(address(APP, NEW));
    await lookNow('acme.json is kept, the limit has come back', []);
  },
};
