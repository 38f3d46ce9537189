import type { Board } from './board.ts';
import { html, type Markup } from './markup.ts';
import { symbolOf } from './symbols.ts';
import { shownDuration, shownTime } from './view.ts';

/** Says so where sweeps have stopped, or never began. */
export function renderNotice(board: Board): Markup | null {
  const { view } = board;
  const words = wordsOf(board);
  if (words === null) return null;
  const [what, consequence] = words;
  return html`<div class="qam-notice">${symbolOf('unreachable', view, 18)}<p><span class="qam-strong">${what}</span> ${consequence} Look at the alarms, at the function's log, and whether the schedule is enabled; <code class="qam-whole">npx qonto-auth-monitor doctor</code> does so too.</p></div>
`;
}

function wordsOf({
  view,
  lastSweepAt,
  knownAt,
  isStale,
  staleAfterMs,
}: Board): [what: string, consequence: string] | null {
  if (lastSweepAt === null) {
    const due =
      staleAfterMs === null
        ? ''
        : ` There should be one within ${shownDuration(staleAfterMs)} of the deployment.`;
    const known =
      knownAt === null
        ? 'Nothing is known of any credential.'
        : `What is shown comes of single checks, and nothing is known since ${shownTime(knownAt, view)}.`;
    return ['No sweep has finished yet.', `${known}${due}`];
  }
  if (!isStale) return null;
  const duration = shownDuration(view.now - lastSweepAt);
  return [
    `No sweep has finished for ${duration}.`,
    `What is shown is what was known then, at ${shownTime(lastSweepAt, view)}.`,
  ];
}
