import { describe, expect, it } from 'vitest';
import { defineConfig, type PicketConfig } from '../../cdk/config.ts';
import { nameOf } from '../../functions/core/target.ts';

const GOOD: PicketConfig = {
  deployment: 'test',
  home: 'eu-west-1',
  vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2'],
  zones: ['Example.org.', { name: 'example.net' }],
  services: ['https://www.example.org', 'tls://mail.example.org:993'],
  alerts: { page: ['https://events.example.com/hook'], mail: ['hostmaster@ops.example'] },
};
const NOW = new Date('2026-11-20T10:00:00Z');
const WINDOW = { targets: ['example.org'], for: '2h' };
const faultsOf = (change: object): string[] => {
  try {
    defineConfig({ ...GOOD, ...change }, NOW);
    return [];
  } catch (error) {
    expect((error as Error).name).toBe('ConfigError');
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
};

describe('defineConfig', () => {
  it('reads a good configuration, with its defaults', () => {
    const watch = defineConfig(GOOD);
    expect(watch.targets.map(nameOf)).toEqual([
      'example.org',
      'example.net',
      'https://www.example.org',
      'tls://mail.example.org:993',
    ]);
    expect([watch.periodMinutes, watch.warnings]).toEqual([5, []]);
  });

  it('reads what a web page must be like', () => {
    const expect_ = { status: 200, body: 'Welcome', headers: { 'Strict-Transport-Security': 'max-age' } };
    const watch = defineConfig(
      { ...GOOD, services: [{ name: 'https://www.example.org', path: '/health', expect: expect_ }] },
      NOW,
    );
    expect(watch.targets.at(-1)).toMatchObject({ host: 'www.example.org', path: '/health', expect: expect_ });
  });

  it('warns of an alert address inside a zone that is watched, by mail or by URL', () => {
    const alerts = { page: ['https://hooks.example.net/x'], mail: ['a@mail.Example.org', 'b@ops.example'] };
    const { warnings } = defineConfig({ ...GOOD, alerts }, NOW);
    expect(warnings.map((line) => line.split(',')[0])).toEqual([
      'alerts: https://hooks.example.net/x lies in example.net',
      'alerts: a@mail.Example.org lies in example.org',
    ]);
  });

  it('warns of an alert address inside a zone whose name is not ASCII, and of a hook on a web server that is watched', () => {
    const alerts = { mail: ['a@mail.münchen.example', 'https://hooks.ops.example/x'] };
    const change = { zones: ['münchen.example'], services: ['https://hooks.ops.example'], alerts };
    expect(defineConfig({ ...GOOD, ...change }, NOW).warnings.map((line) => line.split(',')[0])).toEqual([
      'alerts.page is empty: critical faults are mailed',
      'alerts: a@mail.münchen.example lies in xn--mnchen-3ya.example',
      'alerts: https://hooks.ops.example/x lies in https://hooks.ops.example',
    ]);
  });

  it('takes the addresses and hooks that there are', () => {
    const mail = [
      'first.last+tag@ops.example',
      "o'neill@a-b.co.uk",
      'https://user:word@hooks.example/x?y=z',
      'a@münchen.example',
    ];
    expect(defineConfig({ ...GOOD, alerts: { mail } }, NOW).alerts.mail).toEqual(mail);
  });

  it.each([
    ['* * * * *', '1m'],
    ['0 2 * * *', '1d'],
    ['0 0 * * MON,THU', '4d'],
    ['0 0 1,16 * *', '15d'],
  ])('warns of a window that begins again before it is over: %s for %s', (cron, span) => {
    const isEvery = cron !== '0 0 1,16 * *'; // a month of 31 days has a day between
    const { warnings } = defineConfig({ ...GOOD, maintenance: [{ ...WINDOW, cron, for: span }] }, NOW);
    expect(warnings).toEqual(
      isEvery ? [expect.stringMatching(/^maintenance\[0\]: begins again before .* about example\.org\.$/)] : [],
    );
  });

  it('spells a time zone as its list does', () => {
    const maintenance = ['europe/berlin', 'Asia/Kolkata', 'utc'].map((timezone) => ({ ...WINDOW, cron: '0 2 * * *', timezone }));
    expect(defineConfig({ ...GOOD, maintenance }, NOW).windows.map(({ timezone }) => timezone)).toEqual([
      'Europe/Berlin',
      'Asia/Kolkata',
      'UTC',
    ]);
  });

  it('takes a page of a web server without TLS', () => {
    const services = [{ name: 'http://www.example.org', path: '/.well-known/x', expect: { status: 404 } }];
    expect(defineConfig({ ...GOOD, services }, NOW).targets.at(-1)).toMatchObject({
      scheme: 'http',
      port: 80,
      expect: { status: 404 },
    });
  });

  it.each<[string, object, RegExp]>([
    ['a path that is none', { services: [{ name: 'https://www.example.org', path: 'x' }] }, /^services\[0\]\.path: is no path/],
    [
      'a page of no web server',
      { services: [{ name: 'imaps://mail.example.org', expect: {} }] },
      /^services\[0\]\.expect: imaps has no pages/,
    ],
    [
      'a status that is none',
      { services: [{ name: 'https://a.example.org', expect: { status: 99 } }] },
      /^services\[0\]\.expect\.status: is under 200/,
    ],
    ['a zone that is none', { zones: ['example.org', 'exa mple.org'] }, /^zones\[1\]: 'exa mple\.org' has the label/],
    [
      'a zone twice, but for case and dot',
      { zones: ['example.org', 'EXAMPLE.org.'] },
      /^zones\[1\]: 'EXAMPLE\.org\.' is the same zone as zones\[0\]/,
    ],
    [
      'a zone twice, once in Unicode',
      { zones: ['münchen.example', 'xn--mnchen-3ya.example'] },
      /^zones\[1\]: .* is the same zone as zones\[0\]/,
    ],
    [
      'a service among the zones',
      { zones: ['https://example.org'] },
      /^zones\[0\]: 'https:\/\/example\.org' is a service; it belongs into services/,
    ],
    [
      'a zone among the services',
      { services: ['example.org'] },
      /^services\[0\]: 'example\.org' is a zone; it belongs into zones, or needs a scheme, as in https:\/\/example\.org$/,
    ],
    [
      'a service twice, but for its default port',
      { services: ['https://a.example', 'https://a.example:443'] },
      /^services\[1\]: .* same service/,
    ],
    ['an entry that is none', { zones: [7] }, /^zones\[0\]: is no entry/],
    ['an entry with an unknown setting', { zones: [{ name: 'example.org', nmae: 1 }] }, /^zones\[0\]\.nmae: is no setting/],
    ['an unknown region', { home: 'eu-north-9' }, /^home: 'eu-north-9' is no AWS region/],
    ['an unknown vantage', { vantages: ['us-east-1', 'mars'] }, /^vantages\[1\]: 'mars' is no AWS region/],
    ['no vantage', { vantages: [] }, /^vantages: is empty/],
    ['a vantage twice', { vantages: ['us-east-1', 'us-east-1'] }, /^vantages\[1\]: 'us-east-1' is there twice/],
    ['a vantage that cannot reach home', { vantages: ['cn-north-1'] }, /^vantages\[0\]: 'cn-north-1' is in partition aws-cn/],
    [
      'an unknown key, with those that there are',
      { zonse: ['example.org'] },
      /^zonse: is no setting of Picket; expected one of deployment, home, vantages, .*zones/,
    ],
    [
      'an unknown key further in',
      { zones: [{ name: 'example.org', canary: { intervall: 60 } }] },
      /^zones\[0\]\.canary\.intervall: is no setting of Picket; expected one of name, intervalSeconds$/,
    ],
    ['an unknown key of the alerts', { alerts: { mail: ['a@ops.example'], pages: [] } }, /expected one of page, pager, mail$/],
    [
      'a region whose hosts have names that the probe does not know',
      { home: 'eusc-de-east-1' },
      /^home: 'eusc-de-east-1' is no AWS region that Picket knows/,
    ],
    ['a missing key', { alerts: undefined }, /^alerts: is missing/],
    ['a period that divides no hour', { periodMinutes: 7 }, /^periodMinutes: divides no hour; expected one of 1, 2, 3/],
    [
      'an address that is none',
      { alerts: { mail: ['hostmaster at example.org'] } },
      /^alerts\.mail\[0\]: .* neither a mail address nor/,
    ],
    ['an address of no domain', { alerts: { mail: ['a@b..example'] } }, /^alerts\.mail\[0\]: /],
    ['an address at a number', { alerts: { mail: ['a@[192.0.2.1]'] } }, /^alerts\.mail\[0\]: /],
    ['an address with a dot at its end, which SNS refuses', { alerts: { mail: ['a@ops.example.'] } }, /^alerts\.mail\[0\]: /],
    ['an address with a character that nobody sees', { alerts: { mail: ['\u202ea@ops.example'] } }, /^alerts\.mail\[0\]: /],
    ['an address with a name before it', { alerts: { mail: ['Ops <a@ops.example>'] } }, /^alerts\.mail\[0\]: /],
    ['a URL without encryption', { alerts: { mail: ['http://example.org/hook'] } }, /^alerts\.mail\[0\]: /],
    ['nobody to tell', { alerts: { mail: [] } }, /^alerts\.mail: is empty/],
    ['nothing to watch', { zones: [], services: [] }, /^zones and services: both are empty/],
    [
      'a deployment that no AWS name can hold',
      { deployment: 'Prod EU' },
      /^deployment: is no deployment name; expected a lower-case letter, then such letters/,
    ],
    ['a mode that is none', { alarms: 'per-zone' }, /^alarms: is no mode; expected per-check or per-target/],
    ['votes that are neither full nor sparse', { publish: 'some' }, /^publish: is no mode/],
    [
      'a window of a target that is not watched',
      { maintenance: [{ targets: ['a.example'], cron: '0 2 * * SUN', for: '2h' }] },
      /^maintenance\[0\]\.targets\[0\]: 'a\.example' is not watched/,
    ],
    [
      'the same window of a target twice, however it is written',
      {
        maintenance: [WINDOW, { ...WINDOW, targets: ['EXAMPLE.org.'], for: '120m' }].map((one) => ({
          ...one,
          cron: '0 2 * * *',
        })),
      },
      /^maintenance\[1\]: is the same window for example\.org as maintenance\[0\]$/,
    ],
    [
      'a cron expression of no clock',
      { maintenance: [{ ...WINDOW, cron: '60 24 * * *' }] },
      /^maintenance\[0\]\.cron: is none of CloudWatch's five fields/,
    ],
    [
      'an address twice',
      { alerts: { page: ['a@ops.example'], mail: ['a@ops.example', 'b@ops.example', 'b@ops.example'] } },
      /^alerts\.mail\[2\]: 'b@ops\.example' is there twice$/,
    ],
    [
      'a window on no day',
      { maintenance: [{ ...WINDOW, at: '2027-02-30T10:00' }] },
      /^maintenance\[0\]\.at: '2027-02-30T10:00' is no day/,
    ],
    [
      'a window that is both once and again',
      { maintenance: [{ ...WINDOW, at: '2027-01-01T10:00', cron: '0 2 * * *' }] },
      /^maintenance\[0\]: needs either at/,
    ],
    ['a window that is neither', { maintenance: [WINDOW] }, /^maintenance\[0\]: needs either at/],
    [
      'a range that runs backwards',
      { maintenance: [{ ...WINDOW, cron: '0 2 * * FRI-MON' }] },
      /^maintenance\[0\]\.cron: has the range FRI-MON, which runs backwards; list its values/,
    ],
    [
      'a window that never comes',
      { maintenance: [{ ...WINDOW, cron: '0 2 31 2,4 *' }] },
      /^maintenance\[0\]\.cron: comes on no day of the calendar$/,
    ],
    [
      'an expression longer than CloudWatch takes',
      {
        maintenance: [
          {
            ...WINDOW,
            cron: `${Array.from({ length: 60 }, (_, minute) => minute)} ${Array.from({ length: 24 }, (_, hour) => hour)} 1,2,3,4,5,6,7,8,9 1,2,3,4 *`,
          },
        ],
      },
      /^maintenance\[0\]\.cron: is too long; CloudWatch takes 250 characters$/,
    ],
    [
      'an offset instead of a time zone',
      { maintenance: [{ ...WINDOW, cron: '0 2 * * *', timezone: '+02:00' }] },
      /^maintenance\[0\]\.timezone: is no IANA/,
    ],
    [
      "a cron expression of EventBridge's kind",
      { maintenance: [{ ...WINDOW, cron: '0/5 2 ? * SUN *' }] },
      /^maintenance\[0\]\.cron: is none of CloudWatch's five fields/,
    ],
    [
      'a window of no length',
      { maintenance: [{ ...WINDOW, cron: '0 2 * * *', for: '0m' }] },
      /^maintenance\[0\]\.for: is no duration/,
    ],
    [
      'a window of a month',
      { maintenance: [{ ...WINDOW, cron: '0 2 * * *', for: '30d' }] },
      /^maintenance\[0\]\.for: is no duration/,
    ],
    [
      'a time zone that is none',
      { maintenance: [{ ...WINDOW, cron: '0 2 * * *', timezone: 'Mars/Base' }] },
      /^maintenance\[0\]\.timezone: is no IANA/,
    ],
    ['no text where a name is expected', { deployment: 5 }, /^deployment: is no text/],
  ])('tells %s, and nothing else', (_, change, fault) => {
    const faults = faultsOf(change);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
  });

  it.each<[string, object, RegExp]>([
    [
      '',
      { at: '2026-11-20T07:00', for: '2h' },
      /^maintenance\[0\]\.at: the window was over at 2026-11-20T09:00:00\.000Z and is left out/,
    ],
    [
      ' in its own time zone',
      { at: '2026-11-20T09:00', for: '1h', timezone: 'Europe/Berlin' },
      /over at 2026-11-20T09:00:00\.000Z/,
    ],
  ])('leaves out a window that is over%s, and says so: nobody has changed anything', (_, when, says) => {
    const watch = defineConfig({ ...GOOD, maintenance: [{ ...WINDOW, ...when }] }, NOW);
    expect(watch.windows).toEqual([]);
    expect(watch.warnings).toEqual([expect.stringMatching(says)]);
  });

  it('keeps a window for an hour after its end, so that what it left behind is told', () => {
    const watch = defineConfig({ ...GOOD, maintenance: [{ ...WINDOW, at: '2026-11-20T07:01' }] }, NOW);
    expect([watch.windows.length, watch.warnings]).toEqual([1, []]);
  });

  it('takes the last minutes, hours and days of a cron expression', () => {
    const maintenance = [{ ...WINDOW, cron: '59 23 31 12 7' }];
    expect(defineConfig({ ...GOOD, maintenance }, NOW).windows).toMatchObject([{ expression: 'cron(59 23 31 12 7)' }]);
  });

  it('refuses more mute rules than CloudWatch takes', () => {
    const zones = Array.from({ length: 1001 }, (_, index) => `zone${index}.example`);
    const maintenance = ['0 2 * * *', '0 3 * * *'].map((cron) => ({ targets: zones, cron, for: '1h' }));
    expect(faultsOf({ zones, maintenance })).toEqual([
      expect.stringMatching(/^maintenance: makes 2002 mute rules.* takes 2000 in/),
    ]);
  });

  it('takes a pager for something that wakes', () => {
    const alerts = { mail: GOOD.alerts.mail, pager: ['https://events.example.com/enqueue'] };
    expect(defineConfig({ ...GOOD, alerts }, NOW).warnings).toEqual([]);
    expect(defineConfig({ ...GOOD, alerts: { mail: alerts.mail } }, NOW).warnings.join()).toMatch(/wake nobody/);
  });

  it('tells all keys that are none, and not one after the other', () => {
    const faults = faultsOf({ zonse: [], perVantge: true, alerts: { mail: ['a@ops.example'], pages: [], toString: [] } });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual(['alerts.pages', 'alerts.toString', 'perVantge', 'zonse']);
    expect(faultsOf({ transparency: { sorces: [] } })).toEqual([expect.stringMatching(/expected one of keySecret, sources$/)]);
  });

  it('tells three faults at once, each with its place', () => {
    const faults = faultsOf({ zones: ['example.org', '192.0.2.1'], home: 'nowhere', prot: 53 });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual(['home', 'prot', 'zones[1]']);
  });

  it.each([undefined, null, 'config', []])('survives %j', (config) => {
    expect(() => defineConfig(config as never)).toThrow(/The configuration has/);
  });

  it.each([
    [['us-east-1'], /no quorum is possible/],
    [['us-east-1', 'eu-central-1'], /both must see a fault/],
  ])('warns where %j cannot be a quorum', (vantages, warning) => {
    expect(defineConfig({ ...GOOD, vantages }).warnings.join()).toMatch(warning);
  });

  it('reads windows, as CloudWatch writes them', () => {
    const maintenance = [
      { targets: ['EXAMPLE.org.', 'https://www.example.org'], at: '2026-11-20T09:30', for: '1h30m', timezone: 'UTC' },
      { targets: ['example.net'], cron: '0 22 1-7 * SUN,WED', for: '2d12h', timezone: 'Europe/Berlin' },
    ];
    expect(defineConfig({ ...GOOD, maintenance }, NOW).windows).toEqual([
      {
        targets: ['example.org', 'https://www.example.org'],
        expression: 'at(2026-11-20T09:30)',
        duration: 'PT1H30M',
        timezone: 'UTC',
      },
      { targets: ['example.net'], expression: 'cron(0 22 1-7 * SUN,WED)', duration: 'P2DT12H', timezone: 'Europe/Berlin' },
    ]);
  });

  it('says what a second network costs', () => {
    expect(defineConfig({ ...GOOD, ipv6: true }).warnings.join()).toMatch(/NAT gateway/);
  });
});
