import { describe, expect, it } from 'vitest';
import { discover } from '../../cli/discovery.ts';
import { answer } from '../../cli/program.ts';
import type { Question, ResourceRecord } from '../../functions/core/dns.ts';
import type { Net } from '../../functions/core/net.ts';
import { failed, found } from '../../functions/core/observation.ts';
import type { Report } from '../../functions/core/report.ts';
import { nameOf } from '../../functions/core/target.ts';
import { said, server } from '../functions/checks/seen.ts';
import { illness, worldOf } from './world.ts';

const ZONE = 'example.org';

/** What is where: addresses by host, and what a handshake with a port brings; everything else is closed. */
interface Place {
  readonly mx?: readonly string[];
  readonly hosts: Readonly<Record<string, readonly string[]>>;
  readonly open?: Readonly<Record<string, 'ok' | 'handshake' | 'malformed' | 'starttls' | 'timeout' | 'unmeasured'>>;
}

function netOf({ mx = [], hosts, open = {} }: Place) {
  const asked: string[] = [];
  const answers = mx.map((name): ResourceRecord => ({ owner: ZONE, ttlSeconds: 9, type: 'MX', preference: 5, name }));
  const net = {
    walk: async () => found({ kind: 'zone', delegation: { zone: ZONE } }, 1),
    atEvery: async (_: string, ask: (one: unknown) => Promise<unknown>) => found([await ask(server(1))], 1),
    ask: async (_: unknown, question: Question) => said(question, { answers }),
    lookup: async (name: string) =>
      found({ name, addresses: hosts[name] ?? [], chain: [], ends: hosts[name] ? 'addresses' : 'nxdomain', detail: '' }, 1),
    handshake: async (_: string, address: string, port: number, how: { dialect?: string }) => {
      asked.push(`${address}:${port} ${how.dialect ?? 'tls'}`);
      const seen = open[`${address}:${port}`] ?? 'refused';
      return seen === 'ok' ? found({}, 1) : failed(seen, 'so it was', 1);
    },
  };
  return { net: net as unknown as Net, asked };
}

const names = async (place: Place) => (await discover(ZONE, netOf(place).net)).services.map(nameOf);

