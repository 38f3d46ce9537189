import { withoutControls } from '../alerts/wording.ts';

/** HTML or SVG that holds no text but escaped one. Only {@link html} makes it. */
export class Markup {
  readonly #text: string;

  constructor(strings: TemplateStringsArray, parts: readonly Part[]) {
    this.#text = String.raw({ raw: strings }, ...parts.map(written));
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in markup: text and numbers are escaped, null is nothing. */
export type Part = string | number | Markup | null | readonly Part[];

/**
 * Markup with parts in it. Text comes from people and from secrets' names, so it is escaped wherever
 * it stands, in an attribute as well: those are always in double quotes.
 *
 * @example html`<td title="${name}">${name}</td>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings, parts);
}

function written(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'object') return part.map(written).join('');
  return escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '');
}
