import { describe, expect, it } from 'vitest';
import { type FailureKind, failed, found } from '../../../functions/core/observation.ts';
import type { Attempt } from '../../../functions/net/attempt.ts';
import { climbTcp, climbUdp, decisive, outcomeOf, tcpAfter } from '../../../functions/net/ladder.ts';

const FAILURES = new Set(['timeout', 'refused', 'unreachable', 'malformed', 'unmeasured']);

/** `NOERROR`, `TC`, `mangled` or a kind of failure, as an attempt. */
function attempt(outcome: string, edns: boolean, transport: 'udp' | 'tcp' = 'udp'): Attempt {
  const seen = FAILURES.has(outcome) ? failed(outcome as FailureKind, `${outcome} it was`, 1) : found(answer(outcome), 1);
  return { transport, edns, seen, strays: 0, caseMangled: outcome === 'mangled' };
}

function answer(outcome: string) {
  const rcode = outcome === 'TC' || outcome === 'mangled' ? 'NOERROR' : outcome;
  const flags = { authoritative: true, recursionAvailable: false, authenticData: false, truncated: outcome === 'TC' };
  return { rcode, ...flags, answers: [], authorities: [], additionals: [], bytes: 12 };
}

/** Plays the script; a rung is written `outcome` with OPT and `outcome-` without. */
async function climbed(script: string) {
  const outcomes = script.split(' ');
  const asked: string[] = [];
  const attempts = await climbUdp(async (edns) => {
    const outcome = outcomes.shift() ?? 'the script is over';
    asked.push(edns ? outcome : `${outcome}-`);
    return attempt(outcome, edns);
  });
  const next = tcpAfter(attempts);
  return { asked: asked.join(' '), next: next && (next.edns ? 'tcp' : 'tcp-'), outcome: outcomeOf(decisive(attempts)) };
}

describe('the UDP rungs', () => {
  it.each([
    ['NOERROR', 'NOERROR', undefined, 'NOERROR'],
    ['NXDOMAIN', 'NXDOMAIN', undefined, 'NXDOMAIN'],
    ['REFUSED', 'REFUSED', undefined, 'REFUSED'],
    ['timeout NOERROR', 'timeout NOERROR', undefined, 'NOERROR'],
    ['malformed NOERROR', 'malformed NOERROR', undefined, 'NOERROR'],
    ['timeout timeout NOERROR', 'timeout timeout NOERROR-', undefined, 'NOERROR'],
    ['timeout timeout timeout', 'timeout timeout timeout-', 'tcp', 'timeout'],
    ['timeout malformed timeout', 'timeout malformed timeout-', 'tcp', 'malformed'],
    ['unreachable unreachable unreachable', 'unreachable unreachable unreachable-', 'tcp', 'unreachable'],
    ['FORMERR NOERROR', 'FORMERR NOERROR-', undefined, 'NOERROR'],
    ['NOTIMP NOTIMP', 'NOTIMP NOTIMP-', undefined, 'NOTIMP'],
    ['BADVERS NOERROR', 'BADVERS NOERROR-', undefined, 'NOERROR'],
    ['FORMERR timeout', 'FORMERR timeout-', 'tcp-', 'FORMERR'],
    ['timeout FORMERR NOERROR', 'timeout FORMERR NOERROR-', undefined, 'NOERROR'],
    ['timeout timeout FORMERR', 'timeout timeout FORMERR-', undefined, 'FORMERR'],
    ['SERVFAIL NOERROR', 'SERVFAIL NOERROR', undefined, 'NOERROR'],
    ['SERVFAIL SERVFAIL', 'SERVFAIL SERVFAIL', undefined, 'SERVFAIL'],
    ['SERVFAIL timeout', 'SERVFAIL timeout', undefined, 'SERVFAIL'],
    ['timeout SERVFAIL', 'timeout SERVFAIL', undefined, 'SERVFAIL'],
    ['TC', 'TC', 'tcp', 'TC'],
    ['FORMERR TC', 'FORMERR TC-', 'tcp-', 'TC'],
    ['timeout timeout TC', 'timeout timeout TC-', 'tcp-', 'TC'],
    ['mangled', 'mangled', 'tcp', 'NOERROR'],
    ['refused', 'refused', 'tcp', 'refused'],
    ['unmeasured', 'unmeasured', 'tcp', 'unmeasured'],
    ['timeout unmeasured', 'timeout unmeasured', 'tcp', 'unmeasured'],
  ])('%s', async (script, asked, next, outcome) => {
    expect(await climbed(script)).toEqual({ asked, next, outcome });
  });
});

describe('the TCP rung', () => {
  it.each([
    ['NOERROR', true, 'NOERROR'],
    ['FORMERR', true, 'FORMERR NOERROR-'],
    ['FORMERR', false, 'FORMERR-'],
    ['timeout', true, 'timeout'],
  ])('%s, with OPT: %s', async (first, edns, asked) => {
    const seen: string[] = [];
    await climbTcp(async (withOpt) => {
      const outcome = seen.length === 0 ? first : 'NOERROR';
      seen.push(withOpt ? outcome : `${outcome}-`);
      return attempt(outcome, withOpt, 'tcp');
    }, edns);
    expect(seen.join(' ')).toBe(asked);
  });
});

describe('the attempt that counts', () => {
  it.each([
    ['TC timeout', 'TC'],
    ['TC NOERROR', 'NOERROR'],
    ['timeout refused', 'refused'],
    ['malformed timeout', 'malformed'],
    ['timeout unmeasured', 'unmeasured'],
    ['unmeasured refused', 'unmeasured'],
    ['malformed unmeasured', 'unmeasured'],
    ['SERVFAIL unmeasured', 'SERVFAIL'],
  ])('of %s is %s', (outcomes, expected) => {
    expect(outcomeOf(decisive(outcomes.split(' ').map((outcome) => attempt(outcome, true))))).toBe(expected);
  });
});
