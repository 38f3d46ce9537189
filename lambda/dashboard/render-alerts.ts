import { html, type Markup } from './markup.ts';
import { EVENT_WORDS, titleOf } from './render-timeline.ts';
import { hasTable } from './styles.ts';
import { symbolOf } from './symbols.ts';
import type { ToldAlert } from './told-alerts.ts';
import { shownTime, type View } from './view.ts';

/** The last alerts: when, what, about whom, why, the trace id, and whether SNS has it. */
export function renderAlerts(alerts: readonly ToldAlert[], view: View): Markup {
  if (alerts.length === 0) {
    return html`<h3>Last alerts</h3><p class="qam-faint">None was sent yet.</p>`;
  }
  const titles = ['When', 'Event', 'Credential', 'Cause', 'Trace id', 'Delivered'];
  const head = hasTable(view)
    ? html`<div class="qam-alert qam-titles" role="row">${titles.map((title) => html`<span role="columnheader">${title}</span>`)}</div>`
    : null;
  return html`<h3>Last alerts</h3><div role="table" aria-label="Last alerts">${head}${alerts.map((alert) => renderAlert(alert, view))}</div>`;
}

function renderAlert(alert: ToldAlert, view: View): Markup {
  const { at, event, code, traceIds } = alert;
  const [traceId, ...others] = traceIds;
  const more =
    others.length === 0 ? null : html` <span class="qam-faint">and ${others.length} more</span>`;
  const cells = [
    html`<span class="qam-faint">${shownTime(at, view)}</span>`,
    html`<span class="qam-name">${symbolOf(STANDS_FOR[event], view, 16)} ${EVENT_WORDS[event]}</span>`,
    whomOf(alert),
    code === null ? null : html`${titleOf(code)} <code>${code}</code>`,
    traceId === undefined
      ? html`<span class="qam-faint">no trace id</span>`
      : html`<code>${traceId}</code>${more}`,
    deliveryOf(alert, view),
  ];
  return html`<div class="qam-alert" role="row">${cells.map((cell) => html`<div role="cell">${cell}</div>`)}</div>
`;
}

/** The standing whose symbol goes with an event. */
const STANDS_FOR = {
  regression: 'failing',
  cause_changed: 'failing',
  still_failing: 'failing',
  unreachable: 'unreachable',
  warning: 'doubtful',
  recovery: 'healthy',
  reachable_again: 'healthy',
} as const satisfies Record<ToldAlert['event'], string>;

/** Names that are listed of whom one alert was about. */
const MOST_NAMES = 20;

function whomOf({ environment, credentials }: ToldAlert): Markup {
  const [first] = credentials;
  const name = html`<span class="qam-faint">${environment}/</span>`;
  if (credentials.length === 1) return html`${name}${first ?? ''}`;
  const named = credentials.slice(0, MOST_NAMES).join(', ');
  const rest = credentials.length - MOST_NAMES;
  return html`${name}<span title="${rest > 0 ? `${named} and ${rest} more` : named}">${credentials.length} credentials</span>`;
}

function deliveryOf({ delivery, at }: ToldAlert, view: View): Markup {
  if (delivery === 'owed') return html`<span class="qam-strong">not delivered yet</span>`;
  const time = delivery === 'at an unknown time' ? delivery : shownTime(delivery, view);
  const when = time === shownTime(at, view) ? 'at once' : time;
  return html`<span class="qam-faint">${hasTable(view) ? when : `delivered ${when}`}</span>`;
}
