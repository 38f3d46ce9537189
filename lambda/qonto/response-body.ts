import type { BodyEnd } from './client.ts';
import { cleanTraceId } from './trace-id.ts';

/** What an error body says, as far as it matters here. Its words themselves go nowhere. */
export type ErrorHint = 'oauth_required' | 'scope_missing' | 'authorization_missing';

/** What a body is. */
export type BodyForm =
  /** JSON with an array `bank_accounts`. */
  | 'accounts'
  /** An error in one of Qonto's JSON shapes. */
  | 'error'
  /** Other JSON. */
  | 'json'
  | 'html'
  | 'text'
  | 'empty'
  | 'cut'
  | 'too_large';

/** What is kept of a body. */
export interface BodyFacts {
  readonly form: BodyForm;
  readonly hints: readonly ErrorHint[];
  readonly traceId: string | null;
  /** Whether a page shows the marks of OneLogin, which guards Qonto's sandbox. */
  readonly isSignInPage: boolean;
}

/**
 * Texts of errors that tell causes apart. The first is confirmed by several independent clients,
 * the second is what a public client keys on, the third is how Tyk, Qonto's gateway, words it.
 */
const HINTS: readonly (readonly [ErrorHint, RegExp])[] = [
  ['oauth_required', /oauth2?(?: authentication)? (?:is )?required/],
  [
    'scope_missing',
    /(?:missing|insufficient|required|lacks?)\b.{0,40}\bscope|\bscope\b.{0,40}(?:missing|insufficient|required|not granted)/,
  ],
  [
    'authorization_missing',
    /\b(?:missing|no|empty|absent)(?: \w+)? authorization\b|\bauthorization (?:header |field )?(?:is |was )?(?:missing|required|absent|empty|not (?:found|present|provided|set))/,
  ],
];

/** Looks at a body once. */
export function readBodyFacts(text: string, end: BodyEnd, contentType: string | null): BodyFacts {
  if (end !== 'complete') return facts(end);
  if (text.trim() === '') return facts('empty');
  const json = parseJson(text);
  if (json !== undefined) return readJson(json);
  if (contentType?.includes('html') || /^\s*<(?:!doctype html|html)\b/i.test(text)) {
    return { ...facts('html'), isSignInPage: /onelogin/i.test(text) };
  }
  return facts('text');
}

function facts(form: BodyForm): BodyFacts {
  return { form, hints: [], traceId: null, isSignInPage: false };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readJson(json: unknown): BodyFacts {
  if (typeof json !== 'object' || json === null) return facts('json');
  const body = json as Record<string, unknown>;
  if (Array.isArray(body.bank_accounts)) return facts('accounts');
  const words = errorWords(body);
  const text = words.join(' ').toLowerCase().replaceAll(/[_-]/g, ' ');
  return {
    form: words.length > 0 ? 'error' : 'json',
    hints: HINTS.filter(([, pattern]) => pattern.test(text)).map(([hint]) => hint),
    traceId: cleanTraceId(body.trace_id),
    isSignInPage: false,
  };
}

/**
 * The words of an error in one of the five shapes that are met: `{errors:[{code,detail}]}`,
 * `{errors:{message}}`, flat `{code,message}` or `{code,detail}`, and OAuth's
 * `{error,error_description}`. Empty when it is none of them.
 */
function errorWords(body: Record<string, unknown>): string[] {
  if (Array.isArray(body.errors))
    return body.errors.flatMap((error) => strings(error, ['code', 'detail']));
  if (typeof body.errors === 'object') return strings(body.errors, ['message']);
  if (isOAuthError(body)) return strings(body, ['error', 'error_description']);
  const detail = strings(body, ['message', 'detail']);
  return typeof body.code === 'string' && detail.length > 0 ? [body.code, ...detail] : [];
}

/** RFC 6749, 5.2: a code in lower case, and Hydra always describes it. */
function isOAuthError({ error, error_description }: Record<string, unknown>): boolean {
  const isCode = typeof error === 'string' && /^[a-z]+(?:_[a-z]+)*$/.test(error);
  return isCode && typeof error_description === 'string';
}

function strings(value: unknown, keys: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const record = value as Record<string, unknown>;
  return keys.map((key) => record[key]).filter((word) => typeof word === 'string');
}
