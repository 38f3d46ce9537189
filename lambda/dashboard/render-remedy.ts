import { recheckCommand } from '../diagnosis/remedy.ts';
import type { Row } from './board.ts';
import { html, type Markup } from './markup.ts';

/** The first step of what to do, with its command: its own, or the one that ends so short a remedy. */
export function renderFirstStep(remedy: readonly string[]): Markup | null {
  const [first, ...next] = remedy;
  if (first === undefined) return null;
  const follows = next.findIndex(isCommand);
  const isNear = follows === 0 || (follows === 1 && remedy.length === 3);
  const command = isNear ? renderStep(next[follows] ?? '') : null;
  return html`<div class="qam-step"><span class="qam-strong">Next:</span> ${renderStep(first)}${command}</div>`;
}

/** All of what to do, and what it was concluded from; closed until somebody asks. */
export function renderSteps(
  { environment, credential, cause }: Row,
  summary: Markup,
): Markup | null {
  if (cause === null) return null;
  const { remedy, evidence, docsUrl } = cause;
  const steps = [...remedy, 'Check again:', recheckCommand(environment, credential)];
  const seen = html`<p>Seen:</p><ul>${evidence.map((fact) => html`<li>${fact}</li>`)}</ul>`;
  return html`<details class="qam-fold"><summary>${summary}</summary>
<p>${cause.cause}</p><ol>${withCommands(steps)}</ol>${evidence.length > 0 ? seen : null}${renderGuide(docsUrl)}</details>`;
}

/** Steps as items of a list; a command belongs to the step before it. */
function withCommands(steps: readonly string[]): Markup[] {
  const items: string[][] = [];
  for (const step of steps) {
    const last = items.at(-1);
    if (last !== undefined && isCommand(step)) last.push(step);
    else items.push([step]);
  }
  return items.map((item) => html`<li>${item.map(renderStep)}</li>`);
}

function renderGuide(docsUrl: string): Markup | null {
  if (!docsUrl.startsWith('https://')) return null;
  return html`<p><a href="${docsUrl}" target="_blank" rel="noopener noreferrer">Guide</a></p>`;
}

/** Commands stand alone in a step of a remedy. */
function isCommand(step: string): boolean {
  return /^(?:aws|npx) /.test(step);
}

/** A step; a command is shown as one, and selected with one click. */
export function renderStep(step: string): Markup {
  if (!isCommand(step)) return html`${step}`;
  // Broken between words alone: options begin with hyphens, where a browser would break as well.
  const words = step.split(' ').map((word) => html`<span class="qam-word">${word}</span> `);
  return html`<code class="qam-command">${words}</code>`;
}
