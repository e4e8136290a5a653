import { describe, expect, it } from 'vitest';
import type { AlarmState } from '../../../lab/aws/alarm.ts';
import { parseRule } from '../../../lab/aws/rule.ts';

const states: Readonly<Record<string, AlarmState>> = { red: 'ALARM', crimson: 'ALARM', green: 'OK', 'a name (odd)': 'ALARM' };

describe('the rule of a composite alarm', () => {
  it.each([
    ['ALARM(red)', true],
    ['ALARM("red") AND OK(green)', true],
    ['ALARM("a name (odd)")', true],
    ['NOT ALARM(red)', false],
    ['ALARM(green) OR ALARM(red) AND OK(red)', false],
    ['(ALARM(green) OR ALARM(red)) AND NOT OK(red)', true],
    ['INSUFFICIENT_DATA(green)', false],
    ['TRUE AND FALSE', false],
    ['AT_LEAST(2, ALARM, ("red", "crimson", "green"))', true],
    ['AT_LEAST(3, ALARM, ("red", "crimson", "green"))', false],
    ['AT_LEAST(60%, ALARM, (red, crimson, green))', true],
    ['AT_LEAST(70%, ALARM, (red, crimson, green))', false],
    ['AT_LEAST(1, NOT ALARM, (red, green))', true],
  ])('%s is %s', (rule, expected) => {
    expect(parseRule(rule)((alarm) => states[alarm])).toBe(expected);
  });

  it.each([
    ['ALARM(nobody)', 'there is no alarm nobody'],
    ['ALARM(red', 'expected ), got the end'],
    ['RED(red)', "unexpected 'RED'"],
    ['ALARM(red) ALARM(red)', "unexpected 'ALARM'"],
    ['AT_LEAST(0, ALARM, (red))', 'is no condition'],
  ])('%s is refused', (rule, fault) => {
    expect(() => parseRule(rule)((alarm) => states[alarm])).toThrow(fault);
  });
});
