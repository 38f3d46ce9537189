import { fakeClientId, fakeClientSecret } from './not-real.ts';

/** What an OAuth application identifies itself with. */
export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

interface Client {
  secret: string;
  redirectUris: readonly string[];
}

/** The OAuth applications registered in one environment. */
export class ClientStore {
  readonly #clients = new Map<string, Client>();

  /**
   * Registers an application.
   *
   * @param redirectUris - the registered redirect URIs; none means that any http(s) URL will do
   */
  create(redirectUris: readonly string[] = []): ClientCredentials {
    const clientId = fakeClientId();
    const clientSecret = fakeClientSecret();
    this.#clients.set(clientId, { secret: clientSecret, redirectUris });
    return { clientId, clientSecret };
  }

  /** Replaces a client's secret; the old one dies at once. */
  rotateSecret(clientId: string): string {
    const client = this.#get(clientId);
    client.secret = fakeClientSecret();
    return client.secret;
  }

  /** Whether the identifier and the secret belong together. */
  authenticates(clientId: string, clientSecret: string): boolean {
    return this.#clients.get(clientId)?.secret === clientSecret;
  }

  /** Whether a browser may be sent to `redirectUri` for this client. */
  allowsRedirect(clientId: string, redirectUri: string): boolean {
    const client = this.#clients.get(clientId);
    if (client === undefined || !/^https?:/.test(redirectUri) || !URL.canParse(redirectUri)) {
      return false;
    }
    return client.redirectUris.length === 0 || client.redirectUris.includes(redirectUri);
  }

  /** @throws when no such client is registered: a mistake of the caller. */
  mustExist(clientId: string): void {
    this.#get(clientId);
  }

  #get(clientId: string): Client {
    const client = this.#clients.get(clientId);
    if (client === undefined) {
      throw new Error(`No OAuth client has the id "${clientId}". Create one first.`);
    }
    return client;
  }
}
