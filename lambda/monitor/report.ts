import { type Report, summarize } from '../report.ts';

/** A report with its summary. */
export function reportOf(parts: Omit<Report, 'summary'>): Report {
  const { results, alerts, ...run } = parts;
  return { ...run, summary: summarize(results), results, alerts };
}
