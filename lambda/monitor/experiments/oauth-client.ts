import { askAboutClient } from '../../qonto/token-endpoint.ts';
import { type Experiment, nothingLearned } from './experiment.ts';

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
    if (credential?.method !== 'oauth') return nothingLearned(verdict);
    const { clientId, clientSecret } = credential;
    if (clientId === null || clientSecret === null) return nothingLearned(verdict);
    const answer = await askAboutClient(
      client,
      target.environment,
      { clientId, clientSecret },
      stagingToken,
    );
    if (answer === 'unclear') return nothingLearned(verdict, 1);
    if (answer === 'client_accepted') {
      const fact = 'the token endpoint accepts the client id and client secret';
      return nothingLearned({ ...verdict, evidence: [...verdict.evidence, fact] }, 1);
    }
    const fact = 'the token endpoint answers invalid_client, so the token cannot be renewed';
    return {
      verdict: {
        code: 'OAUTH_CLIENT_INVALID',
        confidence: 'confirmed',
        evidence: [...verdict.evidence, fact],
        mend: verdict.mend,
      },
      isProven: true,
      requests: 1,
      wasRefused: true,
    };
  },
};
