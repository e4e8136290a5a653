import type { Letter } from '../core/letter.ts';

/**
 * A letter in the shape that PagerDuty's integration for CloudWatch takes: the subject begins with the state, the body is the JSON of an
 * alarm's own notification, `NewStateValue` as in the subject. Incidents open and close by `AlarmName`: the first by name among the alarms of
 * the letter, which is the same one when they recover together.
 */
export function pagerNote({ sentence, subject, body, attributes, alarms }: Letter, topicArn: string, now: Date) {
  const [, partition = 'aws', , region = '', account = ''] = topicArn.split(':');
  const { state, severity, check, zone } = attributes;
  const [alarm = ''] = alarms;
  const note = {
    AlarmName: alarm,
    AlarmDescription: sentence,
    AWSAccountId: account,
    NewStateValue: state,
    NewStateReason: body.slice(0, MOST_REASON),
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    StateChangeTime: now.toISOString().replace('Z', '+0000'),
    Region: region,
    AlarmArn: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${alarm}`,
    Trigger: {
      MetricName: severity,
      Namespace: 'Picket',
      Dimensions: [
        { name: 'Check', value: check },
        { name: 'Target', value: zone[0] },
      ],
    },
  };
  return { Subject: `${state}: ${subject}`.slice(0, 99), Message: JSON.stringify(note) };
}

/** Characters of the letter in a note. Ours: a pager shows a few lines. */
const MOST_REASON = 2000;
