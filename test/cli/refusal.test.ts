import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../cli/refusal.ts';

const error = (name: string, message: string, code?: string) => Object.assign(new Error(message), { name, code });

describe('what AWS says no with', () => {
  it.each<[string, Error, RegExp]>([
    [
      'no keys',
      error('CredentialsProviderError', 'Could not load credentials from any providers'),
      /^no AWS keys were found; give them as AWS_PROFILE/,
    ],
    [
      'keys of yesterday',
      error('ExpiredTokenException', 'The security token is expired'),
      /^the AWS keys have expired; log in again/,
    ],
    [
      'a login of yesterday',
      error(
        'CredentialsProviderError',
        'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
      ),
      /^the AWS keys have expired; log in again/,
    ],
    [
      'a login that never was',
      error('TokenProviderError', 'The SSO session token associated with profile=me was not found or is invalid.'),
      /log in again/,
    ],
    [
      'keys that nobody knows',
      error('UnrecognizedClientException', 'invalid'),
      /^AWS in eu-west-1 does not accept these keys: invalid$/,
    ],
    [
      'keys that may not',
      error('AccessDeniedException', 'User: me is not authorized to perform: lambda:InvokeFunction'),
      /^the AWS keys may not do this in eu-west-1: User: me .* \(docs\/security\.md: what a person needs\)$/,
    ],
    [
      'too many calls, of CloudWatch',
      error('ThrottlingException', 'Rate exceeded'),
      /is limiting calls just now: Rate exceeded; try again in a minute$/,
    ],
    ['too many calls, of Lambda', error('TooManyRequestsException', 'Rate Exceeded.'), /^AWS in eu-west-1 is limiting calls/],
    [
      'a function that is not there',
      error('ResourceNotFoundException', 'Function not found: x'),
      /^there is no such function in eu-west-1: Function not found: x; was/,
    ],
    [
      'a region that is not there',
      error('Error', 'getaddrinfo ENOTFOUND lambda.nowhere', 'ENOTFOUND'),
      /did not answer \(getaddrinfo .*\); is there a network/,
    ],
    ['silence', error('TimeoutError', 'connection timed out'), /^AWS in eu-west-1 did not answer \(connection timed out\)/],
    [
      'what nobody foresaw',
      error('Odd', 'a\u001b[31mb\nc'),
      /^AWS in eu-west-1 refused or could not be reached: a\?\[31mb\?c \(Odd\)$/,
    ],
  ])('is told in one sentence: %s', (_, refusal, says) => {
    expect(refusalOf(refusal, 'eu-west-1', {})).toMatch(says);
  });

  it('may be no error at all', () => {
    expect(refusalOf('why', 'eu-west-1', {})).toBe('AWS in eu-west-1 refused or could not be reached: why (Error)');
    expect(refusalOf(undefined, 'eu-west-1', {})).toContain('undefined');
  });

  it('says of keys alone whether a profile is there: one that is not named is no cause of anything', () => {
    const none = error('CredentialsProviderError', 'Could not load credentials from any providers');
    const env = { AWS_PROFILE: 'nosuch', HOME: '/nonexistent' };
    expect(refusalOf(none, 'eu-west-1', env)).toMatch(/^the AWS profile 'nosuch', which AWS_PROFILE names, is not there/);
    expect(refusalOf(none, 'eu-west-1', { ...env, AWS_PROFILE: '' })).toMatch(/^no AWS keys were found/);
    expect(refusalOf(error('AccessDenied', 'no'), 'eu-west-1', env)).toMatch(/^the AWS keys may not do this/);
    expect(refusalOf(error('TokenProviderError', 'expired'), 'eu-west-1', env)).toMatch(/^the AWS keys have expired/);
  });
});
