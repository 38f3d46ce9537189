import { CATALOGUE } from '../lambda/diagnosis/catalogue.ts';
import { classify } from '../lambda/diagnosis/classify.ts';
import type { CheckContext } from '../lambda/diagnosis/context.ts';
import type { Finding } from '../lambda/diagnosis/finding.ts';
import { inspectApiKey } from '../lambda/diagnosis/inspect-api-key.ts';
import { inspectOAuth } from '../lambda/diagnosis/inspect-oauth.ts';
import type { Credential } from '../lambda/qonto/credential.ts';
import type { ProbeAnswer, ProbeResult } from '../lambda/qonto/probe.ts';
import { readBodyFacts } from '../lambda/qonto/response-body.ts';
import { Secret } from '../lambda/secret.ts';
import { bankAccountsBody } from '../simulator/business-bodies.ts';
import { errorBody } from '../simulator/error-bodies.ts';
import { type Bench, measure } from './bench.ts';
import type { Theme } from './row.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const TRACE = '0123456789abcdef0123456789abcdef';
const PAIR = 'pied-piper-7133:notarealsecretq8x2k7v9w4z1y6u3p5';
const TOKEN = 'ory_at_not-real-q8x2k7v9w4z1y6u3p5q8x2k7v9w4z1';
const ACCOUNTS = JSON.stringify(bankAccountsBody('full'));
const ERROR = JSON.stringify(
  errorBody('list', { code: 'unauthorized', detail: 'Invalid credentials.', traceId: TRACE }),
);
const PAGE = '<!doctype html><html><head><title>OneLogin</title></head><body></body></html>';

interface Case {
  readonly credential: Credential;
  readonly result: ProbeResult;
  readonly context: Omit<CheckContext, 'credential' | 'findings'>;
}

function apiKey(value: string): Credential {
  const authorization = new Secret(value);
  return { method: 'api_key', authorization, parts: null, stagingToken: null };
}

function oauth(value: string, expiresAt: number): Credential {
  return {
    method: 'oauth',
    accessToken: new Secret(value),
    clientId: new Secret('not-real-client'),
    clientSecret: new Secret('not-real-client-secret'),
    expiresAt,
    refreshedAt: null,
    scopes: ['offline_access', 'organization.read'],
    hasRefreshToken: true,
    stagingToken: null,
  };
}

function answered(status: number, body: string, contentType = 'application/json'): ProbeAnswer {
  return {
    kind: 'answered',
    status,
    contentType,
    body: readBodyFacts(body, 'complete', contentType),
    traceId: contentType === 'text/html' ? null : TRACE,
    hasTraceIdMismatch: false,
    redirect: null,
    isDeprecated: false,
    hasSentStagingToken: false,
    retryAfterMs: null,
    durationMs: 50,
  };
}

const of = (
  credential: Credential,
  result: ProbeResult,
  environmentKind: 'production' | 'sandbox' = 'production',
): Case => ({
  credential,
  result,
  context: { environmentKind, versionCreatedAt: NOW - 600_000, now: NOW },
});

const reset: ProbeResult = {
  kind: 'unanswered',
  failure: 'CONNECTION_RESET',
  systemCode: 'ECONNRESET',
  durationMs: 50,
};

/** What a fleet looks like on a bad day: eight in ten are well, the rest fails in all ways. */
const MIX: readonly Case[] = [
  ...Array.from({ length: 24 }, () => of(apiKey(PAIR), answered(200, ACCOUNTS))),
  ...Array.from({ length: 8 }, () => of(oauth(TOKEN, NOW + 1_800_000), answered(200, ACCOUNTS))),
  of(apiKey(PAIR), answered(401, ERROR)),
  of(apiKey(`Bearer ${PAIR}`), answered(401, ERROR)),
  of(apiKey(` "${PAIR}"\n`), { kind: 'not_sent' }),
  of(apiKey(Buffer.from(PAIR).toString('base64')), answered(401, ERROR)),
  of(oauth(TOKEN, NOW - 60_000), answered(401, ERROR)),
  of(apiKey(PAIR), answered(200, PAGE, 'text/html'), 'sandbox'),
  of(apiKey(PAIR), answered(503, PAGE, 'text/html')),
  of(apiKey(PAIR), reset),
];

const REPEATS = 100;

function inspect(credential: Credential): Finding[] {
  return credential.method === 'api_key' ? inspectApiKey(credential) : inspectOAuth(credential);
}

const INSPECTED = MIX.map(({ credential, result, context }) => ({
  result,
  context: { ...context, credential, findings: inspect(credential) },
}));

/** Runs an action for each of some cases, many times over. */
function each<T>(cases: readonly T[], action: (one: T) => unknown): () => number {
  return () => {
    let kept = 0;
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      for (const one of cases) if (action(one) !== undefined) kept += 1;
    }
    return kept;
  };
}

const REFERENCE = 'JSON.parse of the answer';

/** Inspection and classification, alone and together. */
const DIAGNOSES: readonly Bench[] = [
  { name: REFERENCE, run: each(MIX, () => JSON.parse(ACCOUNTS)) },
  { name: 'inspection', run: each(MIX, ({ credential }) => inspect(credential)) },
  {
    name: 'classification',
    run: each(INSPECTED, ({ result, context }) => classify(result, context)),
  },
  {
    name: 'diagnosis',
    comparedWith: REFERENCE,
    run: each(MIX, ({ credential, result, context }) => {
      const findings = inspect(credential);
      return classify(result, { ...context, credential, findings });
    }),
  },
  {
    name: 'reading of the body',
    comparedWith: REFERENCE,
    run: each(MIX, () => readBodyFacts(ACCOUNTS, 'complete', 'application/json')),
  },
];

const CHECK_MICROSECONDS = 50_000;

/** What it costs to find out why a check failed. */
export const DIAGNOSIS: Theme = {
  name: 'diagnosis',
  run: async () => {
    const results = await measure(DIAGNOSES, { rounds: 41, warmUp: 5 });
    const whole =
      results.find(({ name }) => name === 'diagnosis')?.medianMicroseconds ?? Number.NaN;
    return [
      {
        measure: 'a diagnosis, as a share of a check of 50 ms',
        value: (100 * whole) / CHECK_MICROSECONDS,
        unit: '%',
        goal: { atMost: 1 },
      },
      ...results.map(({ name, medianMicroseconds, ratio, comparedWith }) => ({
        measure: name,
        value: medianMicroseconds,
        unit: 'µs' as const,
        goal: null,
        ...(ratio !== null && { note: `${ratio.toFixed(2)} × ${comparedWith}` }),
      })),
    ];
  },
};

// A mix that came to one and the same thing would measure little.
const codes = new Set(
  INSPECTED.map(({ result, context }) => classify(result, context).code ?? 'authenticated'),
);
if (codes.size < 8) {
  throw new Error(`The mix comes to ${codes.size} of ${Object.keys(CATALOGUE).length} codes only.`);
}
