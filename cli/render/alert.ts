import type { ChatNotification } from '../../lambda/alerts/chat.ts';
import type { PublishedAlert } from '../../simulator/memory/topic.ts';
import { type Output, wrap } from '../output.ts';

/** Shows an alert as its e-mail. */
export function renderEmail({ subject, email }: PublishedAlert, out: Output): void {
  panel('E-mail', [`Subject: ${subject}`, '', ...email.trimEnd().split('\n')], out);
}

/** Shows an alert as the message in Slack. */
export function renderChat({ chat }: Pick<PublishedAlert, 'chat'>, out: Output): void {
  const { title, description, nextSteps = [] } = chat.content;
  const lines = [
    title,
    ...description.split('\n'),
    ...(nextSteps.length > 0 ? ['Next steps', ...nextSteps.map((step) => `- ${step}`)] : []),
    `(thread ${threadOf(chat)})`,
  ];
  panel('Slack', lines.map(asSlackShowsIt), out);
}

function threadOf({ metadata }: ChatNotification): string {
  return metadata.threadId;
}

const SHOWN: readonly (readonly [RegExp, string])[] = [
  [/:red_circle:/g, '(red)'],
  [/:large_yellow_circle:/g, '(yellow)'],
  [/:large_green_circle:/g, '(green)'],
  [/:large_blue_circle:/g, '(blue)'],
  [/<([^|>]+)\|([^>]+)>/g, '$2: $1'],
  [/[`\u200b]/g, ''],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&amp;/g, '&'],
];

function asSlackShowsIt(line: string): string {
  return SHOWN.reduce((text, [pattern, shown]) => text.replace(pattern, shown), line);
}

function panel(name: string, lines: readonly string[], out: Output): void {
  out.line(
    out.style('gray', `  +-- ${name} ${'-'.repeat(Math.max(0, out.width - name.length - 7))}`),
  );
  for (const line of lines) {
    const indent = ' '.repeat(line.length - line.trimStart().length);
    for (const part of wrap(line.trimStart(), out.width - 4 - indent.length)) {
      out.line(`${out.style('gray', '  |')} ${indent}${part}`.trimEnd());
    }
  }
  out.line(out.style('gray', `  +${'-'.repeat(out.width - 3)}`));
}
