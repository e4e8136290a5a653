import { describe, expect, it } from 'vitest';
import { alarmName, alarmPrefix, namesOf, scheduleName } from '../../../functions/core/names.ts';

describe('names', () => {
  it('are the same wherever they are spelled', () => {
    expect(namesOf('production')).toEqual({
      probe: 'picket-production-probe',
      notify: 'picket-production-notify',
      page: 'picket-production-page',
      mail: 'picket-production-mail',
      letters: 'picket-production-letters',
      lostLetters: 'picket-production-letters-lost',
      alarmRule: 'picket-production-alarms',
      pager: 'picket-production-pager',
      watch: 'picket-production-watch',
      widget: 'picket-production-widget',
      dashboard: 'picket-production',
    });
    expect(scheduleName('production', '')).toBe('picket-production-targets');
    expect(scheduleName('production', '01')).toBe('picket-production-targets-01');
  });

  it('lets a person read an alarm', () => {
    expect(alarmName('production', 'critical', 'serial', 'example.org')).toBe('picket-production critical serial example.org');
  });

  it('fit what AWS allows, and stay apart where they are cut', () => {
    const long = (end: string) => alarmName('production', 'critical', 'serial', `${'label.'.repeat(45)}${end}`);
    expect(long('org').length).toBe(255);
    expect(long('org')).not.toBe(long('net'));
    expect(namesOf('d'.repeat(80)).probe.length).toBe(64);
    expect(namesOf('a.b').probe).not.toBe(namesOf('a-b').probe);
    expect(namesOf('a.b').probe).toMatch(/^[A-Za-z0-9-_]{1,64}$/);
  });

  it('keep two deployments apart where one name begins like the other', () => {
    expect(alarmName('prod2', 'critical', 'serial', 'example.org').startsWith(alarmPrefix('prod', 'critical'))).toBe(false);
  });
});
