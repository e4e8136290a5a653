import { describe, expect, it } from 'vitest';
import { stepPart } from '../../../functions/core/step-part.ts';

describe('a step on the page', () => {
  it.each<[string, string | undefined, string | undefined]>([
    [
      'has its commands set apart',
      'Compare: `dig +cd A x` and `dig A x`',
      '<br> Compare: <code>dig +cd A x</code> <code>dig A x</code>',
    ],
    ['may be a command', 'dig A x', '<br> <code>dig A x</code>'],
    ['keeps the signs of a shell as text', 'nc -vz <y> 25', '<br> <code>nc -vz &lt;y&gt; 25</code>'],
    ['may not be there', undefined, undefined],
  ])('%s', (_, step, markup) => {
    expect(stepPart(step)?.markup).toBe(markup);
  });

  it('keeps a long command whole', () => {
    const command = `dig A ${'long-label.'.repeat(50)}example.org`;
    expect(stepPart(command)?.markup).toContain(`<code>${command}</code>`);
  });
});
