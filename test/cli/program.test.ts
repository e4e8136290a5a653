import { describe, expect, it } from 'vitest';
import { answer } from '../../cli/program.ts';
import { inWords } from '../../functions/core/in-words.ts';
import type { Net } from '../../functions/core/net.ts';
import { run } from '../../functions/run.ts';
import { ILLNESS, illness, worded, worldOf } from './world.ts';

async function picket(line: string, parts: Parameters<typeof worldOf>[0] = {}) {
  const { world, told } = worldOf(parts);
  const code = await answer(line === '' ? [] : line.split(' '), world);
  return { code, ...told };
}

describe('the exit code', () => {
  it.each([
    ['well.test', 0],
    ['notice.test', 0],
    ['warning.test', 1],
    ['critical.test', 2],
    ['unknown.test', 3],
    ['warning-critical.test', 2],
    ['warning-unknown.test', 1],
    ['notice-unknown.test', 3],
    ['broken.test', 3],
    ['well.test critical.test unknown.test', 2],
    ['https://well.test', 0],
  ])('of %s is %i', async (targets, code) => {
    expect((await picket(`check ${targets}`)).code).toBe(code);
  });

  it('counts a finding that only echoes another too', async () => {
    const { code, out } = await picket('check warning-notice.test');
    expect(code).toBe(1);
    expect(out).toContain('also, because of this: ill.notice\n');
  });

  it('is 3 where no check is about the target: nothing was learnt', async () => {
    const { code, out } = await picket('check well.test', { checks: async () => [] });
    expect(code).toBe(3);
    expect(out).toContain('Nothing was checked');
  });
});

describe('wrong usage', () => {
  it.each([
    ['', 'picket check example.org'],
    ['chek example.org', "unknown command 'chek'"],
    ['chek example.org', 'Did you mean check?'],
    ['example.org', 'To check it: picket check example.org'],
    ['www.example.org/shop', 'To check it: picket check https://www.example.org'],
    ['help chek', 'picket check example.org'],
    ['check example.org --jsno', 'Did you mean --json?'],
    ['check --roots', 'argument missing'],
    ['explain a b', 'too many arguments'],
    ['check', 'no target given; expected a zone such as example.org'],
    ['check https://www.example.org/shop?id=1', 'has no place in it (did you mean https://www.example.org?)'],
    ['check example.org --only ill --only hotel', "--only: there is no check 'hotel'"],
    ['check example.org --only ill,hotel', "--only: there is no check 'hotel' (did you mean hot?); expected some of ill, hot"],
    ['check example.org --only hot', "--only: hot says nothing about 'example.org', a zone; expected some of ill"],
    ['check example.org --now tomorrow', "--now: 'tomorrow' is no time"],
    ['check example.org --timeout 601', "--timeout: '601' is not a number of seconds; expected a whole number from 1 to 600"],
    ['check example.org --timeout=-1', "--timeout: '-1'"],
    ['check example.org --dns-port 65536', "--dns-port: '65536' is not a port"],
    ['check example.org --vantage Z\u001b[31m', "--vantage: 'Z?[31m' is no name"],
    ['check example.org --roots /nowhere/named.root', '--roots: /nowhere/named.root cannot be read: no such file or directory'],
    ['check example.org --trust /', '--trust: / cannot be read: illegal operation on a directory'],
  ])('%j exits 3 and says: %s', async (line, sentence) => {
    const { code, out, err, opened } = await picket(line);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    expect([code, out, opened]).toEqual([3, '', []]);
  });

  it('tells that a check has nothing to say about a service of that kind', async () => {
    const checks = async () => [{ ...illness('page', 'service'), concerns: () => false }, illness('tls', 'service')];
    const { code, err } = await picket('check imaps://mail.well.test --only page', { checks });
    expect([code, err]).toEqual([
      3,
      "picket: --only: page says nothing about 'imaps://mail.well.test', a service; expected some of tls\n",
    ]);
  });

  it('tells the faults of a certificate beside those of the look', async () => {
    const { code, err } = await picket('forecast example.org --timeout 0 --method foo --cert other.test --ca a..b');
    expect([code, err.trim().split('\n')]).toEqual([
      3,
      ['--timeout', '--ca', '--method', '--cert'].map((option) => expect.stringContaining(`picket: ${option}: `)),
    ]);
  });

  it('tells every fault at once, each on a line of its own', async () => {
    const { code, err } = await picket('check 192.0.2.1 gopher://x.test a..b --now never --timeout 0');
    expect(code).toBe(3);
    expect(err.trim().split('\n')).toHaveLength(5);
    for (const wrong of ['192.0.2.1', 'gopher', 'a..b', '--now', '--timeout']) expect(err).toContain(wrong);
  });
});

