import { DEFAULT_LOGIN, fakeApiSecret } from './not-real.ts';

/** An API key: what an application sends as `Authorization: login:secret`. */
export interface ApiKey {
  /** Names the organization. */
  login: string;
  /** The secret half. */
  secret: string;
}

/** The API keys of one environment: one per organization, the newest. */
export class KeyStore {
  readonly #secretByLogin = new Map<string, string>();

  /**
   * Generates the key of an organization. The one before it dies at once, as when a colleague
   * presses "regenerate".
   *
   * @see https://docs.qonto.com/guides/authentication/api-key
   */
  create(login: string = DEFAULT_LOGIN): ApiKey {
    const secret = fakeApiSecret();
    this.#secretByLogin.set(login, secret);
    return { login, secret };
  }

  /** Takes an organization's key away. */
  revoke(login: string): void {
    if (!this.#secretByLogin.delete(login)) {
      throw new Error(`No API key has the login "${login}". Create one first.`);
    }
  }

  /** The login of the live key that an `Authorization` value is, to the letter. */
  loginOf(authorization: string): string | undefined {
    const colon = authorization.indexOf(':');
    if (colon === -1) return undefined;
    const login = authorization.slice(0, colon);
    return this.#secretByLogin.get(login) === authorization.slice(colon + 1) ? login : undefined;
  }
}
