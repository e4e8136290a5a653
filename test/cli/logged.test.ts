import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverLogged } from '../../cli/logged.ts';
import { answer } from '../../cli/program.ts';
import { CHECKS } from '../../functions/checks/registry.ts';
import type { Net } from '../../functions/core/net.ts';
import { failed, found } from '../../functions/core/observation.ts';
import type { Report } from '../../functions/core/report.ts';
import { nameOf, type ZoneTarget } from '../../functions/core/target.ts';
import { type NetOptions, openNet } from '../../functions/net/net.ts';
import { authority, mint, sentWith } from '../../lab/certificate.ts';
import { type CtOptions, type LabIssuance, openCt } from '../../lab/ct.ts';
import { type Internet, startInternet } from '../../lab/internet.ts';
import { address } from '../../lab/plan.ts';
import { openTlsServer, type TlsServer } from '../../lab/tls-server.ts';
import { worldOf } from './world.ts';

const NOW = new Date('2026-11-20T10:05:00Z');
const DAY = 86_400_000;
const issued = (name: string, daysAgo: number): LabIssuance => ({
  names: [name],
  issuedAt: new Date(NOW.getTime() - daysAgo * DAY),
});

/** A net that searches where the lab's log is, and sees every host in the way that its name tells. */
function netOf() {
  const looked: string[] = [];
  const { request } = openNet({ roots: [], allowPrivate: true });
  const net = {
    request,
    lookup: async (name: string) => {
      looked.push(name);
      if (name.startsWith('late')) return failed('unmeasured', 'the time is over', 0);
      const addresses = name.startsWith('gone') ? [] : name.startsWith('many') ? Array(5).fill(`shut.${name}`) : [name];
      return found({ name, addresses, chain: [], ends: addresses.length > 0 ? 'addresses' : 'nxdomain', detail: '' }, 1);
    },
    handshake: async (_: string, at: string) => {
      if (at.startsWith('shut')) return failed('refused', 'nobody listens', 1);
      if (at.startsWith('inside')) return failed('unmeasured', 'it is a private address', 0);
      return at.startsWith('odd') ? failed('handshake', 'no TLS', 1) : found({}, 1);
    },
  };
  return { net: net as unknown as Net, looked };
}

async function search(options: CtOptions, zone: Partial<ZoneTarget> = {}) {
  await using ct = await openCt(options);
  const { net, looked } = netOf();
  const transparency = [
    { api: 'Cert Spotter', url: ct.certSpotter },
    { api: 'crt.sh', url: ct.crtSh },
  ] as const;
  const { services, notes } = await discoverLogged({ kind: 'zone', zone: 'acme.test', transparency, ...zone }, net, NOW);
  return { names: services.map(nameOf), services, notes, looked, asked: ct.asked() };
}

describe('discoverLogged', () => {
  it('finds the hosts of unexpired certificates, the newest first, where something listens', async () => {
    const names = ['old', 'shut', 'gone', 'odd'].map((label) => `${label}.acme.test`);
    const issuances = [...names.map((name, at) => issued(name, 40 - at)), issued('past.acme.test', 95)];
    const seen = await search({ issuances });
    expect(seen).toMatchObject({ names: ['https://odd.acme.test', 'https://old.acme.test'], notes: [] });
    expect(seen.services).toMatchObject([{ scheme: 'https', port: 443 }, {}]);
    expect(seen.looked).not.toContain('past.acme.test');
  });

  it('leaves to others what is found without a search', async () => {
    const issuances = ['acme.test', 'www.acme.test', '*.acme.test', 'a.acme.test'].map((name) => issued(name, 3));
    expect((await search({ issuances })).looked).toEqual(['a.acme.test']);
  });

  it('searches for the registered domain, and keeps to the zone', async () => {
    const issuances = ['a.acme.test', 'a.dev.acme.test'].map((name) => issued(name, 3));
    const { names, asked } = await search({ issuances }, { zone: 'dev.acme.test', registered: 'acme.test' });
    expect(names).toEqual(['https://a.dev.acme.test']);
    expect(asked[0]).toContain('domain=acme.test&');
  });

  it.each([
    ['another domain', 'evil.test'],
    ['a domain that only ends alike', 'notacme.test'],
    ['a zone that only begins alike', 'acme.test.evil.test'],
    ['an empty label', 'a..acme.test'],
    ['a label that ends in a hyphen', 'a-.acme.test'],
    ['a label without end', `${'a'.repeat(64)}.acme.test`],
    ['a name without end', `${'a.'.repeat(130)}acme.test`],
    ['a port', 'a:22.acme.test'],
    ['a path', 'a/../b.acme.test'],
    ['a command', '$(reboot).acme.test'],
    ['what steers a terminal', '\u001b[2Ja.acme.test'],
    ['a mail address', 'me@acme.test'],
  ])('asks for no host that is %s', async (_, name) => {
    const { looked, notes } = await search({ issuances: [issued(name, 3), issued('a.acme.test', 3)] });
    expect({ looked, notes }).toEqual({ looked: ['a.acme.test'], notes: [] });
  });

  it('looks for fifty and counts the others', async () => {
    const issuances = Array.from({ length: 73 }, (_, at) => issued(`n${at}.acme.test`, at / 2));
    const { looked, notes } = await search({ issuances: issuances.toReversed() });
    expect(looked).toEqual(Array.from({ length: 50 }, (_, at) => `n${at}.acme.test`));
    expect(notes).toEqual([
      '23 of 73 further hosts of acme.test that Certificate Transparency shows were left out, those of the oldest certificates',
    ]);
    expect((await search({ issuances: issuances.slice(0, 50) })).notes).toEqual([]);
  });

  it('counts those that could not be asked: they may be well or not', async () => {
    const issuances = ['late', 'inside', 'shut', 'gone', 'many'].map((label) => issued(`${label}.acme.test`, 3));
    expect(await search({ issuances })).toMatchObject({
      names: [],
      notes: [
        '3 of 5 further hosts of acme.test that Certificate Transparency shows could not be asked from here, or not at every address',
      ],
    });
  });

  it('says why nothing was found where no search answers, and nothing of the kind where the second one does', async () => {
    const issuances = [issued('a.acme.test', 3)];
    expect(await search({ issuances, certSpotter: 'too many', crtSh: 'bad gateway' })).toMatchObject({
      names: [],
      notes: [
        'no hosts of acme.test from Certificate Transparency: Cert Spotter: HTTP status 429, to be asked again in 10 min; crt.sh: HTTP status 502',
      ],
    });
    expect(await search({ issuances, certSpotter: 'endless' })).toMatchObject({ names: ['https://a.acme.test'], notes: [] });
  });
});

