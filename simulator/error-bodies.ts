/**
 * The five JSON shapes of an error that have really been met at Qonto:
 *
 * - `list`: `{"errors":[{"code","detail"}],"trace_id"}`, the documented one;
 * - `flat_message`: `{"code","message","trace_id"}`, seen with 428 answers about SCA;
 * - `object`: `{"errors":{"message"},"trace_id"}`, seen with 422;
 * - `flat_detail`: `{"code","detail"}`, which Qonto's own `@qonto/embed-sdk` reads;
 * - `oauth`: `{"error","error_description"}`, the OAuth host's (Ory Hydra's).
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/errors
 */
export type ErrorShape = 'list' | 'flat_message' | 'object' | 'flat_detail' | 'oauth';

/** All of {@link ErrorShape}, for tables. */
export const ERROR_SHAPES: readonly ErrorShape[] = [
  'list',
  'flat_message',
  'object',
  'flat_detail',
  'oauth',
];

/** What an error says, before it takes one of the shapes. */
export interface ErrorContent {
  /** For machines: `unauthorized`, `invalid_grant`. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
  /** Left out of the body when `null`, and in the shapes that have no place for it. */
  readonly traceId: string | null;
}

/** Puts an error into one of the five shapes. */
export function errorBody(shape: ErrorShape, { code, detail, traceId }: ErrorContent): object {
  const trace = traceId === null ? {} : { trace_id: traceId };
  switch (shape) {
    case 'list':
      return { errors: [{ code, detail }], ...trace };
    case 'flat_message':
      return { code, message: detail, ...trace };
    case 'object':
      return { errors: { message: detail }, ...trace };
    case 'flat_detail':
      return { code, detail };
    case 'oauth':
      return { error: code, error_description: detail };
  }
}
