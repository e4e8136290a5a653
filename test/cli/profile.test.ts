import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profileFault } from '../../cli/profile.ts';

const home = mkdtempSync(join(tmpdir(), 'picket-'));
const [credentials, config] = [join(home, '.aws/credentials'), join(home, '.aws/config')];
beforeAll(() => {
  mkdirSync(join(home, '.aws'));
  writeFileSync(credentials, '[default]\naws_access_key_id = a\n [alone] # mine\n[ spaced ]\n#[commented]\n[profile odd]\n');
  writeFileSync(config, '[profile "quoted"]\r\n[profile work]\n[bare]\n[sso-session login]\n');
});
afterAll(() => rmSync(home, { recursive: true }));

const faultOf = (name: string, env: NodeJS.ProcessEnv = {}) => profileFault({ HOME: home, AWS_PROFILE: name, ...env }, 'no luck');

describe('a profile', () => {
  it.each(['alone', 'quoted', 'work', 'default'])('that is there and gives no keys: %s', (name) => {
    expect(faultOf(name)).toBe(
      `the AWS profile '${name}', which AWS_PROFILE names, gave no keys: no luck (\`aws sts get-caller-identity\` may say more)`,
    );
  });

  it.each(['nosuch', 'bare', 'login', 'commented', 'odd', 'spaced'])(
    'that is in neither file, as the SDK reads them: %s',
    (name) => {
      expect(faultOf(name)).toBe(
        `the AWS profile '${name}', which AWS_PROFILE names, is not there; expected [${name}] in ${credentials}, or [profile ${name}] in ${config}`,
      );
    },
  );

  it('may be mistyped', () => {
    expect(faultOf('wrok')).toMatch(/; did you mean work\?$/);
  });

  it('is looked for in the files that the environment names, and nobody minds that they are not there', () => {
    const env = { AWS_SHARED_CREDENTIALS_FILE: '/nonexistent', AWS_CONFIG_FILE: home };
    expect(faultOf('work', env)).toContain(
      `expected [work] in /nonexistent, which does not exist, or [profile work] in ${home}, which cannot be read`,
    );
  });

  it('that nobody named is no fault', () => {
    expect([faultOf(''), profileFault({ HOME: home }, 'no luck')]).toEqual([undefined, undefined]);
  });
});
