import type { Row, Standing } from './board.ts';
import type { Drawing } from './drawing.ts';
import type { Section } from './layout.ts';
import { html, type Markup } from './markup.ts';
import { renderBriefRows } from './render-row.ts';

/** How much of what is folded away is drawn, so that an answer stays small. */
export interface Detail {
  /** Credentials with their timelines, in all. */
  readonly timelines: number;
  /** Further credentials by their names, in all. */
  readonly names: number;
}

/** Rows behind a line that says how many they are; where they are too many, names, then a number. */
export function renderFold(
  rows: readonly Row[],
  { summary, above, drawing, detail }: FoldProps,
): Markup | null {
  if (rows.length === 0) return null;
  const named = rows.slice(detail.timelines, detail.timelines + detail.names);
  const rest = rows.length - detail.timelines - named.length;
  return html`<details class="qam-folded${above === undefined ? '' : ` qam-${above.standing}`}"><summary>${summary}</summary>
${renderBriefRows(rows.slice(0, detail.timelines), above, drawing)}${renderNames(named)}${rest > 0 ? renderRest(rest) : null}</details>
`;
}

interface FoldProps {
  readonly summary: string;
  /** The row above them in sight, which has told what is akin. */
  readonly above: Row | undefined;
  readonly drawing: Drawing;
  readonly detail: Detail;
}

function renderNames(rows: readonly Row[]): Markup | null {
  if (rows.length === 0) return null;
  const names = rows.map(({ environment, credential }) => `${environment}/${credential}`);
  return html`<p class="qam-names">${names.join(', ')}</p>`;
}

function renderRest(count: number): Markup {
  return html`<p class="qam-names qam-faint">and ${count} more, which <code>npx qonto-auth-monitor status</code> lists</p>`;
}

type Counted = readonly [one: string, several: string, past: string];

/** What is said of further credentials, of which the same is to be said as of those above them. */
const MORE: Readonly<Record<Standing, Counted>> = {
  failing: ['fails for the same reason', 'fail for the same reason', 'failed for the same reason'],
  unreachable: [
    'cannot be checked for the same reason',
    'cannot be checked for the same reason',
    'could not be checked for the same reason',
  ],
  doubtful: [
    'is in doubt for the same reason',
    'are in doubt for the same reason',
    'were in doubt for the same reason',
  ],
  unchecked: ['was not checked yet', 'were not checked yet', 'were not checked yet'],
  healthy: ['authenticates', 'authenticate', 'authenticated'],
};

/** The line before what a section has folded away. */
export function moreOf({ shown, folded }: Section, isPast: boolean): string {
  const { standing = 'healthy', warnings = [] } = folded[0] ?? {};
  const [one, several, past] = MORE[standing];
  const words = isPast ? past : folded.length === 1 ? one : several;
  const more = shown.length > 0 ? ' more' : '';
  return `${folded.length}${more} ${words}${warnings.length > 0 ? ', with the same warning' : ''}`;
}
