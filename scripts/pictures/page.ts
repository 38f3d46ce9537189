/** Colours of a window; the same names in both modes. */
export type Mode = 'light' | 'dark';

/** Both, light first. */
export const MODES: readonly Mode[] = ['light', 'dark'];

const COLOURS: Readonly<Record<Mode, string>> = {
  light:
    '--ground:#fff;--text:#1d1c1d;--quiet:#616061;--line:#dddde0;--link:#1264a3;--code:#c01343;--code-ground:#f6f6f7;--bar:#dddddd',
  dark: '--ground:#1a1d21;--text:#e8e8e8;--quiet:#ababad;--line:#3b3e44;--link:#1d9bd1;--code:#e8912d;--code-ground:#232529;--bar:#565856',
};

const BASE = `
  html { background: var(--ground); }
  body { margin: 0; color: var(--text); font: 14px/1.47 'Liberation Sans', Arial, Helvetica, sans-serif; }
  a { color: var(--link); text-decoration: none; overflow-wrap: anywhere; }
  .quiet { color: var(--quiet); }
  .avatar { flex: none; width: 40px; height: 40px; border-radius: 8px; background: #232f3e; color: #ff9900;
    display: flex; align-items: center; justify-content: center; font-weight: bold; font-size: 14px; }
`;

/** A whole page; it says in its title how high it is, for a picture that fits. */
export function page(mode: Mode, style: string, body: string): string {
  return `<!doctype html>
<html><head><meta charset="utf-8"><title></title>
<style>:root { ${COLOURS[mode]} } ${BASE} ${style}</style></head>
<body>${body}
<script>document.title = Math.ceil(document.body.getBoundingClientRect().height);</script>
</body></html>
`;
}

/** Text as a page shows it, letter for letter. */
export function asHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
