import type { ServiceTarget } from '../../../functions/core/target.ts';
import { address } from '../../../lab/plan.ts';
import { TYPES } from '../../../lab/record.ts';
import { ACME } from '../../../lab/scenario.ts';
import { openTlsServer } from '../../../lab/tls-server.ts';
import type { Vice } from '../../../lab/vice.ts';
import { RCODES, replyTo } from '../../../lab/wire.ts';
import { certified, type Incident, type Play, passing } from './play.ts';

const HOSTS = ['ns1.acme.test', 'ns2.acme.test'];
const [WEB, MAIL] = ['blog.acme.test', 'imap.acme.test'];
const HERE = '127.54.0.1';
const ISSUED = '2026-08-21T10:00:00Z';
const DAYS = 86_400;

/** The ALIAS at the apex cannot be resolved, everything else is served. */
const deadAlias: Vice = (honest) => (query, transport) => {
  const { name = '', type = 0 } = query.question ?? {};
  const isApex = name.toLowerCase() === 'acme.test' && (type === TYPES.A || type === TYPES.AAAA);
  return isApex ? replyTo(query, { rcode: RCODES.SERVFAIL }) : honest(query, transport);
};

/** The zone on two secondaries of a hidden primary; copies are kept for so many days without it. */
async function served({ internet }: Play, keptDays: number) {
  const mood = passing();
  const { secondary } = await internet.serve({
    zone: 'acme.test',
    hosts: HOSTS.map((name) => ({ name, role: 'secondary', vice: mood.vice })),
    soa: { primary: 'primary.acme.test', expireSeconds: keptDays * DAYS },
    records: [address('acme.test', '198.41.1.1'), address(WEB, HERE), address(MAIL, HERE)],
  });
  return { mood, secondaries: HOSTS.map(secondary) };
}

/** Zone transfer stopped, then the certificate expired, then the zone was deleted, then mail stayed down. */
export const lostPrimary: Incident = {
  name: 'S0',
  title: 'Zone transfer stopped, the certificate expired, the zone was deleted, mail stayed down',
  begins: '2026-10-19T08:00:00Z',
  outageAt: '2026-11-19T10:00:00Z',
  async play(play) {
    const { internet, stack, until, look } = play;
    const { mood, secondaries } = await served(play, 42);
    const old = certified(ISSUED, WEB, MAIL);
    const web = stack.use(await openTlsServer({ address: HERE, identities: [old] }));
    const mail = stack.use(await openTlsServer({ address: HERE, identities: [old] }));
    const service = { kind: 'service', host: WEB, scheme: 'tls', port: web.port } as const satisfies ServiceTarget;
    const targets = [ACME, service, { ...service, host: MAIL, scheme: 'imaps', port: mail.port } as const];

    await look('all is well', [], targets);
    until('2026-10-19T09:00:00Z');
    for (const secondary of secondaries) secondary.cutOff();
    until('2026-10-19T11:55:00Z');
    await look('the primary lost its port three hours ago; a copy may miss a refresh', [], targets);
    until('2026-10-19T12:05:00Z');
    await look('the copies missed two; no serial has moved', ['dns.secondary.frozen'], targets);
    until('2026-10-24T00:20:00Z');
    await look('a renewal may take its time', ['dns.secondary.frozen'], targets);
    until('2026-10-24T00:25:00Z');
    await look('the renewal waits for a TXT that never comes', ['dns.secondary.frozen', 'tls.renewal_overdue'], targets);
    until('2026-11-19T10:01:00Z');
    await look('Thursday: the certificate has expired', ['dns.secondary.frozen', 'tls.expired'], targets);
    until('2026-11-20T10:00:00Z');
    const kept = HOSTS.map((name) => internet.host(name).holds.get('acme.test'));
    for (const name of HOSTS) internet.host(name).holds.delete('acme.test');
    await look('Friday: the zone is deleted at the secondaries', ['dns.ns.refused', 'tls.unknown'], targets);
    until('2026-11-21T10:00:00Z');
    for (const [index, held] of kept.entries()) if (held) internet.host(HOSTS[index] ?? '').holds.set('acme.test', held);
    for (const secondary of secondaries) secondary.repair();
    mood.now = deadAlias;
    await look('the zone is back, and its ALIAS leads to itself', ['dns.ns.servfail', 'tls.expired'], targets);
    until('2026-11-21T12:00:00Z');
    mood.now = undefined;
    web.show(certified('2026-11-21T10:30:00Z', WEB, MAIL));
    await mail[Symbol.asyncDispose]();
    await look('the certificate is renewed; Dovecot does not start', ['tls.unreachable'], targets);
    until('2026-11-21T13:00:00Z');
    const again = stack.use(await openTlsServer({ address: HERE, identities: [certified('2026-11-21T10:30:00Z', WEB, MAIL)] }));
    await look('all is mended', [], [ACME, service, { ...service, host: MAIL, scheme: 'imaps', port: again.port }]);
  },
};

/** The same fault, had nobody touched anything, with the 14 days for which most zones let copies be kept. */
export const leftAlone: Incident = {
  name: 'S0, left alone',
  title: 'Zone transfer stopped, and nobody touched anything',
  begins: '2026-10-19T09:00:00Z',
  outageAt: '2026-11-02T09:00:00Z',
  async play(play) {
    const { until, look } = play;
    const { secondaries } = await served(play, 14);
    for (const secondary of secondaries) secondary.cutOff();
    until('2026-10-19T12:55:00Z');
    await look('the primary lost its port four hours ago', [], [ACME]);
    until('2026-10-19T13:05:00Z');
    await look('the copies missed two refreshes', ['dns.secondary.frozen'], [ACME]);
    until('2026-11-01T09:00:00Z');
    await look('a day before the copies are given up', ['dns.secondary.expiring'], [ACME]);
    until('2026-11-02T09:01:00Z');
    await look('the copies are given up', ['dns.secondary.expired'], [ACME]);
  },
};
