import { secondary } from '../../functions/checks/secondary.ts';
import { serial } from '../../functions/checks/serial.ts';
import type { Fact } from '../../functions/core/check.ts';
import type { Order } from '../../functions/core/order.ts';
import type { Report, Told } from '../../functions/core/report.ts';
import { nameOf, type Target } from '../../functions/core/target.ts';
import type { Standing } from '../../functions/publish/standings.ts';
import type { WidgetDoors } from '../../functions/widget.ts';
import { NOW, reportOf, toldOf } from '../functions/sightings.ts';

export const VANTAGES = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'sa-east-1', 'af-south-1'];
export const ENDPOINT = 'arn:aws:lambda:eu-west-1:123456789012:function:picket-test-widget';

const FROZEN = 'ns2.example.net/192.0.2.53';
const EXPIRED = '[2001:db8:0:443::a1]:443';

const TARGETS: readonly Target[] = [
  {
    kind: 'zone',
    zone: 'example.org',
    certificates: [
      { names: ['example.org', '*.example.org'], ca: 'letsencrypt.org', method: 'dns-01' },
      { names: ['www.example.org'], ca: 'pki.goog', method: 'http-01' },
    ],
  },
  { kind: 'service', scheme: 'https', host: 'www.example.org', port: 443 },
];

/** What CloudWatch says rings: `heard` rings while all is well, and the other deployment is not ours. */
const RINGING = [
  standingOf('picket-test heard us-east-1', '2026-11-01T00:00:00Z'),
  voteOf('warning', 'certificate', 'https://www.example.org', '2026-11-20T08:20:00Z'),
  voteOf('warning', 'secondary', 'example.org', '2026-11-12T08:59:00Z'),
  standingOf('picket-test silent af-south-1', '2026-11-20T09:50:00Z'),
  voteOf('critical', 'secondary', 'example.org', '2026-11-14T08:59:00Z'),
  standingOf('picket-tests silent af-south-1', '2026-11-20T09:50:00Z'),
];

/** Five vantages, one that does not answer: a secondary that froze, and one address of a service that serves an old certificate. */
export function doorsOf(change: Partial<WidgetDoors> = {}) {
  const orders: Order[] = [];
  const doors: WidgetDoors = {
    deployment: 'test',
    vantages: VANTAGES,
    endpoint: ENDPOINT,
    now: NOW,
    ringing: async (prefix) => RINGING.filter(({ alarm }) => alarm.startsWith(prefix)),
    targets: new Map(TARGETS.map((target) => [nameOf(target), target])),
    ask: async (vantage, order) => {
      orders.push(order);
      if (vantage === 'af-south-1') throw new Error('the probe did not answer within 28 s');
      return order.targets.flatMap((target) =>
        target.kind === 'zone' ? zoneReports(vantage, target) : [serviceReport(vantage, target)],
      );
    },
    ...change,
  };
  return { doors, orders };
}

export function standingOf(alarm: string, since: string): Standing {
  const says = 'The vantage af-south-1 has not finished its rounds for 3 slots of 5 min.';
  return { alarm, arn: `arn:${alarm}`, value: 'ALARM', since: new Date(since), reason: '', says, isOff: false };
}

function voteOf(severity: string, check: string, target: string, since: string): Standing {
  const dimensions = { Target: target, Check: check };
  const history = { namespace: 'Picket/test', name: severity, dimensions, statistic: 'Average', periodSeconds: 300 };
  return { ...standingOf(`picket-test ${severity} ${check} ${target}`, since), history };
}

function zoneReports(vantage: string, target: Target): Report[] {
  const rows = ['ns1.example.org/198.51.100.1', 'ns1.example.org/2001:db8:1::53', 'ns3.example.com/203.0.113.77'];
  const fact = (subject: string, values: Fact['values']): Fact => ({ subject, values });
  const behind = toldOf({
    code: Object.keys(serial.meanings)[0] ?? '',
    subject: FROZEN,
    severity: 'warning',
    says: `${FROZEN} serves serial 2026111401, 3 behind the others, for 6 d 1 h.`,
    echoes: 'dns.secondary.expiring',
  });
  const expiring = toldOf({ code: Object.keys(secondary.meanings)[1] ?? '', subject: FROZEN });
  const forbids = toldOf({
    code: 'caa.forbids',
    subject: 'www.example.org',
    severity: 'warning',
    says: 'The CAA records of example.org allow letsencrypt.org alone, and not pki.goog, to issue for www.example.org.',
    advice: ['dig +norec CAA example.org @198.51.100.1'],
    names: ['www.example.org'],
    evidence: { ca: 'pki.goog' },
  });
  return [
    reportOf(vantage, 'delegation', [], { target }),
    reportOf(vantage, 'dns-01', [], { target }),
    reportOf(vantage, 'caa', [forbids], { target }),
    reportOf(vantage, 'nameservers', [], {
      target,
      facts: [
        ...rows.map((row) =>
          fact(row, { answer: row.includes('2001') && vantage !== 'us-east-1' ? 'not measured' : 'ok', tookMs: 21 }),
        ),
        fact(FROZEN, { answer: 'ok', tookMs: 34 }),
      ],
    }),
    reportOf(vantage, 'serial', [behind], {
      target,
      facts: [
        ...rows.filter((row) => !row.includes('2001')).map((row) => fact(row, { serial: 2026112004 })),
        fact(FROZEN, { serial: 2026111401 }),
      ],
    }),
    reportOf(vantage, 'secondary', [expiring], {
      target,
      facts: [fact('ns3.example.com/203.0.113.77', { refreshAgeSeconds: 250 }), fact(FROZEN, { refreshAgeSeconds: 529_200 })],
    }),
  ];
}

function serviceReport(vantage: string, target: Target): Report {
  const told: Told = toldOf({
    code: 'tls.expired',
    subject: EXPIRED,
    severity: 'warning',
    says: `The certificate at ${EXPIRED} expired 2 d 4 h ago; the other address serves its successor.`,
    advice: [`openssl s_client -connect ${EXPIRED} -servername www.example.org </dev/null | openssl x509 -noout -dates`],
  });
  const seen = vantage === 'sa-east-1' ? [] : [told];
  const facts = [
    { subject: '203.0.113.20:443', values: { state: 'ok', daysLeft: 61.4, notAfter: '2027-01-20T10:00:00Z', tookMs: 88 } },
    ...(vantage === 'sa-east-1'
      ? []
      : [{ subject: EXPIRED, values: { state: 'expired', daysLeft: -2.2, notAfter: '2026-11-18T05:00:00Z' } }]),
  ];
  return reportOf(vantage, 'certificate', seen, { target, facts });
}

/** A dashboard's event. */
export function eventOf(change: { ask?: boolean; theme?: string; targets?: readonly string[]; target?: string } = {}) {
  const { ask = true, theme = 'light', targets = [], target } = change;
  return { ask, targets, widgetContext: { theme, width: 588, forms: { all: target === undefined ? {} : { target } } } };
}

/** What any dashboard may send that is none of ours. */
export const ODD_EVENTS: readonly unknown[] = [
  undefined,
  null,
  7,
  'text',
  [],
  { targets: 'example.org' },
  { targets: [7] },
  { widgetContext: 'dark' },
  { widgetContext: { theme: '"><script>', forms: { all: [] } } },
  { ask: 'yes', widgetContext: { forms: null } },
];
