import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  type TokenEndpointRequestOptions,
} from 'oauth4webapi';
import type { EnvironmentConfig } from '../config/monitor-config.ts';
import { MonitorError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import type { NoAnswer, QontoClient, RawAnswer } from './client.ts';
import { stagingHeader } from './credential.ts';

/**
 * An environment's OAuth host as oauth4webapi wants it. Qonto publishes no discovery document, so the
 * issuer is only a name.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/base-urls
 */
export function authorizationServer({ oauthUrl }: Pick<EnvironmentConfig, 'oauthUrl'>) {
  return {
    issuer: oauthUrl,
    authorization_endpoint: `${oauthUrl}/oauth2/auth`,
    token_endpoint: `${oauthUrl}/oauth2/token`,
  } as const satisfies AuthorizationServer;
}

/**
 * Sends one request to the token endpoint through the client that all of Qonto's traffic takes. The
 * request is made by `oauth4webapi`; its answer is not read there, since the library refuses one for
 * many a deviation (an ID token whose issuer it cannot know, say).
 *
 * @param request the grant's request, of oauth4webapi
 */
export async function askTokenEndpoint(
  client: QontoClient,
  stagingToken: Secret | null,
  request: (options: TokenEndpointRequestOptions) => Promise<Response>,
): Promise<RawAnswer | NoAnswer> {
  const sent: { answer?: RawAnswer | NoAnswer } = {};
  await request({
    headers: stagingHeader(stagingToken),
    // The configuration allows plain http to loopback addresses only.
    [allowInsecureRequests]: true,
    [customFetch]: async (url, { headers: { 'user-agent': _, ...headers }, body }) => {
      sent.answer = await client.send({ method: 'POST', url, headers, body });
      return new Response();
    },
  });
  if (sent.answer !== undefined) return sent.answer;
  throw new MonitorError('INTERNAL', 'The token endpoint was not asked.');
}