describe('what was asked for', () => {
  it.each([
    ['--help', 'picket check example.org'],
    ['check --help', '--allow-private'],
    ['explain --help', 'picket explain tls.expired'],
    ['help', 'picket check example.org'],
    ['help check', '--allow-private'],
    ['--version', '0.1.0'],
  ])('%s is told on standard output, with exit code 0', async (line, text) => {
    const { code, out, err } = await picket(line);
    expect(out).toContain(text);
    expect([code, err]).toEqual([0, '']);
  });

  it.each(['', 'check', 'cost', 'explain', 'status', 'drill', 'mute', 'await-txt', 'forecast', 'canary write'])(
    'the help of "%s" says what its exit codes mean',
    async (command) => {
      const { out } = await picket(`${command} --help`.trim());
      expect(out).toMatch(/^.*Exit codes.*: 0 .* 3 /m);
    },
  );

  it('opens one net with the options that were given', async () => {
    const { opened } = await picket('check well.test notice.test --timeout 7 --dns-port 5300 --allow-private');
    expect(opened).toEqual([{ allowPrivate: true, deadlineMs: 7000, port: 5300 }]);
  });

  it('asks a target once, however often it was named', async () => {
    const { out } = await picket('check well.test WELL.test. well.test --json');
    expect(JSON.parse(out)).toHaveLength(1);
  });

  it('runs every check that was named, in one option or in several', async () => {
    const checks = async () => [illness('ill', 'zone'), illness('cold', 'zone'), illness('sore', 'zone')];
    const { out } = await picket('check well.test --json --only ill --only cold', { checks });
    expect(JSON.parse(out).map(({ check }: { check: string }) => check)).toEqual(['ill', 'cold']);
  });

  it('judges as of the time that was given', async () => {
    const { out } = await picket('check well.test --json --now 2026-12-03T04:10:00+01:00');
    expect(JSON.parse(out)[0].at).toBe('2026-12-03T03:10:00.000Z');
  });
});

describe('checks with rounds of their own', () => {
  const checks = async () => [
    illness('ill', 'zone'),
    illness('hot', 'service'),
    { ...illness('counting', 'zone'), cadence: { everySeconds: 3600 } },
    { ...illness('asking', 'service'), cadence: { everySeconds: 21_600 } },
  ];
  interface Line {
    readonly check: string;
    readonly target: { readonly kind: string; readonly transparency?: readonly unknown[] };
  }

  it.each<[string, readonly string[], boolean]>([
    ['', ['ill', 'hot', 'asking'], false],
    ['--deep', ['ill', 'counting', 'hot', 'asking'], true],
    ['--only asking,ill', ['ill', 'asking'], true],
  ])('run with "%s" as %j, and search for hosts: %s', async (options, run, searches) => {
    const { out } = await picket(`check well.test https://well.test --no-discovery --json ${options}`.trim(), { checks });
    const lines = JSON.parse(out) as readonly Line[];
    expect(lines.map(({ check }) => check)).toEqual(run);
    const services = lines.filter(({ target }) => target.kind === 'service');
    expect(services.map(({ target }) => target.transparency)).toEqual(services.map(() => (searches ? undefined : [])));
  });
});

describe('a check that nobody asked for', () => {
  const checks = async () => [illness('hot', 'service'), { ...illness('asking', 'service'), cadence: { everySeconds: 21_600 } }];

  it.each([
    ['https://unknown.test', 3, ['hot'], 'https://unknown.test is ill.'],
    ['https://broken.test', 3, ['hot', 'asking'], ''],
    ['https://unknown.test --only asking', 3, ['asking'], ''],
    ['https://unknown.test --deep', 3, ['hot', 'asking'], ''],
    ['https://warning.test', 1, ['hot', 'asking'], ''],
  ])('is a note where it could not tell: %s', async (typed, expected, told, note) => {
    const { code, out, err } = await picket(`check ${typed} --json`, { checks });
    expect([code, JSON.parse(out).map(({ check }: { check: string }) => check)]).toEqual([expected, told]);
    expect(err).toBe(note === '' ? '' : `picket: ${note}\n`);
  });

  it('leaves the exit code to those that were', async () => {
    const calm = async () => [
      { ...illness('hot', 'service'), judge: () => [] },
      { ...illness('asking', 'service'), cadence: { everySeconds: 21_600 } },
    ];
    expect((await picket('check https://unknown.test', { checks: calm })).code).toBe(0);
  });
});

