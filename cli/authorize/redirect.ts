import { isLoopback } from '../../lambda/config/loopback.ts';
import { MonitorError } from '../../lambda/errors.ts';

/** The port of the callback where none is named: it is part of what must be registered with Qonto. */
export const DEFAULT_REDIRECT_PORT = 8947;

/** Where this process waits for the browser. */
export interface CallbackAddress {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly path: string;
}

/** Where Qonto sends the browser after the consent. */
export interface Redirect {
  /** As it is registered with Qonto, to the letter. */
  readonly uri: string;
  /** Null where nobody on this machine can wait: then the address is pasted. */
  readonly listenAt: CallbackAddress | null;
}

/** How the redirect URI is named on the command line. */
export interface RedirectOptions {
  readonly redirectUri?: string;
  readonly redirectPort?: string;
}

/** Browsers look up `localhost` as they like: both of its addresses must answer. */
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  '[::1]': ['::1'],
};

/**
 * The redirect URI that is meant.
 *
 * @throws MonitorError `USAGE_INVALID` for a port or a URI that cannot be one
 */
export function redirectOf({ redirectUri, redirectPort }: RedirectOptions): Redirect {
  if (redirectUri !== undefined && redirectPort !== undefined) {
    throw new MonitorError('USAGE_INVALID', 'Name --redirect-uri or --redirect-port, not both.');
  }
  const uri = redirectUri ?? `http://localhost:${portOf(redirectPort)}/callback`;
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || uri.includes('#')) {
    throw new MonitorError(
      'USAGE_INVALID',
      `${JSON.stringify(uri)} is no redirect URI; write it as it is registered in Qonto's Developer Portal, such as http://localhost:${DEFAULT_REDIRECT_PORT}/callback.`,
    );
  }
  const { protocol, hostname, port, pathname } = url;
  if (protocol !== 'http:' || !isLoopback(hostname)) return { uri, listenAt: null };
  const hosts = HOSTS[hostname] ?? [hostname];
  return { uri, listenAt: { hosts, port: Number(port || 80), path: pathname } };
}

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_REDIRECT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new MonitorError(
    'USAGE_INVALID',
    `${JSON.stringify(text)} is no port; name one from 1 to 65535.`,
  );
}
