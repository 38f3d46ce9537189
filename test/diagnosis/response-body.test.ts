import { describe, expect, it } from 'vitest';
import { type BodyForm, readBodyFacts } from '../../lambda/qonto/response-body.ts';

const TRACE = '0123456789abcdef0123456789abcdef';

const formOf = (text: string, contentType: string | null = 'application/json') =>
  readBodyFacts(text, 'complete', contentType).form;

/** The shapes of section 4 of the facts, and what is like them. */
const FORMS: readonly (readonly [name: string, body: string, form: BodyForm])[] = [
  ['the documented error', '{"errors":[{"code":"a","detail":"b"}],"trace_id":"t"}', 'error'],
  ['the documented error, code alone', '{"errors":[{"code":"a"}]}', 'error'],
  ['the documented error, detail alone', '{"errors":[{"detail":"b"}]}', 'error'],
  ['a flat error with a message', '{"code":"sca_required","message":"b"}', 'error'],
  ['a flat error with a detail', '{"code":"a","detail":"b"}', 'error'],
  ['errors as an object', '{"errors":{"message":"Not found"}}', 'error'],
  ['an OAuth error', '{"error":"invalid_token","error_description":"b"}', 'error'],
  ['accounts', '{"bank_accounts":[],"meta":{}}', 'accounts'],
  ['accounts of a limited role', '{"bank_accounts":[{"id":"1","main":true}]}', 'accounts'],
  ['accounts that are no list', '{"bank_accounts":{"id":"1"}}', 'json'],
  ['accounts that are nothing', '{"bank_accounts":null}', 'json'],
  ['a message alone, as an API gateway of AWS sends it', '{"message":"Unauthorized"}', 'json'],
  ['an error without a description', '{"error":"Unauthorized"}', 'json'],
  ['an OAuth code without a description', '{"error":"invalid_token"}', 'json'],
  ['an error in a sentence', '{"error":"Not allowed.","error_description":"b"}', 'json'],
  ['a code that is a number', '{"code":401,"message":"Unauthorized"}', 'json'],
  ['an empty list of errors', '{"errors":[]}', 'json'],
  ['errors that are texts', '{"errors":["a"]}', 'json'],
  ['errors that are nothing', '{"errors":null}', 'json'],
  ['an empty object', '{}', 'json'],
  ['a list', '[{"code":"a","detail":"b"}]', 'json'],
  ['a number', '7', 'json'],
  ['nothing', '', 'empty'],
  ['blanks', ' \r\n', 'empty'],
  ['what Tyk says of an unknown path', '404 page not found', 'text'],
  ['damaged JSON', '{"bank_accounts":[', 'text'],
];

describe('readBodyFacts', () => {
  it.each(FORMS)('takes %s for what it is', (_, body, form) => {
    expect(formOf(body)).toBe(form);
  });

  it.each([
    ['<!DOCTYPE html><p>', null, 'html'],
    ['\n <HTML lang="en">', 'application/json', 'html'],
    ['<p>Blocked</p>', 'text/html', 'html'],
    ['Blocked', 'application/xhtml+xml', 'html'],
    ['<p>Blocked</p>', 'text/plain', 'text'],
    ['<html5>', null, 'text'],
    ['{"bank_accounts":[]}', 'text/html', 'accounts'],
  ] as const)('tells a page by its looks or its type: %j, %s', (body, contentType, form) => {
    expect(formOf(body, contentType)).toBe(form);
  });

  it('knows the page of OneLogin, and no other', () => {
    const page = (title: string) => `<!doctype html><title>${title}</title>`;
    const isSignIn = (text: string) => readBodyFacts(text, 'complete', 'text/html').isSignInPage;

    expect(isSignIn(page('OneLogin'))).toBe(true);
    expect(isSignIn(page('Blocked'))).toBe(false);
    expect(isSignIn('{"errors":[{"detail":"OneLogin"}]}')).toBe(false);
  });

  it.each(['cut', 'too_large'] as const)('looks at nothing of a body that is %s', (end) => {
    const body = `{"bank_accounts":[],"trace_id":"${TRACE}"}`;

    expect(readBodyFacts(body, end, 'text/html')).toEqual({
      form: end,
      hints: [],
      traceId: null,
      isSignInPage: false,
    });
  });

  it.each([
    ['OAuth2 authentication is required here', ['oauth_required']],
    ['missing required OAuth scope organization.read', ['scope_missing']],
    ['The access token lacks the scope organization.read.', ['scope_missing']],
    ['insufficient_scope', ['scope_missing']],
    ['The scope organization.read was not granted', ['scope_missing']],
    ['The Authorization header is missing.', ['authorization_missing']],
    ['Authorization field missing', ['authorization_missing']],
    ['No authorization header', ['authorization_missing']],
    ['Invalid credentials.', []],
    ['Something about scope and more', []],
    ['Authorization denied', []],
  ])('hears what an error says: %s', (words, hints) => {
    const bodies = [
      { errors: [{ code: 'unauthorized', detail: words }] },
      { code: 'unauthorized', message: words },
      { code: 'unauthorized', detail: words },
      { errors: { message: words } },
      { error: 'unauthorized', error_description: words },
    ];
    for (const body of bodies) {
      expect(readBodyFacts(JSON.stringify(body), 'complete', null).hints).toEqual(hints);
    }
  });

  it('takes a trace id that is fit to be shown, and no other', () => {
    const traceIdOf = (trace_id: unknown) =>
      readBodyFacts(JSON.stringify({ errors: [], trace_id }), 'complete', null).traceId;

    expect(traceIdOf(TRACE)).toBe(TRACE);
    for (const bad of ['', 'a b', 'a\nb', '<b>', 'x'.repeat(129), 7, null, {}]) {
      expect(traceIdOf(bad)).toBeNull();
    }
  });
});