describe('picket check --deep against the lab', () => {
  const WEB = '127.53.0.201';
  const ca = authority();
  let lab: Internet;
  let web: TlsServer;

  beforeAll(async () => {
    lab = await startInternet({
      clock: () => NOW,
      zones: [
        {
          zone: 'deep.test',
          hosts: [{ name: 'ns1.deep.test' }, { name: 'ns2.deep.test' }],
          records: [address('deep.test', WEB), address('shop.deep.test', WEB), address('shut.deep.test', '127.53.0.202')],
        },
      ],
    });
    const names = ['deep.test', 'shop.deep.test'];
    const leaf = mint({ notBefore: new Date(0), notAfter: new Date('2099-01-01'), names, issuer: ca.intermediate });
    web = await openTlsServer({ address: WEB, identities: [sentWith(leaf, ca.intermediate)] });
  });

  afterAll(async () => {
    await web[Symbol.asyncDispose]();
    await lab.stop();
  });

  /** The command in the lab: its roots, its log in the place of the public ones, its server at the port of the web. */
  async function picket(line: string, options: CtOptions) {
    await using ct = await openCt(options);
    const open = async (how: NetOptions): Promise<Net> => {
      const net = openNet({ ...how, roots: lab.roots, port: lab.port });
      const to = (url: string) =>
        url.replace('https://api.certspotter.com/v1/issuances', ct.certSpotter).replace('https://crt.sh/', ct.crtSh);
      return {
        ...net,
        request: (asked) => net.request({ ...asked, url: to(asked.url) }),
        handshake: (host, at, port, way) => net.handshake(host, at, port === 443 ? web.port : port, way),
      };
    };
    const { world, told } = worldOf({ openNet: open, checks: async () => CHECKS });
    await answer([...line.split(' '), '--json', '--allow-private'], world);
    const reports = JSON.parse(told.out) as Report[];
    return { looks: reports.map(({ target, check }) => `${nameOf(target)} ${check}`), err: told.err, asked: ct.asked() };
  }

  const issuances = ['shop.deep.test', 'shut.deep.test', 'gone.deep.test', 'evil.test'].map((name) => issued(name, 5));

  it('checks the hosts that certificates name, and searches once for them and for the rate limits', async () => {
    expect(await picket('check deep.test --deep --only issuance,certificate', { issuances })).toEqual({
      looks: ['deep.test issuance', 'https://deep.test certificate', 'https://shop.deep.test certificate'],
      err: '',
      asked: ['', '&after=4'].map(
        (after) => `/v1/issuances?domain=deep.test&include_subdomains=true&expand=dns_names&expand=issuer${after}`,
      ),
    });
  });

  it('checks once a host that was named as well', async () => {
    const { looks } = await picket('check deep.test https://shop.deep.test --deep --only certificate,issuance', { issuances });
    expect(looks.filter((look) => look.includes('shop'))).toEqual(['https://shop.deep.test certificate']);
  });

  it('goes on where nobody answers the search, and says so in one line', async () => {
    const vices: CtOptions = { issuances, certSpotter: 'bad gateway', crtSh: 'no json' };
    const { looks, err } = await picket('check deep.test --deep --only issuance,certificate', vices);
    expect(looks).toEqual(['deep.test issuance', 'https://deep.test certificate']);
    expect(err).toBe(
      'picket: no hosts of deep.test from Certificate Transparency: Cert Spotter: HTTP status 502; crt.sh: its answer is no list in JSON\n',
    );
  });

  it.each([
    'check deep.test --only certificate,serial',
    'check deep.test --deep --no-discovery --only serial',
    'check https://deep.test --deep',
  ])('searches for nothing: %s', async (line) => {
    const { asked, looks, err } = await picket(line, { issuances });
    expect([asked, err]).toEqual([[], '']);
    expect(looks.join()).not.toContain('shop');
  });
});
