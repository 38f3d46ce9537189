import type { Board, Row, Standing } from './board.ts';
import { countStandings, headline } from './headline.ts';
import { html, type Markup } from './markup.ts';
import { isFoldable } from './order.ts';
import { PALETTES } from './palette.ts';
import { renderAlerts } from './render-alerts.ts';
import { renderRows } from './render-row.ts';
import { HEIGHTS, renderAxis, ticksOfView } from './render-timeline.ts';
import { namesShare, renderStyles } from './styles.ts';
import { markShape, symbolOf } from './symbols.ts';
import type { MarkKind, Tick } from './timeline.ts';
import { shownDuration, shownTime, shownZone, type View } from './view.ts';

/** Rows that are shown before credentials without trouble are folded away. */
const MOST_ROWS = 12;

/** The widget, as one string of HTML. */
export function renderBoard(board: Board): string {
  const { rows, view, alerts } = board;
  const ticks = ticksOfView(view, (view.width * (100 - namesShare(view))) / 100);
  const room = Math.max(MOST_ROWS, rows.filter((row) => !isFoldable(row)).length);
  // To fold away one or two would save nothing.
  const shown = rows.length <= room + 2 ? rows : rows.slice(0, room);
  const folded = rows.slice(shown.length);
  return html`<div class="qam cwdb-no-default-styles">${renderStyles(view)}
${renderHead(board)}${renderStaleness(board)}${rows.length === 0 ? null : renderTimelines(shown, folded, ticks, view)}
${renderAlerts(alerts, view)}</div>`.toString();
}

function renderTimelines(
  shown: readonly Row[],
  folded: readonly Row[],
  ticks: readonly Tick[],
  view: View,
): Markup {
  const more = html`<details class="qam-folded"><summary>${folded.length} more ${folded.length === 1 ? 'authenticates' : 'authenticate'}</summary>
${renderRows(folded, ticks, view)}</details>`;
  return html`<div class="qam-row qam-axis"><div class="qam-faint">Times in ${shownZone(view)}</div><div>${renderAxis(ticks, view)}</div></div>
${renderRows(shown, ticks, view)}${folded.length === 0 ? null : more}${renderLegend(view)}`;
}

function renderHead(board: Board): Markup {
  const { rows, view, lastSweepAt, isStale } = board;
  const swept =
    lastSweepAt === null
      ? 'no sweep has finished yet'
      : `last sweep ${shownDuration(view.now - lastSweepAt)} ago, at ${shownTime(lastSweepAt, view)}`;
  const worst = rows[0]?.standing ?? 'unchecked';
  // Of what was in order once, nobody knows whether it still is.
  const standing = isStale && worst === 'healthy' ? 'doubtful' : worst;
  return html`<div class="qam-head">${symbolOf(standing, view, 26)}<div><h2>${headline(rows, isStale)}</h2>${renderCounts(board)}</div>
<div class="qam-when qam-faint">${swept}</div></div>
`;
}

/** How many stand otherwise than the headline says, and how many are silent. */
function renderCounts({ rows, view }: Board): Markup | null {
  const [, ...others] = countStandings(rows);
  const silent = rows.filter(({ heldBack }) => heldBack !== null).length;
  const parts = [
    ...others.map(
      ({ standing, count }) =>
        html`<span class="qam-name">${symbolOf(standing, view, 16)}${count} ${COUNTED[standing](count)}</span>`,
    ),
    ...(silent === 0 ? [] : [html`<span>alerts wait for ${silent} of them</span>`]),
  ];
  return parts.length === 0 ? null : html`<div class="qam-facts qam-faint">${parts}</div>`;
}

const COUNTED: Readonly<Record<Standing, (count: number) => string>> = {
  failing: (count) => (count === 1 ? 'fails' : 'fail'),
  unreachable: () => 'cannot be checked',
  healthy: (count) => (count === 1 ? 'authenticates' : 'authenticate'),
  doubtful: () => 'in doubt',
  unchecked: () => 'not checked yet',
};

function renderStaleness({ view, lastSweepAt, isStale }: Board): Markup | null {
  if (!isStale || lastSweepAt === null) return null;
  const duration = shownDuration(view.now - lastSweepAt);
  return html`<div class="qam-notice">${symbolOf('unreachable', view, 18)}<p><span class="qam-strong">No sweep has finished for ${duration}.</span> What is shown is what was known then. Look at the alarms, at the function's log, and whether the schedule is enabled; <code class="qam-whole">npx qonto-auth-monitor doctor</code> does so too.</p></div>
`;
}

/** What bars and marks mean. */
function renderLegend(view: View): Markup {
  const { calm, standing } = PALETTES[view.theme];
  const bar = (height: number, colour: string) =>
    html`<svg width="22" height="20" aria-hidden="true"><rect y="${10 - height / 2}" width="22" height="${height}" fill="${colour}"/></svg>`;
  const mark = (kind: MarkKind) =>
    html`<svg width="10" height="9" aria-hidden="true"><svg x="5" y="1" overflow="visible">${markShape(kind, view)}</svg></svg>`;
  const gap = html`<svg width="22" height="20" aria-hidden="true"><line x2="22" y1="10" y2="10" stroke="${standing.unchecked}" stroke-width="1.5" stroke-dasharray="1.5 4"/></svg>`;
  const meanings: readonly (readonly [Markup, string])[] = [
    [bar(HEIGHTS.healthy, calm), 'authenticates'],
    [bar(HEIGHTS.unreachable, standing.unreachable), 'cannot be checked'],
    [bar(HEIGHTS.failing, standing.failing), 'fails'],
    [gap, 'not known'],
    [mark('bad'), 'trouble told'],
    [mark('good'), 'end told'],
    [mark('held'), 'not told, alerts wait'],
  ];
  return html`<div class="qam-legend">${meanings.map(([sample, meaning]) => html`<span>${sample}${meaning}</span>`)}</div>`;
}
