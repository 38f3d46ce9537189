import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CatalogueEntry, DOCS } from '../../lambda/diagnosis/catalogue/entry.ts';
import {
  CATALOGUE,
  type DiagnosisCode,
  type WarningCode,
} from '../../lambda/diagnosis/catalogue.ts';
import { GROUNDS } from '../../lambda/diagnosis/grounds.ts';
import { remedyFor } from '../../lambda/diagnosis/remedy.ts';
import { INCONCLUSIVE_CODES, REJECTED_CODES, WARNING_CODES } from '../corpus/contract-codes.ts';
import { targetOf } from '../support/check-results.ts';

type Code = DiagnosisCode | WarningCode;

const ENTRIES = Object.entries(CATALOGUE) as [Code, (typeof CATALOGUE)[Code]][];
const of = (kind: string) =>
  ENTRIES.filter(([, entry]) => entry.kind === kind)
    .map(([code]) => code)
    .sort();

describe('the catalogue', () => {
  it('has the codes of the contract, of the right kind, and no others', () => {
    expect(of('rejected')).toEqual(REJECTED_CODES.toSorted());
    expect(of('inconclusive')).toEqual(INCONCLUSIVE_CODES.toSorted());
    expect(of('warning')).toEqual(WARNING_CODES.toSorted());
    expect(ENTRIES).toHaveLength(
      REJECTED_CODES.length + INCONCLUSIVE_CODES.length + WARNING_CODES.length,
    );
  });

  it.each(ENTRIES)('says what %s is, why, and what to do', (_, { title, cause, remedy }) => {
    for (const text of [title, cause, ...remedy]) {
      expect(text.trim()).toBe(text);
      expect(text.length).toBeGreaterThan(8);
      expect(text).not.toMatch(/[\r\n\t]|TODO|undefined/);
    }
    expect(remedy.length).toBeGreaterThan(0);
    // A title goes into subjects and tables; a cause is a sentence or two.
    expect(title.length).toBeLessThanOrEqual(50);
    expect(title).not.toMatch(/[.!]$/);
    expect(cause).toMatch(/^[A-Z].*[.]$/);
  });

  it('has a title of its own for each code', () => {
    const titles = ENTRIES.map(([, { title }]) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(ENTRIES)('links %s to a page under its address of 2026', (_, { docsUrl }) => {
    expect(docsUrl).toMatch(/^https:\/\/docs\.(?:qonto|aws\.amazon)\.com\/[\w/.-]+$/);
    expect(docsUrl).not.toMatch(/\/get-started\/|\/home\/|\/using-the-apis\/|\.md$/);
    expect(Object.values<string>(DOCS)).toContain(docsUrl);
  });

  it.each(ENTRIES)('rests %s on facts with a source and a certainty', (code) => {
    const grounds = GROUNDS[code];
    expect(grounds.length).toBeGreaterThan(0);
    for (const { fact, source, certainty } of grounds) {
      expect(fact).toMatch(/\.$/);
      expect(source.length).toBeGreaterThan(2);
      expect(['H', 'M', 'L']).toContain(certainty);
    }
  });

  it('has facts for no other code', () => {
    expect(Object.keys(GROUNDS).sort()).toEqual(Object.keys(CATALOGUE).sort());
  });

  it.each(ENTRIES)('fills in what stands for the check at hand, in the remedy of %s', (code) => {
    const steps = remedyFor(code as Code, targetOf('sandbox', 'mobile-app'));
    expect(steps.join('\n')).not.toMatch(/\{(?:secret|environment|credential|apiUrl)\}/);
    for (const step of steps.filter((text) => /\baws secretsmanager\b/.test(text))) {
      expect(step).toContain('--secret-id qonto/mobile-app');
    }
    for (const step of steps.filter((text) => /^npx .* (?:store|authorize)\b/.test(text))) {
      expect(step).toMatch(/ -e sandbox -c mobile-app$/);
    }
  });

  it.each(ENTRIES)('replaces nothing that a secret holds, in the remedy of %s', (code) => {
    const { remedy, managed }: CatalogueEntry = CATALOGUE[code];
    expect([...remedy, ...(managed?.remedy ?? [])].join(' ')).not.toMatch(/put-secret-value|file:/);
  });

  it("does not store into the credential's secret what belongs into the environment's", () => {
    const target = targetOf('sandbox', 'mobile-app');
    const about = (...secretId: string[]) =>
      remedyFor('SECRET_NOT_FOUND', target, ...secretId).join(' ');

    expect(about()).toContain('auth-monitor store');
    expect(about('qonto/staging-token')).not.toMatch(/auth-monitor store|credential/);
  });

  it('never tells people of a rejected credential that there is nothing to do', () => {
    const isCommand = (step: string) => /^(?:aws|npx) /.test(step);
    for (const code of REJECTED_CODES) {
      expect(CATALOGUE[code].remedy.some((step) => !isCommand(step))).toBe(true);
      expect(CATALOGUE[code].remedy.join(' ')).not.toMatch(/nothing to do/i);
    }
  });

  it('never blames the credential in a code that is inconclusive', () => {
    for (const code of INCONCLUSIVE_CODES) {
      const { cause, remedy } = CATALOGUE[code];
      expect([cause, ...remedy].join(' ')).not.toMatch(/regenerate|auth-monitor store|new key/i);
    }
  });

  it('is told in full by the page of diagnoses', () => {
    const page = readFileSync(new URL('../../docs/diagnoses.md', import.meta.url), 'utf8');
    for (const [code, { title, cause, docsUrl }] of ENTRIES) {
      expect(page).toContain(`### ${code}\n`);
      for (const text of [title, cause, docsUrl]) expect(page).toContain(text);
    }
  });
});
