import { describe, expect, it } from 'vitest';
import { matches } from '../../../lab/aws/events.ts';

const event = {
  source: 'aws.cloudwatch',
  detail: { alarmName: 'Picket/production/example.org/serial', state: { value: 'ALARM' }, count: 3 },
  resources: ['arn:one', 'arn:two'],
};

describe('an event pattern', () => {
  it.each([
    ['matches exact values', { source: ['aws.cloudwatch'] }, true],
    ['matches any alternative', { source: ['aws.ec2', 'aws.cloudwatch'] }, true],
    ['wants every key', { source: ['aws.cloudwatch'], 'detail-type': ['x'] }, false],
    ['reads a prefix, one level down', { detail: { alarmName: [{ prefix: 'Picket/production/' }] } }, true],
    ['keeps another prefix out', { detail: { alarmName: [{ prefix: 'Picket/staging/' }] } }, false],
    ['reads a suffix', { detail: { alarmName: [{ suffix: '/serial' }] } }, true],
    ['goes two levels down', { detail: { state: { value: ['ALARM', 'OK'] } } }, true],
    ['reads anything-but', { detail: { state: { value: [{ 'anything-but': ['INSUFFICIENT_DATA'] }] } } }, true],
    ['keeps out what is not anything-but', { detail: { state: { value: [{ 'anything-but': 'ALARM' }] } } }, false],
    ['reads anything-but a prefix', { detail: { alarmName: [{ 'anything-but': { prefix: 'Picket' } }] } }, false],
    ['matches a member of a list', { resources: [{ prefix: 'arn:t' }] }, true],
    ['reads exists', { detail: { alarmName: [{ exists: true }], other: [{ exists: false }] } }, true],
    ['reads a range', { detail: { count: [{ numeric: ['>', 2, '<=', 3] }] } }, true],
    ['has nothing to match where a branch is missing', { nothing: { here: ['x'] } }, false],
  ])('%s', (_, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  it('names a matcher that it does not know', () => {
    expect(() => matches({ source: [{ cidr: '10.0.0.0/8' }] }, event)).toThrow("the matcher 'cidr' is not understood");
  });
});
