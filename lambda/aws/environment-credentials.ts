/** What the SDK's clients sign with. */
export interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Stands in the bundle for the SDK's chain of credential providers, which is 85 KiB of ways to sign
 * in (profiles, SSO, containers, instances) that a function does not have: Lambda hands it its
 * role's credentials in the environment, where the chain looks first.
 *
 * @throws Error `CredentialsProviderError`, as the chain does, when they are not there
 */
export function defaultProvider(): () => Promise<EnvironmentCredentials> {
  return async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
      const error = new Error('The environment holds no AWS credentials.');
      error.name = 'CredentialsProviderError';
      throw error;
    }
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    };
  };
}
