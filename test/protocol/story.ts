import type { Journal } from './journal.ts';

/** What happened, a line each, for whoever reads a failure. */
export function storyOf(journal: Journal): string {
  const [first] = journal;
  return journal
    .map((one) => `${((one.at - (first?.at ?? 0)) / 1_000).toFixed(3)} ${one.run} ${lineOf(one)}`)
    .join('\n');
}

function lineOf(one: Journal[number]): string {
  switch (one.kind) {
    case 'accident':
      return one.what;
    case 'forgotten':
      return `forgot ${one.credential}`;
    case 'claimed':
    case 'noted':
      return `${one.kind} ${one.alertId}`;
    case 'accepted':
      return `found ${one.credential} ${one.code ?? one.outcome}${one.isHeld ? ', held' : ''}, owes ${one.raised.join(' ') || 'nothing'}`;
    case 'published':
      return `told ${one.document.id} ${one.document.event} ${one.code} of ${one.credentials.join(', ')}`;
  }
}
