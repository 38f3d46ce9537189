import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../lambda/dashboard/markup.ts';

describe('html', () => {
  it.each([
    { part: '<script>alert(1)</script>', written: '&lt;script&gt;alert(1)&lt;/script&gt;' },
    { part: `" onload='x' &amp;`, written: '&quot; onload=&#39;x&#39; &amp;amp;' },
    { part: 'a\u0000b\u202ec\nd', written: 'a b c d' },
    { part: 12.5, written: '12.5' },
    { part: null, written: '' },
    { part: ['<', null, [html`<b>${'>'}</b>`]], written: '&lt;<b>&gt;</b>' },
  ])('writes $part as $written', ({ part, written }) => {
    expect(html`<p>${part}</p>`.toString()).toBe(`<p>${written}</p>`);
  });

  it('lets no character of a text be more than text, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = html`${text}`.toString();
        return /^(?:[^<>"'&\p{Cc}\p{Cf}]|&(?:amp|lt|gt|quot|#39);)*$/u.test(written);
      }),
    );
  });
});
