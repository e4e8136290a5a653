/** From this quantity on, one unit costs so much. */
export interface PriceStep {
  readonly from: number;
  readonly dollars: number;
}

/** A line of AWS's price list. */
export interface Price {
  /** What is billed, in the plural. */
  readonly unit: string;
  /** Units that cost nothing each month, once for the whole account. */
  readonly free: number;
  /** By quantity beyond what is free, rising. */
  readonly steps: readonly PriceStep[];
  /** Where it was read, and when. */
  readonly source: string;
}

/** Day of the list. Prices are of us-east-1, without tax; most regions are dearer, by up to a half. */
export const PRICES_AS_OF = '2026-11-20';

const flat = (dollars: number): readonly PriceStep[] => [{ from: 0, dollars }];

const CLOUDWATCH = 'aws.amazon.com/cloudwatch/pricing';

/**
 * Prices in US dollars for one unit and a month of 30 days. Read in copies of AWS's pages and its price list, not on AWS; a line that was not
 * found in two places says so.
 */
export const PRICES = {
  metrics: {
    unit: 'custom metrics',
    free: 10,
    steps: [
      { from: 0, dollars: 0.3 },
      { from: 10_000, dollars: 0.1 },
      { from: 250_000, dollars: 0.05 },
    ],
    source: `${CLOUDWATCH}, as of 2026-05 (api-evangelist/cloudwatch) and 2026-02 (signoz.io/guides/cloudwatch-pricing); billed by the hour in which there is data`,
  },
  alarmMetrics: {
    unit: 'metrics of alarms',
    free: 10,
    steps: flat(0.1),
    source: `${CLOUDWATCH}, as of 2026-05 (api-evangelist/cloudwatch) and c3x.dev; an alarm on an expression counts each of its metrics`,
  },
  compositeAlarms: { unit: 'composite alarms', free: 0, steps: flat(0.5), source: `${CLOUDWATCH}, by c3x.dev, 2026` },
  apiRequests: {
    unit: 'requests to CloudWatch',
    free: 1_000_000,
    steps: flat(0.01 / 1000),
    source: `${CLOUDWATCH}, as of 2026-05 (api-evangelist/cloudwatch); GetMetricData has nothing free and is not counted here`,
  },
  dashboards: {
    unit: 'dashboards',
    free: 3,
    steps: flat(3),
    source: `${CLOUDWATCH}: three of up to 50 metrics each are free`,
  },
  largeDashboards: {
    unit: 'dashboards of more than 50 metrics',
    free: 0,
    steps: flat(3),
    source: `${CLOUDWATCH}: what is free is of up to 50 metrics each`,
  },
  logGigabytes: {
    unit: 'GB of logs',
    free: 5,
    steps: flat(0.5),
    source: `${CLOUDWATCH}, as of 2026-05 (api-evangelist/cloudwatch); two weeks of storage are less than a cent a GB`,
  },
  sentGigabytes: {
    unit: 'GB sent to the Internet',
    free: 100,
    steps: flat(0.09),
    source:
      'aws.amazon.com/ec2/pricing/on-demand (data transfer), by egresscost.com/aws, 2026; 0.114 in Sydney (chengqing.dev, 2020), more in some',
  },
  functionRuns: {
    unit: 'Lambda runs',
    free: 1_000_000,
    steps: flat(0.2 / 1_000_000),
    source: 'aws.amazon.com/lambda/pricing, as of 2026-09 (api-evangelist/aws-lambda)',
  },
  gigabyteSeconds: {
    unit: 'Lambda GB-s',
    free: 400_000,
    steps: flat(0.0000133334),
    source:
      'aws.amazon.com/lambda/pricing, arm64, by artillery 2.0.28 (prices.js); af-south-1 0.0000176800; INIT is billed since 2025-08',
  },
  scheduled: {
    unit: 'rings of Scheduler',
    free: 14_000_000,
    steps: flat(1 / 1_000_000),
    source:
      "AWS's price list AWSEvents of 2025-01 (labofsahil/aws-pricing-dataset) for what is free; 1.25 in Tokyo; 1.00 from memory",
  },
  queueRequests: {
    unit: 'requests to SQS',
    free: 1_000_000,
    steps: flat(0.4 / 1_000_000),
    source: 'aws.amazon.com/sqs/pricing, from a copy of 2020',
  },
  mails: {
    unit: 'e-mails',
    free: 1000,
    steps: flat(2 / 100_000),
    source: 'aws.amazon.com/sns/pricing, by factualminds.com, 2026-06',
  },
  keys: { unit: 'customer keys', free: 0, steps: flat(1), source: 'aws.amazon.com/kms/pricing; its requests are cents' },
  gatewayHours: {
    unit: 'hours of NAT gateways',
    free: 0,
    steps: flat(0.045),
    source: 'aws.amazon.com/vpc/pricing, from memory; 0.045 a GB beside it',
  },
  addressHours: {
    unit: 'hours of public IPv4 addresses',
    free: 0,
    steps: flat(0.005),
    source: 'aws.amazon.com/vpc/pricing; every public IPv4 address since 2024-02, that of a NAT gateway too',
  },
} as const satisfies Readonly<Record<string, Price>>;

/** Dollars for one run of a CloudWatch Synthetics canary, Lambda, storage and logs not counted. Source: its price page, by several; 100 a month are free. */
export const CANARY_RUN_DOLLARS = 0.0012;
