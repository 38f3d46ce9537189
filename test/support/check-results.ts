import { parseConfig } from '../../lambda/config/parse.ts';
import { type Target, targetsOf } from '../../lambda/config/target.ts';
import {
  CATALOGUE,
  type DiagnosisCode,
  type WarningCode,
} from '../../lambda/diagnosis/catalogue.ts';
import { remedyFor } from '../../lambda/diagnosis/remedy.ts';
import type { Check } from '../../lambda/monitor/check.ts';
import type { Outcome } from '../../lambda/report.ts';

/** The moment at which tests start, in milliseconds since the epoch. */
export const START = Date.parse('2026-11-23T12:00:00Z');

/** Codes to choose from, by the outcome that they belong to. */
export const CODES = {
  rejected: ['API_KEY_REJECTED', 'API_KEY_SWAPPED', 'STAGING_TOKEN_MISSING'],
  inconclusive: ['PROVIDER_ERROR', 'DNS_FAILURE', 'RATE_LIMITED'],
} as const satisfies Partial<Record<Outcome, readonly DiagnosisCode[]>>;

/** What a check in a test says; the rest is filled in. */
export interface CheckWords extends Partial<Omit<Check, 'diagnosis' | 'warnings'>> {
  /** Null, or left out: authenticated. The outcome follows it. */
  readonly code?: DiagnosisCode | null;
  readonly warnings?: readonly WarningCode[];
  /** Epoch milliseconds. @default the start */
  readonly at?: number;
}

const [TARGET] = targetsOf(
  parseConfig(
    { environments: { sandbox: { credentials: [{ name: 'a', secret: 'qonto/mobile-app' }] } } },
    'test',
  ),
);

/** The credential that a check is about: of a sandbox, with its key in `qonto/mobile-app`. */
export function targetOf(environment: string, credential: string): Target {
  if (TARGET === undefined) throw new Error('the configuration has no credential');
  return {
    environment: { ...TARGET.environment, name: environment },
    credential: { ...TARGET.credential, name: credential },
  };
}

/** A check as the monitor would write it, in the catalogue's words. */
export function checkResult(words: CheckWords = {}): Check {
  const { code = null, warnings = [], at = START, ...rest } = words;
  const { environment = 'sandbox', credential = 'mobile-app' } = rest;
  const entry = code === null ? null : CATALOGUE[code];
  const target = targetOf(environment, credential);
  return {
    environment,
    credential,
    method: 'api_key',
    outcome: entry === null ? 'authenticated' : outcomeOf(entry.kind),
    diagnosis:
      code === null || entry === null
        ? null
        : {
            code,
            title: entry.title,
            cause: entry.cause,
            remedy: remedyFor(code, target),
            confidence: 'likely',
            evidence: ['the answer was 401 and a JSON error, with a trace id of Qonto'],
            docsUrl: entry.docsUrl,
          },
    warnings: warnings.map((warning) => ({
      code: warning,
      title: CATALOGUE[warning].title,
      remedy: remedyFor(warning, target),
    })),
    traceId: 'f'.repeat(32),
    http: { status: entry === null ? 200 : 401, contentType: 'application/json', durationMs: 123 },
    secretVersion: '00000000-0000-4000-8000-000000000000',
    checkedAt: new Date(at).toISOString(),
    observation: `observed ${code ?? 'accounts'}`,
    experimentRequests: 0,
    ...rest,
  };
}

function outcomeOf(kind: 'rejected' | 'inconclusive' | 'warning'): Outcome {
  return kind === 'rejected' ? 'rejected' : 'inconclusive';
}
