import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BodyFacts, readBodyFacts } from '../../lambda/qonto/response-body.ts';
import { cleanTraceId } from '../../lambda/qonto/trace-id.ts';
import { ERROR_SHAPES, errorBody } from '../../simulator/error-bodies.ts';

const JSON_TYPE = 'application/json';
const ID = '6f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c';

const read = (body: unknown, contentType: string | null = JSON_TYPE): BodyFacts =>
  readBodyFacts(typeof body === 'string' ? body : JSON.stringify(body), 'complete', contentType);

describe('readBodyFacts: forms', () => {
  const rows: readonly (readonly [string, unknown, string, (string | null)?])[] = [
    ['accounts', { bank_accounts: [] }, 'accounts'],
    ['accounts under any type', { bank_accounts: [{}] }, 'accounts', null],
    ['accounts that are null', { bank_accounts: null }, 'json'],
    ['accounts that are an object', { bank_accounts: {} }, 'json'],
    ['accounts on the prototype', '{"__proto__":{"bank_accounts":[]}}', 'json'],
    ['other JSON', { a: 1 }, 'json'],
    ['a list', [], 'json'],
    ['a word of JSON', 'null', 'json'],
    ['nothing', '', 'empty'],
    ['blanks', ' \r\n', 'empty'],
    ['a page', '<p>x', 'html', 'text/html'],
    ['a page by its looks', '<!DOCTYPE html><p>x', 'html', null],
    ['a page by its looks, called JSON', ' <html lang="en">', 'html'],
    ['a page of XHTML', '<p/>', 'html', 'application/xhtml+xml'],
    ['text', '404 page not found', 'text', 'text/plain'],
    ['JSON that breaks off', '{"bank_accounts":[', 'text'],
    ['an API gateway’s refusal', { message: 'Unauthorized' }, 'json'],
    ['FastAPI’s refusal', { detail: 'Not authenticated' }, 'json'],
    ['Kubernetes’ refusal', { code: 401, message: 'Unauthorized' }, 'json'],
    ['Spring’s refusal', { status: 401, error: 'Unauthorized', path: '/' }, 'json'],
    ['Rails’ refusal', { errors: ['x'] }, 'json'],
    ['GraphQL’s refusal', { errors: [{ message: 'x' }] }, 'json'],
    ['no errors', { errors: [] }, 'json'],
  ];
  for (const [name, body, form, contentType = JSON_TYPE] of rows) {
    it(`takes ${name} for what it is`, () => {
      expect(read(body, contentType).form).toBe(form);
    });
  }

  it.each(ERROR_SHAPES)('takes the shape %s for an error of Qonto', (shape) => {
    for (const traceId of [ID, null]) {
      const body = errorBody(shape, { code: 'unauthorized', detail: 'No.', traceId });
      expect(read(body)).toMatchObject({
        form: 'error',
        traceId: shape === 'flat_detail' || shape === 'oauth' ? null : traceId,
      });
    }
  });

  it('looks at nothing of a body that was cut or too large', () => {
    for (const end of ['cut', 'too_large'] as const) {
      expect(readBodyFacts('{"bank_accounts":[]}', end, JSON_TYPE).form).toBe(end);
    }
  });

  it('knows OneLogin’s page', () => {
    expect(read('<title>OneLogin</title>', 'text/html').isSignInPage).toBe(true);
    expect(read('<title>Blocked</title>', 'text/html').isSignInPage).toBe(false);
  });
});

describe('readBodyFacts: hints', () => {
  const hintsOf = (detail: string, code = 'x') => read({ errors: [{ code, detail }] }).hints;

  it.each([
    ['OAuth2 authentication is required here', ['oauth_required']],
    ['Missing required OAuth scope: organization.read', ['scope_missing']],
    ['insufficient_scope', ['scope_missing']],
    ['The Authorization header is missing.', ['authorization_missing']],
    ['Missing Authorization header', ['authorization_missing']],
    ['Invalid credentials.', []],
    ['You are not allowed to perform this action.', []],
    ['This feature is not included in your plan.', []],
    ['The telescope is missing.', []],
  ])('reads %j as %j', (detail, hints) => {
    expect(hintsOf(detail)).toEqual(hints);
  });

  it('reads a code as well as a detail', () => {
    expect(hintsOf('No.', 'insufficient_scope')).toEqual(['scope_missing']);
  });

  it('reads a hostile text of 200,000 characters in no time', () => {
    const startedAt = performance.now();
    for (const word of [
      'missing ',
      'scope ',
      'no ',
      'authorization ',
      'no a',
      'oauth2 ',
      '\u0000',
    ]) {
      hintsOf(word.repeat(200_000 / word.length));
      hintsOf(`no ${'a'.repeat(200_000)}`);
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('readBodyFacts: any body', () => {
  it('is read without throwing, and gives no words of it', () => {
    const end = fc.constantFrom('complete' as const, 'cut' as const, 'too_large' as const);
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom('['.repeat(100_000), '{"errors":[null,1,[]]}', '{"errors":null}', '"x"'),
    );
    fc.assert(
      fc.property(text, end, fc.option(fc.string()), (body, how, contentType) => {
        const { traceId, ...facts } = readBodyFacts(body, how, contentType);
        expect(cleanTraceId(traceId)).toBe(traceId);
        expect(Object.keys(facts).sort()).toEqual(['form', 'hints', 'isSignInPage']);
      }),
      { numRuns: 500 },
    );
  });

  it('is read without throwing where the known fields hold anything', () => {
    const body = fc.dictionary(
      fc.constantFrom(
        ...['bank_accounts', 'errors', 'error', 'error_description', 'code', 'message', 'detail'],
        ...['trace_id', '__proto__'],
      ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(body, (value) => {
        const { form, traceId } = read(value);
        expect(['accounts', 'error', 'json']).toContain(form);
        expect(cleanTraceId(traceId)).toBe(traceId);
      }),
      { numRuns: 500 },
    );
  });
});
