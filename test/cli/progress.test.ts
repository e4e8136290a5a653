import { describe, expect, it, vi } from 'vitest';
import { openProgress, progressLine } from '../../cli/progress.ts';

function screenOf(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 40, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
}

describe('the progress line', () => {
  it('is not drawn in a pipe, nor on a dumb terminal', () => {
    for (const [screen, env] of [
      [screenOf(false), {}],
      [screenOf(true), { TERM: 'dumb' }],
    ] as const) {
      const progress = openProgress(['example.org'], screen, env);
      progress.done('example.org');
      progress.stop();
      expect(screen.written).toEqual([]);
    }
  });

  it('takes on what is found on the way', () => {
    vi.useFakeTimers();
    const screen = { ...screenOf(true), columns: 90 };
    const progress = openProgress(['example.org'], screen, {});
    progress.done('example.org');
    progress.add(['https://www.example.org']);
    vi.advanceTimersByTime(200);
    progress.stop();
    vi.useRealTimers();
    expect(screen.written.join('')).toContain('1 of 2 done, 0 s; open: https://www.example.org');
  });

  it('is drawn at once on a terminal, fits it, and is cleared at the end', () => {
    const screen = screenOf(true);
    const progress = openProgress(['a-rather-long-name.example.org', 'https://www.example.org'], screen, {});
    expect(screen.written.join('')).toContain('0 of 2 done, 0 s; open: a-rather');
    progress.stop();
    expect(Math.max(...screen.written.map((text) => text.replace('\r\u001b[K', '').length))).toBeLessThan(40);
    expect(screen.written.at(-1)).toBe('\r\u001b[K');
  });

  it('names what is still open, eight at most, made safe', () => {
    const open = Array.from({ length: 20 }, (_, at) => `zone${at}\u001b.test`);
    const line = progressLine(open, 30, 12.9, 0);
    expect(line).toContain('10 of 30 done, 12 s; open: zone0?.test, ');
    expect(line).not.toContain('zone8');
  });
});
