import type { Board } from './board.ts';
import type { Drawing } from './drawing.ts';
import { countedWords, countStandings, headline } from './headline.ts';
import { type Layout, layoutOf, type Section } from './layout.ts';
import { html, type Markup } from './markup.ts';
import { PALETTES } from './palette.ts';
import { renderAlerts } from './render-alerts.ts';
import { type Detail, moreOf, renderFold } from './render-fold.ts';
import { renderNotice } from './render-notice.ts';
import { renderRows } from './render-row.ts';
import { HEIGHTS, renderAxis, ticksOfView } from './render-timeline.ts';
import { namesShare, renderStyles } from './styles.ts';
import { markShape, symbolOf } from './symbols.ts';
import type { MarkKind } from './timeline.ts';
import { shownDuration, shownTime, shownZone, type View } from './view.ts';

/**
 * Bytes that an answer may have. Lambda takes 6 MB of one and CloudWatch documents no limit of its
 * own, but a browser has to draw it with each refresh. What is in sight stays within it, unless its
 * course is very restless: the trail that is read bounds that, at about 1 MB.
 */
const MOST_BYTES = 256 * 1_024;

/** What is drawn of what is folded away; less of it where an answer would grow too large. */
const DETAILS: readonly Detail[] = [
  { timelines: 60, names: 600 },
  { timelines: 12, names: 120 },
];

const NO_DETAIL: Detail = { timelines: 0, names: 0 };

/** The widget, as one string of HTML. */
export function renderBoard(board: Board): string {
  for (const detail of DETAILS) {
    const text = renderWith(board, detail);
    if (Buffer.byteLength(text) <= MOST_BYTES) return text;
  }
  return renderWith(board, NO_DETAIL);
}

function renderWith(board: Board, detail: Detail): string {
  const { rows, view, alerts, isStale } = board;
  const ticks = ticksOfView(view, (view.width * (100 - namesShare(view))) / 100);
  const drawing = { view, ticks, isPast: isStale };
  return html`<div class="qam cwdb-no-default-styles">${renderStyles(view)}
${renderHead(board)}${renderNotice(board)}${rows.length === 0 ? null : renderTimelines(layoutOf(rows), drawing, detail)}
${renderAlerts(alerts, view)}</div>`.toString();
}

function renderTimelines(layout: Layout, drawing: Drawing, detail: Detail): Markup {
  const { view, ticks } = drawing;
  const { troubles, others, quiet } = layout;
  const shares = sharesOf(layout, detail);
  const renderSection = (section: Section) => {
    const { shown, folded } = section;
    return html`${renderRows(shown, shown.length + folded.length, drawing)}${renderFold(folded, {
      summary: moreOf(section, drawing.isPast),
      above: shown.at(-1),
      drawing,
      detail: section === quiet ? shares.quiet : shares.trouble,
    })}`;
  };
  const summary = `${others.length} more ${others.length === 1 ? 'is' : 'are'} in trouble or in doubt, for other reasons`;
  return html`<div class="qam-row qam-axis"><div class="qam-faint">Times in ${shownZone(view)}</div><div>${renderAxis(ticks, view)}</div></div>
${troubles.map(renderSection)}${renderFold(others, { summary, above: undefined, drawing, detail: shares.trouble })}${renderSection(quiet)}${renderLegend(view)}`;
}

/** Shares out what may be drawn among the folds; whose names matter is in trouble. */
function sharesOf({ troubles, others, quiet }: Layout, { timelines, names }: Detail) {
  const inTrouble = [...troubles.map(({ folded }) => folded), others];
  const troubleFolds = inTrouble.filter((rows) => rows.length > 0).length;
  const folds = troubleFolds + (quiet.folded.length > 0 ? 1 : 0);
  const share = Math.floor(timelines / Math.max(1, folds));
  return {
    trouble: { timelines: share, names: Math.floor(names / Math.max(1, troubleFolds)) },
    quiet: { timelines: share, names: 0 },
  };
}

function renderHead(board: Board): Markup {
  const { rows, view, lastSweepAt, isStale } = board;
  const swept =
    lastSweepAt === null
      ? 'no sweep has finished yet'
      : `last sweep ${shownDuration(view.now - lastSweepAt)} ago, at ${shownTime(lastSweepAt, view)}`;
  const worst = rows[0]?.standing ?? 'unchecked';
  const said =
    rows.length === 0 && board.isOpen
      ? 'No credential was discovered yet'
      : headline(rows, isStale);
  return html`<div class="qam-head">${symbolOf(worst, view, 26, isStale)}<div><h2>${said}</h2>${renderCounts(board)}</div>
<div class="qam-when qam-faint">${swept}</div></div>
`;
}

/** How many stand otherwise than the headline says, and how many are silent. */
function renderCounts({ rows, view, isStale }: Board): Markup | null {
  const [, ...others] = countStandings(rows);
  const silent = rows.filter(({ heldBack }) => heldBack !== null).length;
  const parts = [
    ...others.map(
      ({ standing, count }) =>
        html`<span class="qam-name">${symbolOf(standing, view, 16, isStale)}${count} ${countedWords(standing, count, isStale)}</span>`,
    ),
    ...(silent === 0 ? [] : [html`<span>alerts wait for ${silent} of them</span>`]),
  ];
  return parts.length === 0 ? null : html`<div class="qam-facts qam-faint">${parts}</div>`;
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
