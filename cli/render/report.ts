import { oneLine } from '../../lambda/alerts/wording.ts';
import { supportMessage } from '../../lambda/diagnosis/support-message.ts';
import type { StatusEntry } from '../../lambda/monitor/status.ts';
import type { Outcome, Report, ReportEntry } from '../../lambda/report.ts';
import { type Output, wrap } from '../output.ts';

const MARKS = {
  authenticated: { mark: 'ok', format: 'green' },
  rejected: { mark: 'FAIL', format: 'red' },
  inconclusive: { mark: '??', format: 'yellow' },
  none: { mark: '--', format: 'gray' },
} as const satisfies Record<Outcome | 'none', { mark: string; format: string }>;

const LABEL_WIDTH = 12;

/** What a report shows besides the outcomes. */
export interface Shown {
  /** What is remembered of each credential. */
  readonly status: boolean;
  /** Cause, remedy and evidence. */
  readonly details: boolean;
}

/** Shows a report to a person: a line for each credential, and what is wrong below it. */
export function renderReport(report: Report, out: Output, shows: Shown): void {
  const nameWidth = Math.max(0, ...report.results.map((entry) => fullName(entry).length));
  for (const entry of report.results) {
    out.line(headLine(entry, nameWidth, out, shows.status));
    if (shows.details) for (const line of details(entry, out)) out.line(line);
  }
  out.line();
  out.line(summaryLine(report));
}

function fullName({ environment, credential }: ReportEntry): string {
  return oneLine(`${environment}/${credential}`);
}

function headLine(entry: ReportEntry, nameWidth: number, out: Output, showStatus: boolean): string {
  const { mark, format } = MARKS[entry.outcome ?? 'none'];
  const facts = [
    showStatus ? entry.status.padEnd(11) : null,
    out.style(format, (entry.outcome ?? 'not checked yet').padEnd(13)),
    entry.http ? `${entry.http.durationMs} ms`.padStart(8) : null,
    entry.outcome === 'authenticated' && entry.traceId
      ? out.style('gray', `trace ${entry.traceId}`)
      : null,
    entry.diagnosis ? out.style('bold', entry.diagnosis.title) : null,
  ].filter((fact) => fact !== null);
  const name = fullName(entry).padEnd(nameWidth);
  return `${out.style(format, mark.padStart(4))}  ${name}  ${facts.join('  ')}`;
}

function details(entry: ReportEntry, out: Output): string[] {
  const { diagnosis, warnings, traceId, http, secretVersion } = entry;
  const rows: [label: string, texts: readonly string[]][] = [];
  if (diagnosis !== null) {
    rows.push(['Cause', [`${diagnosis.cause} (${diagnosis.confidence}, ${diagnosis.code})`]]);
    rows.push(['Do', diagnosis.remedy.map((step, index) => `${index + 1}. ${step}`)]);
    rows.push(['Seen', diagnosis.evidence.map((fact) => `- ${fact}`)]);
    rows.push(['Trace id', [traceId ?? 'none came']]);
    if (http !== null) rows.push(['Answer', [`${http.status} ${http.contentType ?? ''}`.trim()]]);
    if (secretVersion !== null) rows.push(['Version', [secretVersion]]);
    const message = supportMessage(entry);
    if (message !== null) rows.push(['To support', message]);
    rows.push(['Guide', [diagnosis.docsUrl]]);
  }
  for (const warning of warnings) {
    rows.push(['Warning', [`${warning.title} (${warning.code})`, ...warning.remedy]]);
  }
  const wait = waitOf(entry);
  if (wait !== null) rows.push(['Alerts', [wait]]);
  return rows.flatMap(([label, texts]) => row(label, texts, out));
}

/** Why alerts about a credential wait, as an answer to `status` says. */
function waitOf(entry: ReportEntry & Partial<StatusEntry>): string | null {
  if (entry.heldBack == null) return null;
  const until = entry.heldBack === 'muted' ? ` until ${entry.mutedUntil}` : '';
  return `wait: ${entry.heldBack}${until}`;
}

function row(label: string, texts: readonly string[], out: Output): string[] {
  const lines = texts.flatMap((text) =>
    // A command stays on one line, to be copied.
    /^\d+\. (?:aws|npx) /.test(text) ? [text] : wrap(oneLine(text), out.width - LABEL_WIDTH - 6),
  );
  return lines.map((line, index) => {
    const head =
      index === 0 ? out.style('gray', label.padEnd(LABEL_WIDTH)) : ' '.repeat(LABEL_WIDTH);
    return `      ${head}${line}`;
  });
}

function summaryLine({ summary, startedAt, finishedAt, alerts }: Report): string {
  const counts = `${summary.authenticated} authenticated, ${summary.rejected} rejected, ${summary.inconclusive} inconclusive`;
  const duration = Date.parse(finishedAt) - Date.parse(startedAt);
  const told =
    alerts.length === 0 ? '' : `, ${alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`}`;
  return `${counts}${told}, in ${duration} ms`;
}
