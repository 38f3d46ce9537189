import { EXIT } from '../exit-code.ts';
import type { Finding } from './doctor-check.ts';

/** What looks at one part came to. */
export interface Examined {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** 0 when all is well, 1 for a problem, 2 when something could not be seen. */
export function exitCodeOf(examined: readonly Examined[]): number {
  if (withVerdict(examined, 'problem').length > 0) return EXIT.rejected;
  return withVerdict(examined, 'unknown').length > 0 ? EXIT.inconclusive : EXIT.ok;
}

/** All of it in a line or two. */
export function conclusionOf(examined: readonly Examined[]): string {
  const problems = withVerdict(examined, 'problem');
  const unknown = withVerdict(examined, 'unknown');
  const warnings = withVerdict(examined, 'warning').map(
    ({ title, says }) => `${title.toLowerCase()}: ${says}`,
  );
  const unseen = `not everything could be seen (${titlesOf(unknown)})`;
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    const besides = unknown.length > 0 ? `, and ${unseen}` : '';
    return `Not good: ${count} (${titlesOf(problems)})${besides}.`;
  }
  const buts = [...(unknown.length > 0 ? [unseen] : []), ...warnings];
  return buts.length > 0 ? `Good, but: ${buts.join('; ')}.` : 'Good.';
}

interface Titled extends Finding {
  readonly title: string;
}

function withVerdict(examined: readonly Examined[], verdict: Finding['verdict']): Titled[] {
  return examined.flatMap(({ title, findings }) =>
    findings.filter((one) => one.verdict === verdict).map((one) => ({ ...one, title })),
  );
}

function titlesOf(findings: readonly Titled[]): string {
  return [...new Set(findings.map(({ title }) => title.toLowerCase()))].join(', ');
}
