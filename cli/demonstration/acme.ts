import { authority, mint, sentWith } from '../../lab/certificate.ts';
import { digests } from '../../lab/declared.ts';
import { openHttpServer } from '../../lab/http-server.ts';
import { startInternet } from '../../lab/internet.ts';
import { address, text } from '../../lab/plan.ts';
import { TYPES } from '../../lab/record.ts';
import { refused, servfailFor, type Vice } from '../../lab/vice.ts';
import { soaIn } from '../../lab/zone.ts';

const DAY_MS = 86_400_000;
const WEB = '127.53.0.200';

/** Named in the SOA, in no delegation. */
const PRIMARY = 'primary.acme.test';

/** Where a CA looks for the challenge of the certificate. */
const CHALLENGE = '_acme-challenge.www.acme.test';

/** Common timers: secondaries poll every 20 min, retry after 2 min, and keep a copy for 14 d without the primary. */
const TIMERS = { refreshSeconds: 1200, retrySeconds: 120, expireSeconds: 1_209_600 };

/** A little company on loopback: its zone on four secondaries of a hidden primary, and its web server. */
export interface Acme extends AsyncDisposable {
  /** `https://www.acme.test:<port>` */
  readonly service: string;
  /** `PICKET_LAB` for the probes: where this Internet's roots are, and whose certificates are trusted in it. */
  readonly settings: string;
  /** Edits the zone and sends NOTIFY; the new serial. */
  readonly edit: () => number;
  /** Puts the value of a challenge into the zone, as an ACME client does, or takes it out again. */
  readonly challenge: (stands: boolean) => void;
  /** The secondary can no longer reach the primary. */
  readonly cutOff: (secondary: string) => void;
  readonly repair: (secondary: string) => void;
  /** Every nameserver answers SERVFAIL for CAA, and well for all else; or no longer. */
  readonly failCaa: (fails: boolean) => void;
  /** The secondary runs without the zone and refuses to answer for it; or has it again. */
  readonly unload: (secondary: string, isGone: boolean) => void;
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
  const web = opened.use(await openHttpServer({ address: WEB, identity: sentWith(leaf, intermediate) }));
  const internet = opened.use(await startInternet({ clock, tops: ['test'] }));
  const wrong = { caa: false, unloaded: new Set<string>() };
  const hosts = ['ns1', 'ns2', 'ns3', 'ns4'].map((host) => {
    const name = `${host}.acme.test`;
    const loses = whenever(() => wrong.unloaded.has(name), refused);
    const fails = whenever(() => wrong.caa, servfailFor(TYPES.CAA));
    return { name, role: 'secondary' as const, vice: (honest: Parameters<Vice>[0]) => loses(fails(honest)) };
  });
  const { primary, secondary } = await internet.serve({
    zone: 'acme.test',
    hosts,
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
    challenge: (stands) =>
      primary.edit((zone) => {
        const records = zone.records.filter(({ owner }) => owner !== CHALLENGE);
        return { ...zone, records: stands ? [...records, text(CHALLENGE, ...digests(1))] : records };
      }),
    cutOff: (name) => secondary(name).cutOff(),
    repair: (name) => secondary(name).repair(),
    failCaa: (fails) => {
      wrong.caa = fails;
    },
    unload: (name, isGone) => void (isGone ? wrong.unloaded.add(name) : wrong.unloaded.delete(name)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A vice that comes and goes. */
function whenever(is: () => boolean, vice: Vice): Vice {
  return (honest) => {
    const bad = vice(honest);
    return (query, transport, from) => (is() ? bad : honest)(query, transport, from);
  };
}
