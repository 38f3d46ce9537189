import type { CatalogueEntry, CodeKind } from '../lambda/diagnosis/catalogue/entry.ts';
import { CATALOGUE, type DiagnosisCode, type WarningCode } from '../lambda/diagnosis/catalogue.ts';
import { GROUNDS } from '../lambda/diagnosis/grounds.ts';

type Code = DiagnosisCode | WarningCode;

const SECTIONS: readonly (readonly [CodeKind, string, string])[] = [
  [
    'rejected',
    'Rejected',
    'The credential does not authenticate, and somebody has to do something.',
  ],
  ['inconclusive', 'Inconclusive', 'Nothing can be said about the credential.'],
  ['warning', 'Warnings', 'Beside an outcome: something to mend that did not decide it.'],
];

/** The page about all codes, made from the catalogue and the facts that it rests on. */
export function diagnosesPage(): string {
  const codes = Object.keys(CATALOGUE) as Code[];
  const sections = SECTIONS.map(([kind, title, meaning]) =>
    [
      `## ${title}`,
      meaning,
      ...codes.filter((code) => CATALOGUE[code].kind === kind).map(codeSection),
    ].join('\n\n'),
  );
  return `${[
    '# Diagnoses',
    'Every code that a report or an alert can name. Codes are stable: filters may rest on them. This page is made from the catalogue by `npm run generate`; `npx qonto-auth-monitor explain CODE` prints one entry.',
    'In a remedy, `{secret}`, `{environment}`, `{credential}` and `{apiUrl}` stand for those of the check. Facts are marked H (documented, or seen live by others), M (strong, indirect) or L (inferred).',
    ...sections,
  ].join('\n\n')}\n`;
}

function codeSection(code: Code): string {
  const { title, cause, remedy, managed, docsUrl, support }: CatalogueEntry = CATALOGUE[code];
  const facts = GROUNDS[code]
    .map(({ fact, source, certainty }) => `- ${certainty}: ${fact} (${source})`)
    .join('\n');
  return [
    `### ${code}`,
    `**${title}.** ${cause}`,
    numbered(remedy),
    ...(managed === undefined
      ? []
      : [`With \`"tokens": "manage"\`: ${managed.cause ?? ''}`.trim(), numbered(managed.remedy)]),
    `Rests on:\n\n${facts}`,
    `Guide: <${docsUrl}>${support ? ". If the remedy does not help, Qonto's support is the next step; the alert holds a message for it." : ''}`,
  ].join('\n\n');
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${asMarkdown(step)}`).join('\n');
}

function asMarkdown(step: string): string {
  return /^(?:aws|npx) /.test(step) ? `\`${step}\`` : step;
}