describe('discovery', () => {
  it('finds the web at the name of the zone and at www', async () => {
    const hosts = { [ZONE]: ['192.0.2.1'], [`www.${ZONE}`]: ['192.0.2.1', '192.0.2.2'] };
    expect(await names({ hosts, open: { '192.0.2.1:443': 'ok' } })).toEqual([`https://${ZONE}`, `https://www.${ZONE}`]);
    expect(await names({ hosts, open: { '192.0.2.2:443': 'ok' } })).toEqual([`https://www.${ZONE}`]);
  });

  it('finds the mail ports of the MX hosts where something listens, each in its dialect', async () => {
    const open = {
      '192.0.2.5:587': 'starttls',
      '192.0.2.5:465': 'ok',
      '192.0.2.5:143': 'timeout',
      '192.0.2.5:993': 'handshake',
      '192.0.2.5:110': 'malformed',
      '192.0.2.5:995': 'unmeasured',
    } as const;
    const place = { mx: ['MX.example.org'], hosts: { 'mx.example.org': ['192.0.2.5'] }, open };
    expect(await names(place)).toEqual([
      'submission://mx.example.org',
      'submissions://mx.example.org',
      'imaps://mx.example.org',
      'pop3://mx.example.org',
    ]);
    const { net, asked } = netOf(place);
    await discover(ZONE, net);
    expect(asked.sort()).toEqual([
      '192.0.2.5:110 pop3',
      '192.0.2.5:143 imap',
      '192.0.2.5:465 tls',
      '192.0.2.5:587 smtp',
      '192.0.2.5:993 tls',
      '192.0.2.5:995 tls',
    ]);
  });

  it.each([
    ['trusted and for other names', { path: 'OK', nameMatches: false }, []],
    ['trusted and its own', { path: 'OK', nameMatches: true }, ['imaps://mx.example.org']],
    [
      'for other names and of nobody whom clients trust',
      { path: 'DEPTH_ZERO_SELF_SIGNED_CERT', nameMatches: false },
      ['imaps://mx.example.org'],
    ],
  ])('takes a mail host by the names that its users have: a certificate %s', async (_, shown, expected) => {
    const { net } = netOf({ mx: ['mx.example.org'], hosts: { 'mx.example.org': ['192.0.2.5'] } });
    const handshake = async (_host: string, _address: string, port: number) =>
      port === 993 ? found(shown, 1) : failed('refused', 'so it was', 1);
    expect((await discover(ZONE, { ...net, handshake } as unknown as Net)).services.map(nameOf)).toEqual(expected);
  });

  it('notes what it could not ask, host by host, and not what is closed', async () => {
    const hosts = { [ZONE]: ['2001:db8::1'], [`www.${ZONE}`]: ['2001:db8::1', '192.0.2.1'], 'mx.example.org': ['2001:db8::5'] };
    const { net } = netOf({ mx: ['mx.example.org'], hosts });
    const handshake = async (_host: string, address: string) =>
      address.includes(':') ? failed('unmeasured', 'no IPv6', 0) : failed('refused', 'so it was', 1);
    expect(await discover(ZONE, { ...net, handshake } as unknown as Net)).toEqual({
      services: [],
      notes: [
        'https://example.org could not be asked from here: no IPv6',
        expect.stringMatching(/^submission:\/\/mx.example.org, .* and 1 more could not be asked from here: no IPv6$/),
      ],
    });
  });

  it('finds nothing in a zone without addresses and mail, or that nobody can ask', async () => {
    expect(await names({ hosts: {} })).toEqual([]);
    expect(await names({ hosts: {}, mx: ['.'] })).toEqual([]);
    const late = async () => failed('unmeasured', 'late', 0);
    expect(await discover(ZONE, { walk: late, lookup: late } as unknown as Net)).toEqual({ services: [], notes: [] });
  });

  it('asks so many addresses and no more, whatever the zone says', async () => {
    const many = Array.from({ length: 40 }, (_, at) => `192.0.2.${at}`);
    const mx = Array.from({ length: 9 }, (_, at) => `mx${at}.example.org`);
    const { net, asked } = netOf({ mx, hosts: Object.fromEntries([ZONE, ...mx].map((name) => [name, many])) });
    const { notes } = await discover(ZONE, net);
    expect(asked).toHaveLength(4 + 4 * 6 * 4);
    expect(notes).toEqual([
      'https://example.org: nothing listens at 4 of 40 addresses; the others were not asked',
      ...[0, 1, 2, 3].map((at) =>
        expect.stringMatching(`^submission://mx${at}.example.org, .* and 1 more: nothing listens at 4 of 40`),
      ),
      '5 of 9 MX hosts of example.org were not searched for mail services: mx4.example.org, mx5.example.org, mx6.example.org, mx7.example.org, mx8.example.org',
    ]);
  });

  it('notes no address that it left out where another one listens, or where there are no more', async () => {
    const five = Array.from({ length: 5 }, (_, at) => `192.0.2.${at}`);
    const hosts = { [ZONE]: five, [`www.${ZONE}`]: five.slice(1) };
    const { net } = netOf({ hosts, open: { '192.0.2.0:443': 'ok' } });
    const { services, notes } = await discover(ZONE, net);
    expect([services.map(nameOf), notes]).toEqual([[`https://${ZONE}`], []]);
  });
});

describe('picket check and what it finds by itself', () => {
  const place = { hosts: { [ZONE]: ['192.0.2.1'], [`www.${ZONE}`]: ['192.0.2.1'] }, open: { '192.0.2.1:443': 'ok' } } as const;

  async function targets(line: string) {
    const { net, asked } = netOf(place);
    const { world, told } = worldOf({
      openNet: async () => net,
      checks: async () => [illness('ill', 'zone'), illness('hot', 'service')],
    });
    await answer(line.split(' '), world);
    return { names: (JSON.parse(told.out) as Report[]).map(({ target }) => nameOf(target)), asked };
  }

  it('checks it after what was named', async () => {
    expect((await targets(`check ${ZONE} --json`)).names).toEqual([ZONE, `https://${ZONE}`, `https://www.${ZONE}`]);
  });

  it('checks once what was named as well', async () => {
    const { names } = await targets(`check https://www.${ZONE} ${ZONE} --json`);
    expect(names).toEqual([`https://www.${ZONE}`, ZONE, `https://${ZONE}`]);
  });

  it.each([`check ${ZONE} --json --no-discovery`, `check ${ZONE} --json --only ill`])('looks for nothing: %s', async (line) => {
    expect(await targets(line)).toEqual({ names: [ZONE], asked: [] });
  });

  it('looks for nothing where a service alone was named', async () => {
    expect((await targets(`check https://www.${ZONE} --json`)).names).toEqual([`https://www.${ZONE}`]);
  });
});
