import { describe, expect, it } from 'vitest';
import { failureOf, firstVerdict } from '../../../functions/net/attempt.ts';

describe('the error of a socket', () => {
  it.each([
    ['ENETUNREACH', false, 'unmeasured', 'no IPv6 route'],
    ['EHOSTUNREACH', false, 'unmeasured', 'no IPv6 route'],
    ['EADDRNOTAVAIL', false, 'unmeasured', 'no IPv6 route'],
    ['EAFNOSUPPORT', false, 'unmeasured', 'no IPv6 route'],
    ['EINVAL', false, 'unmeasured', 'no IPv6 route'],
    ['ENETUNREACH', true, 'unreachable', 'no such network'],
    ['EHOSTUNREACH', true, 'unreachable', 'no such host'],
    ['EPERM', false, 'unmeasured', 'a firewall or policy of this machine'],
    ['EACCES', true, 'unmeasured', 'a firewall or policy of this machine'],
    ['EMFILE', false, 'unmeasured', 'no socket to spare'],
    ['ECONNREFUSED', true, 'refused', 'the port is closed'],
    ['ECONNREFUSED', false, 'refused', 'the port is closed'],
    ['ECONNRESET', true, 'refused', 'reset'],
    ['ETIMEDOUT', true, 'timeout', 'no answer'],
    ['EWHATEVER', true, 'unmeasured', 'EWHATEVER'],
  ])('%s, the packet gone: %s, is %s', (code, left, kind, words) => {
    const [failure, detail] = failureOf(Object.assign(new Error(code), { code }), left, 'IPv6');
    expect(failure).toBe(kind);
    expect(detail).toContain(words);
  });
});

describe('the first verdict', () => {
  const opened = (open: (end: (verdict: string) => void) => void, signal = new AbortController().signal) => {
    const closed: string[] = [];
    const verdict = firstVerdict<string>(
      signal,
      (end) => {
        open(end);
        return () => closed.push('closed');
      },
      'late',
    );
    return { verdict, closed };
  };

  it('is the only one, and closes what was opened once', async () => {
    const { verdict, closed } = opened((end) => {
      queueMicrotask(() => {
        end('first');
        end('second');
      });
    });
    expect([await verdict, closed]).toEqual(['first', ['closed']]);
  });

  it('may come before opening is done', async () => {
    const { verdict, closed } = opened((end) => end('at once'));
    expect([await verdict, closed]).toEqual(['at once', ['closed']]);
  });

  it('is the deadline where nothing else came', async () => {
    const deadline = new AbortController();
    const { verdict, closed } = opened(() => {}, deadline.signal);
    deadline.abort();
    expect([await verdict, closed]).toEqual(['late', ['closed']]);
  });

  it('opens nothing after the deadline', async () => {
    const { verdict, closed } = opened(() => {
      throw new Error('opened');
    }, AbortSignal.abort());
    expect([await verdict, closed]).toEqual(['late', []]);
  });
});
