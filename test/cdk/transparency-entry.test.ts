import { describe, expect, it } from 'vitest';
import type { PicketConfig } from '../../cdk/config.ts';
import { CT_SEARCHES } from '../../functions/core/transparency.ts';
import { ofType, synth, watchOf } from './synth.ts';

type Entry = NonNullable<PicketConfig['transparency']>;

const KEY = 'k31337_Zq8FhW2mC9xTbL4v';
const [CERT_SPOTTER, CRT_SH] = CT_SEARCHES;

/** The faults of a configuration, one line each. */
function faultsOf(transparency: unknown): string[] {
  try {
    watchOf({ transparency: transparency as Entry });
    return [];
  } catch (error) {
    return String(error)
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('the settings of the search in Certificate Transparency', () => {
  it('change no target where nothing was chosen', () => {
    expect(watchOf({ transparency: { keySecret: 'picket/certspotter' } }).targets).toEqual(watchOf().targets);
  });

  it('give every target the sources in their order', () => {
    const { targets } = watchOf({ transparency: { sources: ['crt.sh', 'Cert Spotter'] } });
    expect(targets.map(({ transparency }) => transparency)).toEqual(targets.map(() => [CRT_SH, CERT_SPOTTER]));
  });

  it('warn where a source is missing that one check cannot do without', () => {
    expect(watchOf({ transparency: { sources: ['crt.sh'] } }).warnings.join('\n')).toContain('issued and never deployed');
    expect(watchOf({ transparency: { sources: ['Cert Spotter'] } }).warnings).toEqual(watchOf().warnings);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a key in place of its name',
      { keySecret: KEY },
      /^transparency\.keySecret: looks like a key itself; .*AWS Secrets Manager/,
    ],
    ['a key without the usual start', { keySecret: 'Zq8FhW2mC9xTbL4vZq8FhW2m' }, /looks like a key itself/],
    ['a key under a name of its own', { key: KEY }, /^transparency\.key: a key has no place here: .*keySecret/],
    ['a name that is none', { keySecret: 'my secret' }, /is no name of a secret/],
    ['an ARN', { keySecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:x' }, /is no name of a secret/],
    [
      'a source that is none',
      { sources: ['Censys'] },
      /^transparency\.sources\[0\]: is no source; expected Cert Spotter or crt\.sh/,
    ],
    ['no source', { sources: [] }, /^transparency\.sources: is empty/],
    ['a key of a source that is not asked', { keySecret: 'a', sources: ['crt.sh'] }, /none of the sources/],
    ['a setting that is none', { secret: 'x' }, /^transparency\.secret: is no setting of Picket/],
  ])('refuse %s, and repeat no key', (_, transparency, fault) => {
    const faults = faultsOf(transparency);
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(faults.join()).not.toMatch(/k31337|Zq8FhW2m/);
  });

  it.each(['picket/certspotter', 'PICKET_CERTSPOTTER_KEY', 'picket_certspotter_production', 'team=dns/key@2026+a.b'])(
    'take %s for a name',
    (keySecret) => expect(faultsOf({ keySecret })).toEqual([]),
  );
});

describe('the key of Cert Spotter', () => {
  const stacks = synth(watchOf({ transparency: { keySecret: 'picket/certspotter' } }), []);
  const variablesOf = (name: string) =>
    ofType(stacks[name] ?? {}, 'AWS::Lambda::Function').map(({ Environment }) => Environment.Variables);

  it('comes to the probe of the first vantage when CloudFormation deploys, and is in no template', () => {
    const [variables] = variablesOf('picket-test-us-east-1');
    expect(variables.PICKET_CERTSPOTTER_KEY).toMatch(/^\{\{resolve:secretsmanager:picket\/certspotter:SecretString:*\}\}$/);
  });

  it('comes to no other function', () => {
    const others = Object.keys(stacks).filter((name) => name !== 'picket-test-us-east-1');
    expect(others.flatMap(variablesOf).filter((variables) => 'PICKET_CERTSPOTTER_KEY' in variables)).toEqual([]);
    const [variables] = ofType(synth(watchOf(), [])['picket-test-us-east-1'] ?? {}, 'AWS::Lambda::Function');
    expect(JSON.stringify(variables)).not.toContain('CERTSPOTTER');
  });

  it('gives no role a right to read it', () => {
    expect(JSON.stringify(Object.values(stacks).flatMap((one) => ofType(one, 'AWS::IAM::Policy')))).not.toContain(
      'secretsmanager',
    );
  });
});
