import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, whole } from '../../../functions/core/markup.ts';

describe('html', () => {
  it.each([
    ['a tag', '<script>', '<p>&lt;script&gt;</p>'],
    ['an attribute', '" onload="x', '<p>&quot; onload=&quot;x</p>'],
    ['an entity', '&lt;', '<p>&amp;lt;</p>'],
    ['a control character', 'a\u0000b\u202ec', '<p>a?b?c</p>'],
    ['a number', 7, '<p>7</p>'],
    ['nothing', undefined, '<p></p>'],
    ['markup', html`<b>${'<'}</b>`, '<p><b>&lt;</b></p>'],
    ['a list of markup', [html`<i>1</i>`, html`<i>2</i>`], '<p><i>1</i><i>2</i></p>'],
  ])('takes %s for what it is', (_what, slot, expected) => {
    expect(html`<p>${slot}</p>`.markup).toBe(expected);
  });

  it('never lets text open a tag, close an attribute or begin an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { markup } = html`${text}`;
        expect(markup).not.toMatch(/[<>"']/);
        expect(markup.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      }),
    );
  });

  it('cuts long text, but not what must stay whole', () => {
    expect(html`${'a'.repeat(1000)}`.markup).toHaveLength(300);
    expect(whole(`{"a":"${'b'.repeat(1000)}"}`).markup).toContain(`&quot;${'b'.repeat(1000)}&quot;`);
  });
});
