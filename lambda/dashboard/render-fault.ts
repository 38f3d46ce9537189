import { html } from './markup.ts';
import { renderStyles } from './styles.ts';
import { symbolOf } from './symbols.ts';
import type { View } from './view.ts';

/**
 * What is shown in place of the widget when it cannot be drawn.
 *
 * @param reason the name of an error
 */
export function renderFault(reason: string, view: View): string {
  return html`<div class="qam cwdb-no-default-styles">${renderStyles(view)}
<div class="qam-notice">${symbolOf('unreachable', view, 18)}<p><span class="qam-strong">What the monitor remembers could not be read</span> <code>${reason}</code>. This says nothing about the credentials. Refresh in a minute; the log of this widget's function has more.</p></div></div>`.toString();
}
