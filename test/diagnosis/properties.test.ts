import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../lambda/diagnosis/catalogue.ts';
import type { Outcome } from '../../lambda/report.ts';
import {
  accountsText,
  answer,
  anyAnswer,
  anyContent,
  anyFailure,
  anyHeaders,
  anyReading,
  anyReply,
  anySetup,
  checkContent,
  checkWith,
  type Reply,
  SECRET_KEY,
  wellFormed,
} from './arbitraries.ts';

const RUNS = { numRuns: 2_000 };

describe('a diagnosis', () => {
  it('is total: anything stored and anything answered gives one code of the right kind', async () => {
    const outcomes = new Set<Outcome>();
    await fc.assert(
      fc.asyncProperty(anySetup, anyReading, anyReply, async (setup, reading, reply) => {
        const { check, requests } = await checkWith(setup, reading, reply);
        outcomes.add(check.outcome);
        expect(requests).toBeLessThanOrEqual(1);
        expect(check.diagnosis === null).toBe(check.outcome === 'authenticated');
        if (check.diagnosis === null) return;
        const { code, evidence, confidence } = check.diagnosis;
        expect(CATALOGUE[code].kind).toBe(check.outcome);
        expect(['confirmed', 'likely', 'possible']).toContain(confidence);
        expect(evidence.length).toBeGreaterThan(0);
        for (const { code: warning } of check.warnings) {
          expect(CATALOGUE[warning].kind).toBe('warning');
        }
      }),
      RUNS,
    );
    expect([...outcomes].sort()).toEqual(['authenticated', 'inconclusive', 'rejected']);
  });

  it('never convicts for a 429, a 5xx or a network fault, whatever is stored', async () => {
    const status = fc.oneof(fc.constant(429), fc.integer({ min: 500, max: 599 }));
    const reply: fc.Arbitrary<Reply> = fc.oneof(anyAnswer(status), anyFailure);
    await fc.assert(
      fc.asyncProperty(anySetup, anyReading, reply, async (setup, reading, came) => {
        const { check, requests } = await checkWith(setup, reading, came);
        // Where nothing could be sent, no answer came either.
        if (requests > 0) expect(check.outcome).toBe('inconclusive');
      }),
      RUNS,
    );
  });

  it('never convicts when Secrets Manager is throttled or down', async () => {
    await fc.assert(
      fc.asyncProperty(anySetup, anyReply, async (setup, reply) => {
        const { check, requests } = await checkWith(setup, { kind: 'unavailable' }, reply);
        expect(check.diagnosis?.code).toBe('SECRETS_MANAGER_UNAVAILABLE');
        expect(requests).toBe(0);
      }),
    );
  });

  it('never convicts for a body that was cut short or is endless', async () => {
    const status = fc.integer({ min: 100, max: 599 });
    const end = fc.constantFrom('cut' as const, 'too_large' as const);
    await fc.assert(
      fc.asyncProperty(anySetup, anyContent, anyAnswer(status), end, async (...parts) => {
        const [setup, content, came, bodyEnd] = parts;
        const { check, requests } = await checkContent(setup, content, { ...came, bodyEnd });
        if (requests > 0) expect(check.outcome).toBe('inconclusive');
      }),
      RUNS,
    );
  });

  it('is none when a well-formed credential gets its accounts, whatever stands around them', async () => {
    const success = fc.integer({ min: 200, max: 299 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(anySetup, wellFormed, success, accountsText, anyHeaders),
        async ([setup, content, status, body, headers]) => {
          const own = { ...setup, method: null };
          const { check } = await checkContent(own, content, answer(status, body, headers));
          expect(check.outcome).toBe('authenticated');
          expect(check.diagnosis).toBeNull();
        },
      ),
      RUNS,
    );
  });

  it('is none for anything that Qonto gives accounts to, malformed or not', async () => {
    await fc.assert(
      fc.asyncProperty(anySetup, anyContent, accountsText, async (setup, content, body) => {
        const { check, requests } = await checkContent(setup, content, answer(200, body));
        if (requests > 0) expect(check.outcome).toBe('authenticated');
      }),
      RUNS,
    );
  });

  it('never convicts in production without a trace id and without an error in JSON', async () => {
    const status = fc.integer({ min: 200, max: 599 });
    const text = fc.oneof(
      fc.string().filter((body) => !/[{[]/.test(body)),
      fc.constantFrom('<html>Forbidden</html>', 'Forbidden', '', '{"message":"Unauthorized"}'),
      fc.constantFrom('{}', '[]', '{"ok":false}', '{"errors":[]}', '{"bank_accounts":null}'),
    );
    await fc.assert(
      fc.asyncProperty(wellFormed, status, text, async (content, code, body) => {
        const setup = { kind: 'production', method: null, hasStagingToken: false } as const;
        const { check } = await checkContent(setup, content, answer(code, body));
        expect(check.outcome).toBe('inconclusive');
        if (code !== 401 && code !== 403) return;
        expect(['EDGE_BLOCKED', 'UNEXPECTED_RESPONSE']).toContain(check.diagnosis?.code);
      }),
      RUNS,
    );
  });

  it('repeats nothing of what is stored, nor of what was answered', async () => {
    const marker = 'Zq7Xk9Wv3J';
    const body = JSON.stringify({ errors: [{ code: marker, detail: marker }] });
    const page = `<html>${marker}</html>`;
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(anySetup, anyContent, fc.constantFrom(200, 302, 400, 401, 403, 404, 500)),
        fc.constantFrom(body, page, marker),
        async ([setup, content, status], text) => {
          const headers = { 'content-type': `text/${marker} ${marker}`, location: `/${marker}` };
          const { check } = await checkContent(setup, content, answer(status, text, headers));
          const said = JSON.stringify(check);
          expect(said).not.toContain(marker);
          expect(said).not.toContain(SECRET_KEY.slice(-12));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
