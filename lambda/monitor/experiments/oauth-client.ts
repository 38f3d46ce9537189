import { askAboutClient } from '../../qonto/token-endpoint.ts';
import { type Experiment, nothingSent } from './experiment.ts';

/**
 * Asks the token endpoint about the client with a refresh token that cannot exist. A refused client
 * explains why nobody renews the token; nothing is spent.
 */
export const oauthClient: Experiment = {
  name: 'oauth-client',
  applies: ({ credential, verdict }) =>
    credential?.method === 'oauth' &&
    credential.clientId !== null &&
    credential.clientSecret !== null &&
    (verdict.code === 'OAUTH_ACCESS_TOKEN_EXPIRED' ||
      verdict.code === 'OAUTH_ACCESS_TOKEN_REJECTED'),
  async run({ target, credential, stagingToken, verdict }, { client }) {
    if (credential?.method !== 'oauth') return nothingSent(verdict);
    const { clientId, clientSecret } = credential;
    if (clientId === null || clientSecret === null) return nothingSent(verdict);
    const answer = await askAboutClient(
      client,
      target.environment,
      { clientId, clientSecret },
      stagingToken,
    );
    const asked = { ...nothingSent(verdict), requests: 1 };
    if (answer === 'unclear') return asked;
    if (answer === 'client_accepted') {
      const fact = 'the token endpoint accepts the client id and client secret';
      return { ...asked, verdict: { ...verdict, evidence: [...verdict.evidence, fact] } };
    }
    const fact = 'the token endpoint answers invalid_client, so the token cannot be renewed';
    return {
      ...asked,
      verdict: {
        code: 'OAUTH_CLIENT_INVALID',
        confidence: 'confirmed',
        evidence: [...verdict.evidence, fact],
        mend: verdict.mend,
      },
      isProven: true,
      wasRefused: true,
    };
  },
};
