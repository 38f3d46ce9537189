import { suggestion } from '../lambda/config/nearest.ts';
import { CATALOGUE, type DiagnosisCode, type WarningCode } from '../lambda/diagnosis/catalogue.ts';
import { GROUNDS } from '../lambda/diagnosis/grounds.ts';
import { MonitorError } from '../lambda/errors.ts';
import { EXIT } from './exit-code.ts';
import { type Output, wrap } from './output.ts';

const MEANINGS = {
  rejected: 'rejected: the credential does not authenticate',
  inconclusive: 'inconclusive: nothing can be said about the credential',
  warning: 'warning: beside an outcome',
} as const;

/**
 * Prints what a code means. Letter case does not matter.
 *
 * @throws MonitorError `EVENT_INVALID` for a code that does not exist, naming those that are like it
 */
export async function explain(
  name: string,
  { json }: { readonly json?: boolean },
  out: Output,
): Promise<number> {
  const code = name.trim().toUpperCase();
  if (!Object.hasOwn(CATALOGUE, code)) throw unknownCode(name, code);
  const entry = CATALOGUE[code as DiagnosisCode | WarningCode];
  const grounds = GROUNDS[code as DiagnosisCode | WarningCode];
  if (json) {
    out.json({ code, ...entry, grounds });
    return EXIT.ok;
  }
  const paragraph = (text: string, indent = '') => {
    for (const line of wrap(text, out.width - indent.length)) out.line(indent + line);
  };
  out.line(out.style('bold', code));
  paragraph(`${entry.title} (${MEANINGS[entry.kind]})`);
  out.line();
  paragraph(entry.cause);
  out.line();
  for (const [index, step] of entry.remedy.entries()) paragraph(`${index + 1}. ${step}`, '  ');
  out.line();
  out.line('Rests on:');
  for (const { certainty, fact, source } of grounds)
    paragraph(`${certainty}  ${fact} (${source})`, '  ');
  out.line();
  out.line(`Guide: ${entry.docsUrl}`);
  return EXIT.ok;
}

function unknownCode(name: string, code: string): MonitorError {
  const codes = Object.keys(CATALOGUE);
  const words = code.split(/[^A-Z0-9]+/).filter((word) => word.length > 2);
  const alike = codes.filter((known) => words.some((word) => known.includes(word)));
  const shown = alike.length > 0 ? alike : codes;
  return new MonitorError(
    'EVENT_INVALID',
    `There is no code ${JSON.stringify(name)}${suggestion(code, codes) || '.'} ${alike.length > 0 ? 'Like it' : 'There are'}: ${shown.join(', ')}.`,
  );
}
