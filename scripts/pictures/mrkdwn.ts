/** The emoji of our messages, as circles of a colour: the same on machines without such a font. */
const CIRCLES: Readonly<Record<string, string>> = {
  red_circle: '#dd2e44',
  large_yellow_circle: '#fdcb58',
  large_green_circle: '#78b159',
  large_blue_circle: '#55acee',
};

/**
 * Slack's markup as HTML: links, code, bold words and emoji. What a message escapes is escaped in
 * HTML too, so that it stays what it is.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function mrkdwn(text: string): string {
  return text
    .replace(/<(https:[^|>\s"]+)\|([^>]+)>/g, '<a href="$1">$2</a>')
    .replace(/`(?!\u200b)([^`\n]+)`/g, '<code>$1</code>')
    .replace(/(?<![\w*])\*(?!\u200b)([^*\n]+)\*(?![\w*\u200b])/g, '<b>$1</b>')
    .replace(/:([a-z_]+):/g, (code, name) => circle(name) ?? code)
    .replaceAll('\n', '<br>');
}

function circle(name: string): string | null {
  const colour = CIRCLES[name];
  return colour === undefined
    ? null
    : `<svg class="emoji" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" fill="${colour}"/></svg>`;
}
