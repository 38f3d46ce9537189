import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult, ReportEntry } from '../../lambda/report.ts';
import { headersOf } from '../../simulator/recorded-request.ts';
import { ALL_CASES, CORPUS, expectationsOf } from './all-cases.ts';
import { type Bench, type CaseRun, openBench } from './bench.ts';
import type { CorpusCase, Expectation } from './case.ts';
import {
  INCONCLUSIVE_CODES,
  OUTSIDE_OBSERVE_MODE,
  REJECTED_CODES,
  WARNING_CODES,
} from './contract-codes.ts';

/** Every code that the monitor has answered so far. */
const answered = new Set<string>();
let casesRun = 0;

function note({ diagnosis, warnings }: ReportEntry): void {
  if (diagnosis !== null) answered.add(diagnosis.code);
  for (const { code } of warnings) answered.add(code);
}

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

for (const [theme, cases] of Object.entries(CORPUS)) {
  describe(`corpus: ${theme}`, () => {
    for (const corpusCase of cases) {
      it(corpusCase.name, async () => {
        casesRun += 1;
        const run = await bench.run(corpusCase);
        if (run === null) {
          console.error(`SKIPPED without openssl: ${corpusCase.name}`);
          return;
        }
        note(run.entry);
        const expectations = expectationsOf(corpusCase);
        expectVerdict(run.entry, expectations);
        expectPromisesKept(run, corpusCase);
        if (run.entry.outcome !== 'rejected') return;

        const plain = await bench.run(corpusCase, false);
        if (plain === null) throw new Error('the place is gone');
        note(plain.entry);
        expectVerdict(plain.entry, expectations, 'without experiments');
        expectPromisesKept(plain, corpusCase);
      });
    }
  });
}

/** A failure says what was expected and what came, in one line each. */
function expectVerdict(
  entry: ReportEntry,
  allowed: readonly Expectation[],
  how = 'with experiments',
): void {
  const wanted = allowed
    .map(({ outcome, codes, ...rest }) => lineOf(outcome, codes.join(' or '), rest))
    .join('; or ');
  const got = lineOf(entry.outcome, entry.diagnosis?.code ?? '', {
    confidence: entry.diagnosis?.confidence,
    warnings: entry.warnings.map(({ code }) => code).sort(),
    traceId: entry.traceId,
  });
  const isAllowed = allowed.some((expectation) => matches(entry, expectation));
  expect(isAllowed, `${how}: expected ${wanted}; got ${got}`).toBe(true);
}

function lineOf(outcome: string | null, codes: string, rest: object): string {
  return `${outcome} ${codes} ${JSON.stringify(rest)}`;
}

function matches(entry: ReportEntry, { outcome, codes, ...rest }: Expectation): boolean {
  const { diagnosis } = entry;
  const warnings = entry.warnings.map(({ code }) => code).sort();
  const allowed: readonly string[] = codes;
  return (
    entry.outcome === outcome &&
    (diagnosis === null ? allowed.length === 0 : allowed.includes(diagnosis.code)) &&
    (rest.confidence === undefined ||
      (diagnosis !== null && rest.confidence.includes(diagnosis.confidence))) &&
    (rest.warnings === undefined ||
      JSON.stringify(warnings) === JSON.stringify([...rest.warnings].sort())) &&
    (rest.traceId === undefined || rest.traceId.includes(entry.traceId))
  );
}

/** What the contract promises of every check, whatever comes of it. */
function expectPromisesKept(run: CaseRun, corpusCase: CorpusCase): void {
  const { entry, report, output, requests, foreignRequests } = run;
  expect(entry.diagnosis === null).toBe(entry.outcome === 'authenticated');
  expectReadable(entry);
  expect(report.trigger).toBe('on-demand');
  expect(report.alerts).toEqual([]);
  expect(report.summary.total).toBe(report.results.length);

  const leaked = run.secretValues.filter((value) => output.includes(value));
  expect(leaked, 'no secret in the report or a log line').toEqual([]);
  expect(run.spentRefreshTokens, 'observe never spends a refresh token').toBe(0);
  if (corpusCase.alsoWatchedByOther !== true) expect(foreignRequests).toEqual([]);

  const names = requests
    .flatMap((request) => headersOf(request).map(({ name }) => name))
    .map((name) => name.toLowerCase());
  expect(names).not.toContain('x-evil');
  if (corpusCase.environment !== 'sandbox') expect(names).not.toContain('x-qonto-staging-token');
}

function expectReadable({ diagnosis, warnings, traceId, http }: CheckResult | ReportEntry): void {
  if (traceId !== null) expect(traceId).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
  if (http?.contentType != null) expect(http.contentType).toBe(http.contentType.toLowerCase());
  for (const warning of warnings) expect(warning.title).not.toBe('');
  if (diagnosis === null) return;
  expect(diagnosis.docsUrl).toMatch(/^https:\/\//);
  expect(diagnosis.remedy.length).toBeGreaterThan(0);
  const text = [diagnosis.title, diagnosis.cause, ...diagnosis.remedy, ...diagnosis.evidence];
  for (const line of text) {
    expect(line).not.toBe('');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(line).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
    expect(line).not.toMatch(/undefined|\[object|NaN/);
  }
}

const CODES_TO_SEE: readonly string[] = [
  ...REJECTED_CODES.filter((code) => !OUTSIDE_OBSERVE_MODE.includes(code)),
  ...INCONCLUSIVE_CODES,
  ...WARNING_CODES,
];

describe('the corpus itself', () => {
  it('has at least 200 cases, each with a name of its own within its theme', () => {
    expect(ALL_CASES.length).toBeGreaterThanOrEqual(200);
    for (const cases of Object.values(CORPUS)) {
      const names = cases.map(({ name }) => name);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
  });

  it('has every code of the contract that can occur in observe mode', () => {
    const codes = new Set<string>(
      ALL_CASES.flatMap(expectationsOf).flatMap(({ codes, warnings = [] }) => [
        ...codes,
        ...warnings,
      ]),
    );
    expect(CODES_TO_SEE.filter((code) => !codes.has(code))).toEqual([]);
  });

  it('made the monitor answer every one of them', ({ skip }) => {
    if (casesRun < ALL_CASES.length) skip('only a part of the corpus was run');
    expect(CODES_TO_SEE.filter((code) => !answered.has(code))).toEqual([]);
  });

  it('keeps the pairing of outcome and code that the contract has', () => {
    const table: Record<string, readonly string[]> = {
      authenticated: [],
      rejected: REJECTED_CODES,
      inconclusive: INCONCLUSIVE_CODES,
    };
    for (const { outcome, codes } of ALL_CASES.flatMap(expectationsOf)) {
      expect(table[outcome]).toEqual(expect.arrayContaining([...codes]));
    }
  });
});
