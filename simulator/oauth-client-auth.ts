import { type Answer, jsonAnswer } from './answer.ts';
import type { ClientStore } from './client-store.ts';
import { errorBody } from './error-bodies.ts';
import { headerOf, type RecordedRequest } from './recorded-request.ts';

/** A form that an authenticated client posted, or the refusal of it. */
export type ClientForm =
  | { readonly kind: 'form'; readonly clientId: string; readonly form: URLSearchParams }
  | { readonly kind: 'refused'; readonly answer: Answer };

const INVALID_CLIENT =
  'Client authentication failed (e.g., unknown client, no client authentication included, or ' +
  'unsupported authentication method).';

/**
 * Reads a form and authenticates the client by the `client_id` and `client_secret` in it, the one
 * way that Qonto takes: HTTP Basic is refused as an unsupported method.
 *
 * @see https://github.com/n8n-io/n8n/issues/9178
 */
export function readClientForm(clients: ClientStore, request: RecordedRequest): ClientForm {
  const contentType = headerOf(request, 'Content-Type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    const answer = oauthRefusal(
      400,
      'invalid_request',
      'The POST body must be form-encoded (application/x-www-form-urlencoded).',
    );
    return { kind: 'refused', answer };
  }
  const form = new URLSearchParams(request.body);
  const clientId = form.get('client_id') ?? '';
  const isBasic = headerOf(request, 'Authorization') !== undefined;
  if (isBasic || !clients.authenticates(clientId, form.get('client_secret') ?? '')) {
    return { kind: 'refused', answer: oauthRefusal(401, 'invalid_client', INVALID_CLIENT) };
  }
  return { kind: 'form', clientId, form };
}

/** An error of the OAuth host: Hydra's shape, and no trace identifier (none was ever seen there). */
export function oauthRefusal(status: number, error: string, description: string): Answer {
  return jsonAnswer(
    status,
    errorBody('oauth', { code: error, detail: description, traceId: null }),
    { headers: { 'Cache-Control': 'no-store' } },
  );
}

/** What the OAuth host answers where there is nothing. */
export function notFound(description: string): Answer {
  return oauthRefusal(404, 'not_found', description);
}
