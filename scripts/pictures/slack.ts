import type { PublishedAlert } from '../../simulator/memory/topic.ts';
import { mrkdwn } from './mrkdwn.ts';
import { type Mode, page } from './page.ts';

const STYLE = `
  .head { padding: 14px 20px; border-bottom: 1px solid var(--line); font-size: 17px; }
  .message { display: flex; gap: 10px; padding: 14px 20px 4px; }
  .message .body { flex: 1; min-width: 0; }
  .app { margin: 0 4px; padding: 1px 4px; border-radius: 3px; background: var(--code-ground);
    color: var(--quiet); font-size: 11px; font-weight: bold; vertical-align: 1px; }
  .time { color: var(--quiet); font-size: 12px; }
  .card { margin-top: 5px; padding: 1px 0 1px 12px; border-left: 4px solid var(--bar); border-radius: 2px; }
  .card ul { margin: 2px 0 4px; padding-left: 22px; }
  .card p { margin: 0 0 6px; }
  code { padding: 1px 4px; border: 1px solid var(--line); border-radius: 3px; color: var(--code);
    background: var(--code-ground); font: 12px 'Liberation Mono', monospace; overflow-wrap: anywhere; }
  .emoji { width: 1em; height: 1em; vertical-align: -0.12em; }
  .replies { display: flex; gap: 10px; align-items: center; padding: 8px 20px 0; color: var(--quiet);
    font-size: 13px; }
  .replies::after { content: ''; flex: 1; border-top: 1px solid var(--line); }
  .end { height: 14px; }
`;

/**
 * The alerts of one incident as Slack shows them: custom notifications of Amazon Q, the first with
 * the others in its thread.
 *
 * @throws when they do not belong to one thread
 */
export function slackPage(alerts: readonly PublishedAlert[], mode: Mode): string {
  const threads = new Set(alerts.map(({ chat }) => chat.metadata.threadId));
  if (threads.size !== 1) throw new Error('the alerts are not of one thread');
  const [first = '', ...replies] = alerts.map(message);
  const count = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  return page(
    mode,
    STYLE,
    `<div class="head"><b>Thread</b> <span class="quiet"># payments-alerts</span></div>
${first}<div class="replies">${count}</div>${replies.join('')}<div class="end"></div>`,
  );
}

function message({ chat: { content }, document }: PublishedAlert): string {
  const at = new Intl.DateTimeFormat('en-US', { timeStyle: 'short', timeZone: 'UTC' }).format(
    Date.parse(document.occurredAt),
  );
  const steps = (content.nextSteps ?? []).map((step) => `<li>${mrkdwn(step)}</li>`).join('');
  return `<div class="message"><div class="avatar">Q</div><div class="body">
<b>Amazon Q Developer</b><span class="app">APP</span><span class="time">${at}</span>
<div class="card"><p><b>${mrkdwn(content.title)}</b></p><p>${mrkdwn(content.description)}</p>
${steps === '' ? '' : `<b>Next steps</b><ul>${steps}</ul>`}</div></div></div>`;
}
