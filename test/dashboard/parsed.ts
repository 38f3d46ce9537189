/** A tag, its attributes in double quotes. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s[a-zA-Z0-9:-]+="[^"<>]*")*)\s?(\/?)>/g;

/** The tags of some HTML, and the text between them. */
export interface Parsed {
  readonly tags: readonly { readonly name: string; readonly attributes: string }[];
  readonly text: string;
}

/**
 * Reads HTML as the widget writes it, more strictly than a browser does.
 *
 * @throws when something is neither a tag nor escaped text, or a tag is not closed
 */
export function parsed(html: string): Parsed {
  const tags: { name: string; attributes: string }[] = [];
  const open: string[] = [];
  for (const [, slash, name = '', attributes = '', selfClosed] of html.matchAll(TAG)) {
    if (slash === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes another tag`);
      continue;
    }
    tags.push({ name, attributes });
    if (selfClosed === '') open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join()}`);
  const text = html.replace(/<style>[^<]*<\/style>/g, '').replace(TAG, '\n');
  if (/[<>"]/.test(text)) throw new Error(`not escaped: ${text}`);
  return { tags, text: unescaped(text).replace(/\s+/g, ' ') };
}

const CHARACTERS: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

function unescaped(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (one) => CHARACTERS[one] ?? one);
}
