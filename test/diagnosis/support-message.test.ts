import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, type DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';
import { supportMessage } from '../../lambda/diagnosis/support-message.ts';
import { entryOf } from '../../lambda/monitor/check.ts';
import { useWatched } from '../experiments/watched.ts';
import { CanarySearch } from '../support/canaries.ts';
import { checkResult } from '../support/check-results.ts';

const reported = (code: DiagnosisCode, words: Parameters<typeof checkResult>[0] = {}) =>
  entryOf(checkResult({ code, ...words }), 'failing');

const CODES = Object.keys(CATALOGUE) as DiagnosisCode[];
const DIAGNOSES = CODES.filter((code) => CATALOGUE[code].kind !== 'warning');
const traceIdOf = (index: number) => index.toString(16).padStart(32, 'a');

describe('supportMessage', () => {
  it.each(DIAGNOSES)('is written where support is the next step: %s', (code) => {
    expect(supportMessage(reported(code)) !== null).toBe(CATALOGUE[code].support === true);
  });

  it('is there for the causes that only Qonto can tell more of', () => {
    for (const code of ['API_KEY_REJECTED', 'ACCESS_FORBIDDEN', 'PROVIDER_ERROR'] as const) {
      expect(CATALOGUE[code].support).toBe(true);
    }
  });

  it('names endpoint, environment, method, status, time and trace id', () => {
    const entry = reported('API_KEY_REJECTED', { environment: 'sandbox', traceId: traceIdOf(1) });
    const text = supportMessage(entry)?.join('\n') ?? '';

    for (const part of ['GET /v2/bank_accounts', 'sandbox', 'API key', 'HTTP 401', 'UTC']) {
      expect(text).toContain(part);
    }
    expect(text).toContain(traceIdOf(1));
    expect(text).toContain(entry.checkedAt);
    for (const fact of entry.diagnosis?.evidence ?? []) expect(text).toContain(fact);
  });

  it('names the trace ids of others with the same cause, each with its time, ten at most', () => {
    const [first, ...others] = Array.from({ length: 30 }, (_, index) =>
      reported('API_KEY_REJECTED', {
        traceId: traceIdOf(index),
        at: Date.UTC(2026, 10, 23, 12, index),
      }),
    );
    if (first === undefined) throw new Error('there is none');
    const text = supportMessage(first, others)?.join('\n') ?? '';
    const named = [first, ...others].filter(({ traceId }) => text.includes(traceId ?? '-'));

    expect(named.length).toBeGreaterThan(1);
    expect(named.length).toBeLessThanOrEqual(10);
    for (const { checkedAt } of named) expect(text).toContain(checkedAt);
  });

  it('says so when no trace id came, and is none when no answer came', () => {
    const text = supportMessage(reported('API_KEY_REJECTED', { traceId: null }))?.join('\n');

    expect(text).toMatch(/no X-Tyk-Trace-Id/);
    expect(supportMessage(reported('PROVIDER_ERROR', { http: null }))).toBeNull();
    expect(supportMessage(entryOf(checkResult(), 'healthy'))).toBeNull();
  });

  it('holds nothing secret, of a real check with all its experiments', async () => {
    const stage = await useWatched();
    const search = new CanarySearch();
    const { login, secret } = stage.qonto.createApiKey('pied-piper-7133');
    stage.store({ login, secret });
    stage.store({ login, secret: 'zq7xk9wv3jzq7xk9wv3jzq7xk9wv3j22' });
    search.watch('secret', secret);
    search.watch('wrong secret', 'zq7xk9wv3jzq7xk9wv3jzq7xk9wv3j22');
    stage.qonto.revokeApiKey(login);

    const entry = await stage.sweep();
    const text = supportMessage(entry)?.join('\n') ?? '';

    expect(text).toContain(entry.traceId);
    expect(text).toMatch(/previous version/);
    expect(search.foundIn(text)).toEqual([]);
  });

  it('is lines of plain text for any entry', () => {
    const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary);
    fc.assert(
      fc.property(
        fc.constantFrom(...DIAGNOSES),
        optional(fc.integer({ min: 100, max: 599 })),
        optional(fc.constant('text/html')),
        (code, status, contentType) => {
          const http = status === null ? null : { status, contentType, durationMs: 1 };
          const lines = supportMessage(reported(code, { http, method: null }));
          for (const line of lines ?? []) expect(line).not.toMatch(/undefined|null|NaN|[\r\n]/);
        },
      ),
    );
  });
});
