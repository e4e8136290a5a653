import { describe, expect, it } from 'vitest';
import { echoOf, type Heard } from '../../../functions/core/cause.ts';
import type { Meaning } from '../../../functions/core/finding.ts';

const MEANING: Meaning = { severity: 'warning' };
const ZONE = 'example.org';
const NS1 = 'ns1.example.net/198.41.0.1';
const NS2 = 'ns2.example.net/198.41.0.2';
const heard = (code: string, subject: string, implies: readonly string[] = []): Heard => ({
  finding: { code, subject, evidence: {} },
  meaning: { ...MEANING, implies },
});
const behind = heard('dns.serial.behind', NS1);

describe('echoOf', () => {
  it('names the cause of the same subject', () => {
    expect(echoOf(behind, [behind, heard('dns.secondary.frozen', NS1, ['dns.serial.behind'])], ZONE)).toBe(
      'dns.secondary.frozen',
    );
  });

  it('names the cause that is about the whole target', () => {
    expect(echoOf(behind, [behind, heard('dns.delegation.gone', ZONE, ['dns.serial.behind'])], ZONE)).toBe('dns.delegation.gone');
  });

  it('does not blame another server', () => {
    expect(echoOf(behind, [behind, heard('dns.secondary.frozen', NS2, ['dns.serial.behind'])], ZONE)).toBeUndefined();
  });

  it('does not blame a neighbour that implies nothing, or something else', () => {
    expect(
      echoOf(behind, [behind, heard('dns.ns.slow', NS1), heard('dns.ns.timeout', NS1, ['dns.ns.slow'])], ZONE),
    ).toBeUndefined();
  });

  it('never makes a finding its own echo', () => {
    const self = heard('x', ZONE, ['x']);
    expect(echoOf(self, [self], ZONE)).toBeUndefined();
  });

  it('leaves what is worse than its cause a headline of its own', () => {
    const cause = heard('dns.secondary.frozen', NS1, ['dns.serial.behind']);
    const mild: Heard = { ...cause, finding: { ...cause.finding, severity: 'notice' } };
    expect(echoOf(behind, [behind, mild], ZONE)).toBeUndefined();
    const quiet: Heard = { ...behind, finding: { ...behind.finding, severity: 'notice' } };
    expect(echoOf(quiet, [quiet, mild], ZONE)).toBe('dns.secondary.frozen');
  });
});
