import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/**
 * The client for the home region, one per process. The SDK waits for ever by default: here a request has 3 s and a second try. The probe does
 * without it (`put-metrics.ts`): the client is half of a bundle, and the probe needs one of its operations.
 */
export function openCloudWatch(region: string, timeoutMs = 3000): CloudWatchClient {
  return new CloudWatchClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
}
