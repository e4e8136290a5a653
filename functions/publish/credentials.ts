import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the SDK's own chain of credential providers in the Lambda bundles (an esbuild alias): a function finds its keys in the
 * environment, and the rest of the chain is half of the bundle and half of the cold start.
 */
export const defaultProvider = () => fromEnv();
