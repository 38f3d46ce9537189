import type { HoldReason } from '../monitor/hold.ts';
import type { Row } from './board.ts';
import type { Drawing } from './drawing.ts';
import { html, type Markup } from './markup.ts';
import { isAkin } from './order.ts';
import { renderFirstStep, renderStep, renderSteps } from './render-remedy.ts';
import { renderTimeline } from './render-timeline.ts';
import { standingWords, symbolOf } from './symbols.ts';
import { shownDuration, shownTime, type View } from './view.ts';

/**
 * Credentials below each other, the axis of time above the first of them.
 *
 * @param count how many there are of the same, those that are folded away included
 */
export function renderRows(rows: readonly Row[], count: number, drawing: Drawing): Markup[] {
  return rows.map((row, index) => {
    const akin = isAkin(row, rows[index - 1]);
    const notes = renderNotes(row, drawing.view);
    const more = akin ? notes : [...renderCause(row, count), ...notes];
    return renderRow(row, {
      drawing,
      akin,
      beside: akin ? renderSteps(row, sameCause(row)) : null,
      below: more,
    });
  });
}

/** The same in little room: without what to do about it. */
export function renderBriefRows(
  rows: readonly Row[],
  above: Row | undefined,
  drawing: Drawing,
): Markup[] {
  return rows.map((row, index) => {
    const akin = isAkin(row, rows[index - 1] ?? above);
    const { cause } = row;
    const title = cause === null || akin ? null : html`${cause.title} <code>${cause.code}</code> `;
    return renderRow(row, {
      drawing,
      akin,
      beside: cause === null ? null : html`${title}${renderTraceId(row)}`,
      below: renderNotes(row, drawing.view),
    });
  });
}

interface RowParts {
  readonly drawing: Drawing;
  readonly akin: boolean;
  readonly beside: Markup | null;
  readonly below: readonly (Markup | null)[];
}

function renderRow(row: Row, { drawing, akin, beside, below }: RowParts): Markup {
  const more = below.length > 0 ? html`<div class="qam-more">${below}</div>` : null;
  return html`<div class="qam-row qam-${row.standing}${akin ? ' qam-akin' : ''}">
${renderName(row, drawing)}
<div>${renderTimeline(row, drawing)}${beside}</div>${more}
</div>
`;
}

function renderName(row: Row, drawing: Drawing): Markup {
  const { standing, environment, credential } = row;
  return html`<div class="qam-name">${symbolOf(standing, drawing.view, 16, drawing.isPast)}<div><span class="qam-faint">${environment}/</span><span class="qam-strong">${credential}</span>${renderStanding(row, drawing)}</div></div>`;
}

/** Below the name; beside it where there is little to say, as of most credentials. */
function renderStanding({ standing, since }: Row, { view, isPast }: Drawing): Markup {
  const words = standingWords(standing, isPast);
  // Words of the past are too long for a narrow column to keep them whole.
  const whole = isPast ? '' : ' qam-whole';
  if (since === null) return html` <span class="qam-faint${whole}">${words}</span>`;
  const begin = html`<span class="qam-whole">${shownTime(since, view)}</span>`;
  if (isPast) return html`<div class="qam-faint">${words}, since ${begin}</div>`;
  const duration = shownDuration(view.now - since);
  return html`<div class="qam-faint">${words} since ${begin} <span class="qam-whole">(${duration})</span></div>`;
}

/** What is wrong, in full. */
function renderCause(row: Row, count: number): (Markup | null)[] {
  const { cause } = row;
  if (cause === null) return [];
  const { title, code, confidence, remedy } = cause;
  return [
    html`<div class="qam-facts"><span><span class="qam-strong">${capital(title)}</span> <span class="qam-faint">(${confidence})</span></span>${count > 1 ? html`<span>${count} credentials</span>` : null}<code>${code}</code>${renderTraceId(row)}</div>`,
    renderFirstStep(remedy),
    renderSteps(row, html`All steps and evidence`),
  ];
}

/** For a row below another one with the same cause. */
function sameCause(row: Row): Markup {
  return html`<span class="qam-faint">same cause${row.traceId === null ? null : html`, ${renderTraceId(row)}`}</span>`;
}

function renderTraceId({ traceId }: Row): Markup | null {
  return traceId === null
    ? null
    : html`<span class="qam-faint">trace id <code>${traceId}</code></span>`;
}

const HELD: Readonly<Record<HoldReason, string>> = {
  muted: 'muted',
  maintenance: 'in maintenance',
  flapping: 'it changed too often, and is not calm for an hour yet',
};

/** What is to be said besides. */
function renderNotes(row: Row, view: View): Markup[] {
  const { isMending, doubt, warnings } = row;
  return [
    ...(isMending
      ? [html`The last check authenticated; it counts as recovered once that lasts.`]
      : []),
    ...(doubt === null
      ? []
      : [html`The last check told nothing: ${doubt.title} <code>${doubt.code}</code>`]),
    ...warnings.map(
      ({ title, code, remedy: [next] }) =>
        html`<span class="qam-strong">Warning:</span> ${title} <code>${code}</code> ${next === undefined ? null : renderStep(next)}`,
    ),
    ...holdNote(row, view),
  ].map((note) => html`<div class="qam-step">${note}</div>`);
}

function holdNote({ heldBack, mutedUntil, isTold, cause }: Row, view: View): Markup[] {
  if (heldBack === null) return [];
  const until = mutedUntil === null ? '' : ` until ${shownTime(mutedUntil, view)}`;
  const untold = cause !== null && !isTold ? ' Nobody was told of this.' : '';
  return [html`Alerts wait: ${HELD[heldBack]}${until}.${untold}`];
}

/** Titles of causes begin small, for the middle of a sentence. */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
