import { HOSTS } from '../qonto/environments.ts';
import { isLoopback } from './loopback.ts';

/** The hosts that an environment may name. */
export const URL_KEYS = ['apiUrl', 'oauthUrl'] as const;

/** The key of an environment that names a host. */
export type UrlKey = (typeof URL_KEYS)[number];

/** A host of Qonto's that was recognized. */
export interface KnownHost {
  readonly kind: 'production' | 'sandbox';
  readonly key: UrlKey;
}

const KNOWN: ReadonlyMap<string, KnownHost> = new Map(
  (['production', 'sandbox'] as const).flatMap((kind) =>
    URL_KEYS.map((key) => [new URL(HOSTS[kind][key]).hostname, { kind, key }] as const),
  ),
);

/** Which of Qonto's hosts a URL is at, whatever its port and path; undefined for any other. */
export function knownHost(text: string): KnownHost | undefined {
  return URL.canParse(text) ? KNOWN.get(new URL(text).hostname.replace(/\.$/, '')) : undefined;
}

/** Why nothing can be called at a text, or null. */
function urlFault(text: string, example: string): string | null {
  const isMisplaced = /[\s\p{Cc}]/u.test(text);
  // URL takes "https:/host" as well, and reads a host out of it.
  const isHalf = /^https?:(?!\/\/)/i.test(text);
  if (isMisplaced || isHalf || !URL.canParse(text)) {
    const meant = isMisplaced ? text.trim() : `https://${text.replace(/^https?:\/*/i, '')}`;
    const isMeant = /^https:\/\/[^\s:@/]+\.[^\s:@]+$/.test(meant) && URL.canParse(meant);
    const reason = isMisplaced ? 'has white space in it, and is not a URL' : 'is not a URL';
    return `${reason}; ${isMeant ? `did you mean ${JSON.stringify(meant)}?` : `write one such as "${example}"`}`;
  }
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:'
    ? null
    : `is not an https URL; write one such as "${example}"`;
}

const WHAT_IS_SENT: Readonly<Record<UrlKey, string>> = {
  apiUrl: 'API keys and access tokens',
  oauthUrl: 'client secrets and refresh tokens',
};

/** Why credentials are not sent to a URL, or null. */
export function hostFault(text: string, key: UrlKey): string | null {
  const example = HOSTS.production[key];
  const fault = urlFault(text, example);
  if (fault !== null) return fault;
  const { protocol, host, hostname, username, password, pathname } = new URL(text);
  if (protocol === 'http:' && !isLoopback(hostname)) {
    return `is not https; credentials travel over https only (http is for loopback addresses); write "https://${host}"`;
  }
  if (username !== '' || password !== '' || /[?#]/.test(text)) {
    return `holds a user, a query or a fragment; write the origin alone: "${protocol}//${host}"`;
  }
  const known = knownHost(text);
  if (known === undefined) return null;
  const right = HOSTS[known.kind][key];
  if (known.key !== key) {
    const what = known.key === 'apiUrl' ? 'API host' : 'OAuth host';
    return `is Qonto's ${what}, to which ${WHAT_IS_SENT[key]} are not sent; write "${right}"`;
  }
  return /^\/*$/.test(pathname)
    ? null
    : `holds a path, and the monitor adds paths itself; write "${right}"`;
}

/** Why SNS does not post to a URL, or null. */
export function webhookFault(text: string): string | null {
  const example = 'https://hooks.example.com/qonto';
  const fault = urlFault(text, example);
  if (fault !== null) return fault;
  return new URL(text).protocol === 'https:'
    ? null
    : `is not https; SNS posts to https endpoints, such as "${example}"`;
}
