import type { Standing } from './board.ts';
import { html, type Markup } from './markup.ts';
import { PALETTES } from './palette.ts';
import type { MarkKind } from './timeline.ts';
import type { View } from './view.ts';

/** What stands for each standing in words. */
export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  failing: 'fails',
  unreachable: 'cannot be checked',
  doubtful: 'authenticates, in doubt',
  unchecked: 'not checked yet',
  healthy: 'authenticates',
};

/** The same when sweeps have stopped, so that nobody knows what is so now. */
const PAST_WORDS: Readonly<Record<Standing, string>> = {
  failing: 'failed when last checked',
  unreachable: 'could not be checked when last tried',
  doubtful: 'authenticated, in doubt, when last checked',
  unchecked: 'not checked yet',
  healthy: 'authenticated when last checked',
};

/** A standing in words, as of now or of the past. */
export function standingWords(standing: Standing, isPast: boolean): string {
  return (isPast ? PAST_WORDS : STANDING_WORDS)[standing];
}

type Shape = (colour: string, background: string) => Markup;

/** Shapes on a square of 16: each standing has its own outline, so that colour is not needed. */
const SHAPES: Readonly<Record<Standing, Shape>> = {
  failing: (colour, background) =>
    html`<path fill="${colour}" d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z"/><path fill="none" stroke="${background}" stroke-width="2" stroke-linecap="round" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"/>`,
  unreachable: (colour, background) =>
    html`<path fill="${colour}" stroke="${colour}" stroke-width="1.6" stroke-linejoin="round" d="M8 1.8L15 14.2H1z"/><path fill="none" stroke="${background}" stroke-width="2" stroke-linecap="round" d="M8 6.2v3.4M8 12.2v.01"/>`,
  doubtful: (colour) =>
    html`<path fill="none" stroke="${colour}" stroke-width="1.6" stroke-linejoin="round" d="M8 2L14.6 14H1.4z"/><path fill="none" stroke="${colour}" stroke-width="1.8" stroke-linecap="round" d="M8 6.6v3M8 11.8v.01"/>`,
  unchecked: (colour) =>
    html`<circle cx="8" cy="8" r="6.4" fill="none" stroke="${colour}" stroke-width="1.6" stroke-dasharray="2.2 2"/><path fill="none" stroke="${colour}" stroke-width="1.8" stroke-linecap="round" d="M5.6 8h4.8"/>`,
  healthy: (colour) =>
    html`<circle cx="8" cy="8" r="6.8" fill="none" stroke="${colour}" stroke-width="1.6"/><path fill="none" stroke="${colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" d="M5 8.3l2.2 2.2L11.2 6"/>`,
};

/** Hollow or broken, as nobody has looked since; a clock in place of the tick. */
const PAST_SHAPES: Readonly<Record<Standing, Shape>> = {
  failing: (colour) =>
    html`<path fill="none" stroke="${colour}" stroke-width="1.6" stroke-linejoin="round" d="M5.2 1.6h5.6L14.4 5.2v5.6L10.8 14.4H5.2L1.6 10.8V5.2z"/><path fill="none" stroke="${colour}" stroke-width="1.8" stroke-linecap="round" d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"/>`,
  unreachable: SHAPES.doubtful,
  doubtful: (colour) =>
    html`<path fill="none" stroke="${colour}" stroke-width="1.6" stroke-dasharray="2.4 1.6" d="M8 2L14.6 14H1.4z"/><path fill="none" stroke="${colour}" stroke-width="1.8" stroke-linecap="round" d="M8 6.6v3M8 11.8v.01"/>`,
  unchecked: SHAPES.unchecked,
  healthy: (colour) =>
    html`<circle cx="8" cy="8" r="6.8" fill="none" stroke="${colour}" stroke-width="1.6"/><path fill="none" stroke="${colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" d="M8 4.4v3.8l2.6 1.6"/>`,
};

/**
 * The symbol of a standing, with its name for whoever does not see it.
 *
 * @param isPast whether it was so once, and nobody knows whether it still is
 */
export function symbolOf(
  standing: Standing,
  { theme }: View,
  size: number,
  isPast = false,
): Markup {
  const palette = PALETTES[theme];
  const shape = (isPast ? PAST_SHAPES : SHAPES)[standing];
  // Nothing that is not known now is drawn in green.
  const colour = palette.standing[isPast && standing === 'healthy' ? 'unchecked' : standing];
  return html`<svg class="qam-symbol" role="img" width="${size}" height="${size}" viewBox="0 0 16 16"><title>${standingWords(standing, isPast)}</title>${shape(colour, palette.backgrounds[0] ?? '')}</svg>`;
}

/** A triangle of 8 by 7, hanging from a point or standing on it. */
const MARK_SHAPES: Readonly<Record<MarkKind, string>> = {
  bad: 'M-4 0h8l-4 7z',
  good: 'M-4 7h8l-4-7z',
  held: 'M-3.4 .6h6.8l-3.4 5.8z',
};

/** The mark of something that was told, or waited; drawn around x = 0. */
export function markShape(kind: MarkKind, { theme }: View): Markup {
  const { standing, text, faintText } = PALETTES[theme];
  const shape = MARK_SHAPES[kind];
  if (kind === 'held') {
    return html`<path d="${shape}" fill="none" stroke="${faintText}" stroke-width="1.2"/>`;
  }
  return html`<path d="${shape}" fill="${kind === 'good' ? standing.healthy : text}"/>`;
}
