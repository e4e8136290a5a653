import { authority, mint, sentWith } from '../../lab/certificate.ts';
import { startInternet } from '../../lab/internet.ts';
import { address } from '../../lab/plan.ts';
import { openTlsServer } from '../../lab/tls-server.ts';
import { soaIn } from '../../lab/zone.ts';

const DAY_MS = 86_400_000;
const WEB = '127.53.0.200';

/** Named in the SOA, in no delegation. */
const PRIMARY = 'primary.acme.test';

/** Common timers: secondaries poll every 20 min, retry after 2 min, and keep a copy for 14 d without the primary. */
const TIMERS = { refreshSeconds: 1200, retrySeconds: 120, expireSeconds: 1_209_600 };

const HOSTS = ['ns1', 'ns2', 'ns3', 'ns4'].map((host) => ({ name: `${host}.acme.test`, role: 'secondary' as const }));

/** A little company on loopback: its zone on four secondaries of a hidden primary, and its web server. */
export interface Acme extends AsyncDisposable {
  /** `https://www.acme.test:<port>` */
  readonly service: string;
  /** `PICKET_LAB` for the probes: where this Internet's roots are, and whose certificates are trusted in it. */
  readonly settings: string;
  /** Edits the zone and sends NOTIFY; the new serial. */
  edit(): number;
  /** The secondary can no longer reach the primary. */
  cutOff(secondary: string): void;
  repair(secondary: string): void;
}

/** Opens it on the clock given. Throws where the addresses 127.53.0.x cannot be had. */
export async function openAcme(clock: () => Date): Promise<Acme> {
  try {
    return await open(clock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error;
    throw new Error('the addresses 127.53.0.x are not to be had here; expected Linux, where all of 127.0.0.0/8 is loopback');
  }
}

async function open(clock: () => Date): Promise<Acme> {
  const { root, intermediate } = authority('Acme Trust');
  const dates = { notBefore: new Date(clock().getTime() - 30 * DAY_MS), notAfter: new Date(clock().getTime() + 60 * DAY_MS) };
  const leaf = mint({ ...dates, names: ['www.acme.test'], key: 'EC P-256', issuer: intermediate });
  await using opened = new AsyncDisposableStack();
  const web = opened.use(await openTlsServer({ address: WEB, identities: [sentWith(leaf, intermediate)] }));
  const internet = opened.use(await startInternet({ clock, tops: ['test'] }));
  const { primary, secondary } = await internet.serve({
    zone: 'acme.test',
    hosts: HOSTS,
    soa: { primary: PRIMARY, ...TIMERS },
    records: [address('www.acme.test', WEB), address(PRIMARY, '127.53.0.100')],
  });
  const { roots, port } = internet;
  const running = opened.move();
  return {
    service: `https://www.acme.test:${web.port}`,
    settings: JSON.stringify({ roots, port, allowPrivate: true, trust: [root.chain] }),
    edit: () => {
      primary.edit((zone) => zone);
      return soaIn(primary.zoneAt(clock())).serial;
    },
    cutOff: (name) => secondary(name).cutOff(),
    repair: (name) => secondary(name).repair(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
