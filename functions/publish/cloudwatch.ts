import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/**
 * The client for the home region, one per process. The SDK waits for ever by default: here a request has 3 s and, unless more `attempts` are given, a second try. The probe does
 * without it (`put-metrics.ts`): the client is half of a bundle, and the probe needs one of its operations.
 */
export function openCloudWatch(region: string, timeoutMs = 3000, attempts = 2): CloudWatchClient {
  return new CloudWatchClient({
    region,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: 1000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
}
