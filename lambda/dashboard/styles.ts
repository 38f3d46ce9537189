import { html, type Markup } from './markup.ts';
import { PALETTES } from './palette.ts';
import type { View } from './view.ts';

/** Below this width, in pixels, things stand below each other. */
const NARROW = 820;

/** Whether there is little room. */
export function isNarrow({ width }: View): boolean {
  return width < NARROW;
}

/** Part of the width that names take, in per cent. */
export function namesShare(view: View): number {
  return isNarrow(view) ? 38 : view.width < 1_300 ? 30 : 26;
}

/**
 * The stylesheet. Its classes begin with `qam`, as nobody promises that it reaches this widget alone.
 * Colours of drawings are attributes in the drawings.
 */
export function renderStyles(view: View): Markup {
  const p = PALETTES[view.theme];
  const names = namesShare(view);
  const narrow = isNarrow(view);
  return html`<style>
.qam{font:14px/20px "Amazon Ember","Open Sans","Helvetica Neue",Roboto,Arial,sans-serif;color:${p.text};padding:2px 4px 8px;overflow-wrap:anywhere}
.qam *{box-sizing:border-box}
.qam p,.qam h2,.qam h3,.qam ol,.qam ul{margin:0;padding:0;font:inherit;color:inherit}
.qam a{color:${p.link};text-decoration:underline}
.qam code{font:12px/18px Monaco,Menlo,Consolas,"Courier Prime",Courier,monospace;background:${p.inset};color:${p.text};border-radius:4px;padding:1px 5px;border:0}
.qam .qam-command{display:block;padding:6px 10px;margin:4px 0 0;user-select:all}
.qam .qam-word{display:inline-block;max-width:100%}
.qam .qam-whole{white-space:nowrap}
.qam .qam-faint{color:${p.faintText}}
.qam .qam-strong{font-weight:700}
.qam .qam-symbol{flex:none;display:block}
.qam .qam-bar{display:block;overflow:visible}
.qam .qam-head{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;margin-bottom:14px}
.qam .qam-head h2{font-size:20px;line-height:26px;font-weight:700}
.qam .qam-when{margin-left:auto;text-align:${narrow ? 'left' : 'right'}${narrow ? ';width:100%' : ''}}
.qam .qam-notice{display:flex;gap:10px;align-items:flex-start;padding:8px 12px;margin-bottom:12px;border-radius:6px;background:${p.caution};border-left:4px solid ${p.standing.unreachable}}
.qam .qam-row{display:grid;grid-template-columns:${names}% minmax(0,1fr);column-gap:16px;align-items:center;padding:7px 12px 7px 10px;border-top:1px solid ${p.line};border-left:4px solid transparent}
.qam .qam-axis{border-top:0;padding-top:0;padding-bottom:4px}
.qam .qam-failing,.qam .qam-unreachable{padding-top:8px;padding-bottom:9px;border-top-color:transparent;margin-bottom:6px;border-radius:6px}
.qam .qam-failing{background:${p.alarm};border-left-color:${p.standing.failing}}
.qam .qam-unreachable{background:${p.caution};border-left-color:${p.standing.unreachable}}
.qam .qam-akin{margin-top:-4px}
.qam .qam-name{display:flex;gap:9px;align-items:flex-start}
.qam .qam-name .qam-symbol{margin-top:2px}
.qam .qam-more{grid-column:1/-1;padding:6px 0 0 25px;position:relative}
.qam .qam-more>.qam-step:first-child{margin-top:0}
.qam .qam-facts{display:flex;flex-wrap:wrap;gap:2px 14px}
.qam .qam-more>.qam-facts{padding-right:${narrow ? 0 : 180}px}
.qam .qam-more>.qam-fold{margin-top:${narrow ? 6 : 0}px}
.qam .qam-more>.qam-fold>summary{${narrow ? '' : 'position:absolute;right:0;top:6px'}}
.qam .qam-fold>p:first-of-type{margin-top:8px}
.qam .qam-step{margin-top:5px}
.qam .qam-folded>summary{padding:8px 0 8px 14px;border-top:1px solid ${p.line}}
.qam .qam-folded.qam-failing,.qam .qam-folded.qam-unreachable{margin-top:-4px;padding:0;border-left:4px solid;border-left-color:${p.standing.failing}}
.qam .qam-folded.qam-unreachable{border-left-color:${p.standing.unreachable}}
.qam .qam-failing>summary,.qam .qam-unreachable>summary{border-top:0}
.qam .qam-names{padding:6px 12px 8px 14px}
.qam summary{cursor:pointer;color:${p.link}}
.qam .qam-fold ol,.qam .qam-fold ul{padding-left:20px;margin:4px 0 6px}
.qam .qam-fold li{margin:2px 0}
.qam .qam-legend{display:flex;flex-wrap:wrap;gap:2px 16px;padding:10px 12px 0 ${narrow ? '14px' : `calc(${names}% + 20px)`};color:${p.faintText};font-size:12px;border-top:1px solid ${p.line}}
.qam .qam-legend span{display:inline-flex;gap:6px;align-items:center}
.qam h3{font-size:16px;line-height:22px;font-weight:700;margin:20px 0 6px}
${renderAlertStyles(view)}
</style>`;
}

/** Below this width, in pixels, the list of alerts is no table. */
const TABLE = 1_040;

/** Whether there is room for a table with a column for each fact. */
export function hasTable({ width }: View): boolean {
  return width >= TABLE;
}

function renderAlertStyles(view: View): Markup {
  const p = PALETTES[view.theme];
  const layout = hasTable(view)
    ? html`display:grid;grid-template-columns:100px 150px minmax(0,4fr) minmax(0,5fr) 260px 130px;gap:2px 14px`
    : html`display:flex;flex-wrap:wrap;gap:2px 16px`;
  return html`.qam .qam-alert{${layout};padding:7px 12px 7px 14px;border-top:1px solid ${p.line}}
.qam .qam-alert>*{min-width:0}
.qam .qam-titles{color:${p.faintText};font-size:12px;border-top:0;padding-bottom:2px}`;
}
