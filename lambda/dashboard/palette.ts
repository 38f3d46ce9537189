import type { Standing } from './board.ts';
import type { Theme } from './view.ts';

/**
 * The colours of a theme. Text has a contrast of at least 4.5 to what it stands on, shapes of at
 * least 3 (WCAG 2.2, 1.4.3 and 1.4.11); a test holds them to it.
 */
export interface Palette {
  /** Not painted: what the console has behind the widget. The older and the newer look differ. */
  readonly backgrounds: readonly string[];
  readonly text: string;
  readonly faintText: string;
  readonly link: string;
  readonly line: string;
  /** Behind commands and codes, laid over what is there. */
  readonly inset: string;
  /** Behind what fails, and what cannot be checked. */
  readonly alarm: string;
  readonly caution: string;
  readonly standing: Readonly<Record<Standing, string>>;
  /** The bar of a credential that authenticates: there is much of it, so it is calm. */
  readonly calm: string;
}

/** The console's two looks. */
export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    backgrounds: ['#ffffff', '#fafafa'],
    text: '#0f141a',
    faintText: '#545b64',
    link: '#0060c2',
    line: '#dcdfe4',
    inset: '#0f141a12',
    alarm: '#fdf1f0',
    caution: '#fdf6e7',
    standing: {
      failing: '#c9170b',
      unreachable: '#a15c00',
      doubtful: '#a15c00',
      unchecked: '#6b7280',
      healthy: '#0b7a35',
    },
    calm: '#4a9d68',
  },
  dark: {
    backgrounds: ['#161d26', '#0f1b2a'],
    text: '#e9ebed',
    faintText: '#a8b2bf',
    link: '#6fb4ff',
    line: '#36414d',
    inset: '#ffffff17',
    alarm: '#2e1f26',
    caution: '#2c2719',
    standing: {
      failing: '#ff6e66',
      unreachable: '#f2b134',
      doubtful: '#f2b134',
      unchecked: '#98a3b1',
      healthy: '#3fc56b',
    },
    calm: '#368a57',
  },
};
