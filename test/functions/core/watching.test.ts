import { describe, expect, it } from 'vitest';
import { watchAlarmName } from '../../../functions/core/names.ts';
import {
  beginningMinutes,
  endingPrefixes,
  endLetter,
  missedSays,
  missingMinutes,
  unheardSays,
} from '../../../functions/core/watching.ts';

const NOW = new Date('2026-11-20T12:15:00Z');
const AT = new Date('2026-11-20T12:12:00Z');
const endOf = (alarm: string, minutes = 130, says = 'It is so.') =>
  endLetter({ alarm, at: AT, rangAt: new Date(AT.getTime() - minutes * 60_000), says }, 'prod', NOW, 'https://x');

describe('the letter about the end of an alarm about Picket itself', () => {
  it.each([
    ['silent', 'sa-east-1', 'The vantage sa-east-1 looks again, after 2 h 10 min.', false],
    ['unsure', 'sa-east-1', 'The vantage sa-east-1 can tell again what it sees, after 2 h 10 min.', false],
    ['unheard', '', 'All vantages have begun their rounds, after 2 h 10 min.', false],
    ['missed', '6h', 'What is checked every 6h is checked again, after 2 h 10 min.', false],
    ['blind', '', 'Enough vantages look again for a quorum, after 2 h 10 min.', true],
    ['notify', '', 'Letters are written again, after 2 h 10 min.', true],
    ['lost', '', 'The queue of lost letters is empty again, after 2 h 10 min.', true],
    ['undelivered', 'page', 'The topic page loses no more letters; those lost are not sent again, after 2 h 10 min.', true],
  ] as const)('says of %s %s: %s', (kind, subject, sentence, wakes) => {
    const alarm = watchAlarmName('prod', kind, subject);
    const letter = endOf(alarm);
    expect([letter?.sentence, letter?.wakes, letter?.alarms]).toEqual([sentence, wakes, [alarm]]);
    expect(letter?.subject.length).toBeLessThan(100);
    expect(letter?.subject).toMatch(/^RECOVERED picket-prod: /);
    expect(endingPrefixes('prod').some((prefix) => alarm.startsWith(prefix))).toBe(true);
  });

  it('says when it rang, what it said, and where to look', () => {
    expect(endOf('picket-prod silent sa-east-1')?.body).toBe(
      [
        'The vantage sa-east-1 looks again, after 2 h 10 min.',
        '',
        'Rang       from 20 November 10:02 UTC to 20 November 12:12 UTC',
        'Said       It is so.',
        'Look       picket status',
        '',
        '-'.repeat(78),
        'Alarm      picket-prod silent sa-east-1 is quiet again',
        'Dashboard  https://x',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a target', 'picket-prod critical serial example.org'],
    ['another deployment', 'picket-other silent sa-east-1'],
    ['a vantage’s own function, which is told by the vantage', 'picket-prod idle sa-east-1'],
    ['nothing known', 'picket-prod constructor'],
  ])('is not written about %s', (_, alarm) => {
    expect(endOf(alarm)).toBeUndefined();
  });
});

describe('an alarm that waits before it is told', () => {
  it.each([
    [1, 30],
    [5, 30],
    [60, 85],
  ])('gives a deployment with slots of %d min %d min to begin, and says so', (periodMinutes, minutes) => {
    expect(beginningMinutes(periodMinutes)).toBe(minutes);
    expect(unheardSays(minutes)).toContain(` ${minutes} min after it was deployed`);
  });

  it.each([
    [3600, 85],
    [21_600, 385],
  ])('gives rounds of every %d s another round to come', (everySeconds, minutes) => {
    expect(missingMinutes(everySeconds)).toBe(minutes);
  });
});

describe('what the alarm on missed rounds says', () => {
  it.each([
    [
      ['issuance'],
      3600,
      1,
      'The check issuance, made every 1 h from sa-east-1 alone: no round that came to its end in 3 h, nor in the 85 min after that. See its schedules there (every-1h), and the log of the probe.',
    ],
    [
      ['renewal', 'another'],
      21_600,
      4,
      'The checks renewal, another, made every 6 h from sa-east-1 alone: no round that came to its end for all targets in 18 h, nor in the 385 min after that. See its schedules there (every-6h), and the log of the probe.',
    ],
  ] as const)('names %j, and where to look', (checks, everySeconds, orders, says) => {
    expect(missedSays({ checks, vantage: 'sa-east-1', everySeconds, orders })).toBe(says);
  });
});
