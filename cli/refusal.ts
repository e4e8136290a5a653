import { plain } from '../functions/core/wording.ts';
import { profileFault } from './profile.ts';

/** Keys of yesterday, or a login of yesterday that would give keys. */
const EXPIRED = 'the AWS keys have expired; log in again, for example with `aws sso login`';

/** What the SDK calls its errors, and what a person does about them. Codes differ from service to service; ours: the common ones. */
const SAYINGS: readonly {
  readonly name: RegExp;
  readonly says: (where: string, message: string, env: NodeJS.ProcessEnv) => string;
}[] = [
  {
    name: /^(Credentials|Token)ProviderError$/,
    says: (_, message, env) =>
      /expired|SSO session/i.test(message)
        ? EXPIRED
        : (profileFault(env, message) ??
          'no AWS keys were found; give them as AWS_PROFILE, or as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (`aws sts get-caller-identity` shows whose they are)'),
  },
  { name: /^ExpiredToken/, says: () => EXPIRED },
  {
    name: /^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature)/,
    says: (where, message) => `AWS in ${where} does not accept these keys: ${message}`,
  },
  {
    name: /^AccessDenied|^UnauthorizedOperation/,
    says: (where, message) => `the AWS keys may not do this in ${where}: ${message} (docs/security.md: what a person needs)`,
  },
  {
    name: /Throttl|^TooManyRequests|^RequestLimitExceeded/,
    says: (where, message) => `AWS in ${where} is limiting calls just now: ${message}; try again in a minute`,
  },
  {
    name: /^ResourceNotFoundException$/,
    says: (where, message) => `there is no such function in ${where}: ${message}; was the vantage deployed, and to this account?`,
  },
];

/** Codes of Node for a host that does not exist or a network that is not there. */
const UNREACHABLE = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT)$/;

/** What AWS in a region said no with, as a clause of one sentence. `env`: where the SDK looked for keys. */
export function refusalOf(error: unknown, region: string, env: NodeJS.ProcessEnv): string {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const saying = SAYINGS.find((one) => one.name.test(name));
  if (saying !== undefined) return saying.says(region, plain(message), env);
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  if (name === 'TimeoutError' || UNREACHABLE.test(code))
    return `AWS in ${region} did not answer (${plain(message)}); is there a network, and is it the right region?`;
  return `AWS in ${region} refused or could not be reached: ${plain(message)} (${name})`;
}
