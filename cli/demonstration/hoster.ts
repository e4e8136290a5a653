import { startInternet } from '../../lab/internet.ts';

/** The nameservers of all zones. */
export const NAMESERVERS = ['ns1.hoster.test', 'ns2.hoster.test'] as const;

/** The zones of its customers. */
export const CUSTOMERS: readonly string[] = Array.from({ length: 40 }, (_, index) => `customer-${index + 1}.test`);

/** A hoster on loopback: many zones, two nameservers. */
export interface Hoster extends AsyncDisposable {
  /** `PICKET_LAB` for the probes. */
  readonly settings: string;
  /** The machine is gone: its ports are closed. */
  readonly kill: (nameserver: string) => Promise<void>;
}

/** Opens it on the clock given. */
export async function openHoster(clock: () => Date): Promise<Hoster> {
  const hosts = NAMESERVERS.map((name) => ({ name }));
  const zones = ['hoster.test', ...CUSTOMERS].map((zone) => ({ zone, hosts }));
  const internet = await startInternet({ clock, tops: ['test'], zones });
  const { roots, port } = internet;
  return {
    settings: JSON.stringify({ roots, port, allowPrivate: true }),
    kill: async (name) => void (await Promise.all(internet.host(name).servers.map((server) => server.stop()))),
    [Symbol.asyncDispose]: internet.stop,
  };
}
