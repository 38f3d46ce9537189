import type { Theme } from '../../lambda/dashboard/view.ts';

/** How the console looks around a widget, about. */
const LOOKS: Readonly<Record<Theme, Readonly<Record<'page' | 'card' | 'line' | 'text', string>>>> =
  {
    light: { page: '#f3f4f6', card: '#ffffff', line: '#d5dbdb', text: '#0f141a' },
    dark: { page: '#0f141a', card: '#161d26', line: '#36414d', text: '#e9ebed' },
  };

/**
 * A document with a widget in a card, on a background as CloudWatch has it; it says in its title how
 * high it is, for a picture that fits.
 */
export function dashboardPage(widget: string, theme: Theme): string {
  const { page, card, line, text } = LOOKS[theme];
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title></title>
<style>
html{background:${page};color-scheme:${theme}}
body{margin:0;padding:14px;font:14px "Open Sans","Liberation Sans",sans-serif;color:${text}}
.card{background:${card};border:1px solid ${line};border-radius:8px;padding:10px 14px}
.card>h1{font-size:16px;margin:0 0 10px}
</style>
<body><div class="card"><h1>Qonto credentials</h1>${widget}</div>
<script>document.title = Math.ceil(document.body.getBoundingClientRect().height);</script>
</body></html>`;
}

/** What the card and the page take of a width, in pixels. */
export const PAGE_MARGINS = 2 * (14 + 14 + 1);
