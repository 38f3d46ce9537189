import type { EnvironmentConfig } from '../config/monitor-config.ts';
import type { Secret } from '../secret.ts';
import type { QontoClient } from './client.ts';
import { stagingHeader } from './credential.ts';
import { type OAuthError, readTokenAnswer } from './token-answer.ts';

/** A refresh token that cannot exist: asking with it tells about the client, and spends nothing. */
const IMPOSSIBLE_REFRESH_TOKEN = 'qonto-auth-monitor-probe-this-is-no-refresh-token';

/** What the token endpoint says of a client. */
export type ClientAnswer =
  /** `invalid_grant`: the client was accepted, the token of course was not. */
  | 'client_accepted'
  /** `invalid_client`: client id or client secret is wrong. */
  | 'client_refused'
  /** Anything else: nothing can be said. */
  | 'unclear';

/**
 * Asks the token endpoint whether it knows a client, by a refresh token that cannot exist. The client
 * is authenticated in the form body, since Qonto refuses HTTP Basic there.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
export async function askAboutClient(
  client: QontoClient,
  environment: EnvironmentConfig,
  credentials: { readonly clientId: Secret; readonly clientSecret: Secret },
  stagingToken: Secret | null,
): Promise<ClientAnswer> {
  const answer = await client.send({
    method: 'POST',
    url: `${environment.oauthUrl}/oauth2/token`,
    headers: { Accept: 'application/json', ...stagingHeader(stagingToken) },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: IMPOSSIBLE_REFRESH_TOKEN,
      client_id: credentials.clientId.reveal(),
      client_secret: credentials.clientSecret.reveal(),
    }),
  });
  const read = answer.kind === 'answered' ? readTokenAnswer(answer) : null;
  return (read?.kind === 'refused' && ANSWERS.get(read.error)) || 'unclear';
}

const ANSWERS: ReadonlyMap<OAuthError | 'other', ClientAnswer> = new Map([
  ['invalid_grant', 'client_accepted'],
  ['invalid_client', 'client_refused'],
]);