describe('--json', () => {
  it('prints the reports unchanged and nothing else', async () => {
    const { out, err, code } = await picket('check warning-notice.test https://critical.test --json');
    const checks = [illness('ill', 'zone'), illness('hot', 'service')];
    const targets = [
      { kind: 'zone', zone: 'warning-notice.test' },
      { kind: 'service', scheme: 'https', host: 'critical.test', port: 443, transparency: [] },
    ] as const;
    const seen = await run({ vantage: 'here', targets }, checks, {} as Net, new Date('2026-11-20T10:05:00Z'));
    const expected = inWords(seen, { ill: ILLNESS, hot: ILLNESS });
    const clockless = (text: string) => JSON.parse(text, (key, value) => (key === 'tookMs' ? 0 : value));
    expect(clockless(out)).toEqual(clockless(JSON.stringify(expected)));
    expect([err, code]).toEqual(['', 2]);
  });

  it('escapes what would steer a terminal, and reads back as it was', async () => {
    const { out } = await picket('check warning.test --json');
    expect(out).toContain('a\\u0085b\\u202ec');
    expect(JSON.parse(out)[0].findings[0].evidence.note).toBe('a\u0085b\u202ec');
  });
});

describe('a failure of Picket itself', () => {
  const openNet = () => Promise.reject(new Error('no more\nsockets'));

  it('is one sentence and exit code 3', async () => {
    const { code, out, err } = await picket('check well.test', { openNet });
    expect([code, out]).toEqual([3, '']);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('no more?sockets');
  });

  it('shows its stack to whoever asks', async () => {
    expect((await picket('check well.test', { openNet, env: { PICKET_DEBUG: '1' } })).err).toMatch(/\n\s+at /);
  });
});

/** The words of `illness` for a warning. */
const WARNING = worded('warning');

describe('picket explain', () => {
  it('lists every code by check', async () => {
    const { code, out } = await picket('explain');
    expect(code).toBe(0);
    for (const text of ['ill.notice', 'ill.critical', 'check.broken', 'Something is unknown with the zone.'])
      expect(out).toContain(text);
  });

  it('tells all there is to a code', async () => {
    const { code, out } = await picket('explain Ill.Warning');
    expect(code).toBe(0);
    for (const text of [
      'warning, critical at worst',
      'within 1 day',
      'whoever runs the zone',
      'dig +norec SOA <subject>',
      'RFC 1034',
      'ill.notice',
    ])
      expect(out).toContain(text);
  });

  it('tells of a code that several checks have what each of them says, alike ones once', async () => {
    const words = (advice: readonly string[]) => ({ asks: 'Is it ill?', codes: { 'ill.warning': { ...WARNING, advice } } });
    const [shared, other] = [['dig +tcp'], ['nc -vz']];
    const checks = async () => ['ill', 'hot', 'cold'].map((name) => illness(name, 'zone'));
    const { out } = await picket('explain ill.warning', {
      checks,
      words: async () => ({ ill: words(shared), hot: words(other), cold: words(shared) }),
    });
    expect(out.match(/^ill\.warning$/gm)).toHaveLength(2);
    expect([...out.matchAll(/^ {2}(?:do|check) +([^:\n]*)/gm)].map(([, text]) => text)).toEqual([
      ...['dig +tcp', 'ill', 'cold'],
      ...['nc -vz', 'hot'],
    ]);
  });

  it.each([
    ['ill.critcal', 'ill.critical'],
    ['ill', 'ill.warning'],
    ['broken', 'check.broken'],
    ['no\u001bthing.like.it', '`picket explain` lists them all'],
    ['constructor', '`picket explain` lists them all'],
  ])('meets the unknown code %j with %s and exit code 3', async (typed, text) => {
    const { code, out, err } = await picket(`explain ${typed}`);
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain(text);
    expect(err).not.toContain('\u001b');
  });
});
