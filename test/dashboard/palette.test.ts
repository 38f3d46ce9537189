import { describe, expect, it } from 'vitest';
import { PALETTES } from '../../lambda/dashboard/palette.ts';
import { contrast } from './contrast.ts';

/** Text, WCAG 2.2, 1.4.3. */
const TEXT = 4.5;
/** Shapes, WCAG 2.2, 1.4.11. */
const SHAPE = 3;

describe.each(Object.entries(PALETTES))('the %s palette', (_, palette) => {
  const { backgrounds, text, faintText, link, inset, alarm, caution, standing, calm } = palette;
  const surfaces = [...backgrounds.map((one) => [one]), [alarm], [caution]];

  it.each([
    ['text', text],
    ['faint text', faintText],
    ['links', link],
  ])('has %s that can be read on everything that it stands on', (_name, colour) => {
    for (const surface of surfaces) {
      expect(contrast(colour, ...surface), surface.join()).toBeGreaterThanOrEqual(TEXT);
    }
  });

  it('has codes and commands that can be read', () => {
    for (const surface of surfaces) {
      expect(contrast(text, ...surface, inset), surface.join()).toBeGreaterThanOrEqual(TEXT);
    }
  });

  it.each([...Object.entries(standing), ['calm', calm]])(
    'has shapes of %s that stand out',
    (_name, colour) => {
      for (const surface of surfaces) {
        expect(contrast(colour, ...surface), surface.join()).toBeGreaterThanOrEqual(SHAPE);
      }
    },
  );
});

describe('contrast', () => {
  it('is that of the definition', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#000000', '#ffffff', '#00000080')).toBeCloseTo(5.28, 1);
  });
});
