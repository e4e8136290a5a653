import { describe, expect, it } from 'vitest';
import { defineConfig, type PicketConfig } from '../../cdk/config.ts';
import { nameOf } from '../../functions/core/target.ts';

const GOOD: PicketConfig = {
  deployment: 'test',
  home: 'eu-west-1',
  vantages: ['us-east-1', 'eu-central-1', 'ap-southeast-2'],
  zones: ['Example.org.', { name: 'example.net' }],
  services: ['https://www.example.org', 'tls://mail.example.org:993'],
  alerts: { page: ['https://events.example.com/hook'], mail: ['hostmaster@example.org'] },
};
const faultsOf = (change: object): string[] => {
  try {
    defineConfig({ ...GOOD, ...change });
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

  it.each<[string, object, RegExp]>([
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
      /^services\[0\]: 'example\.org' is a zone; it belongs into zones/,
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
    ['an unknown key', { zonse: ['example.org'] }, /^zonse: is no setting of Picket/],
    ['a missing key', { alerts: undefined }, /^alerts: is missing/],
    ['a period that divides no hour', { periodMinutes: 7 }, /^periodMinutes: divides no hour; expected one of 1, 2, 3/],
    [
      'an address that is none',
      { alerts: { mail: ['hostmaster at example.org'] } },
      /^alerts\.mail\[0\]: .* neither a mail address nor/,
    ],
    ['a URL without encryption', { alerts: { mail: ['http://example.org/hook'] } }, /^alerts\.mail\[0\]: /],
    ['nobody to tell', { alerts: { mail: [] } }, /^alerts\.mail: is empty/],
    ['nothing to watch', { zones: [], services: [] }, /^zones and services: both are empty/],
    ['a deployment that no AWS name can hold', { deployment: 'Prod EU' }, /^deployment: is no deployment name/],
    ['no text where a name is expected', { deployment: 5 }, /^deployment: is no text/],
  ])('tells %s, and nothing else', (_, change, fault) => {
    const faults = faultsOf(change);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
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
    [['us-east-1', 'eu-central-1'], /both must agree/],
  ])('warns where %j cannot be a quorum', (vantages, warning) => {
    expect(defineConfig({ ...GOOD, vantages }).warnings.join()).toMatch(warning);
  });
});
