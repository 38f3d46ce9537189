import type { OAuthCredential } from '../qonto/credential.ts';
import { Secret } from '../secret.ts';
import type { Finding } from './finding.ts';
import {
  describeInvisible,
  hasInvisible,
  looksLikePlaceholder,
  oauthKind,
  trimInvisible,
  withoutInvisible,
  withoutQuotes,
} from './text-form.ts';

type Rule = (token: string) => Finding | null;

/**
 * What is wrong with an access token by its looks alone. Token formats may change: mostly hints.
 * Quotation marks, white space, scheme words and placeholders have the codes that API keys gave them.
 */
export function inspectOAuth(credential: OAuthCredential): Finding[] {
  const token = credential.accessToken.reveal();
  return RULES.map((rule) => rule(token)).filter((finding) => finding !== null);
}

const KINDS = {
  refresh: 'a refresh token',
  code: 'an authorization code',
  jwt: 'an ID token (a JWT; access tokens of Qonto are opaque)',
} as const;

const wrongKind: Rule = (token) => {
  const kind = oauthKind(bareToken(token));
  if (kind === null || kind === 'access') return null;
  return {
    code: 'OAUTH_TOKEN_TYPE_MISMATCH',
    basis: 'heuristic',
    confidence: 'likely',
    evidence: `the access token looks like ${KINDS[kind]}`,
  };
};

const apiKeyInTokenSlot: Rule = (token) => {
  const bare = bareToken(token);
  if (!bare.includes(':') || oauthKind(bare) !== null) return null;
  return {
    code: 'METHOD_MISMATCH',
    basis: 'heuristic',
    confidence: 'likely',
    evidence: 'the access token holds a colon, as an API key does',
    mend: 'This looks like an API key in the place of an OAuth token: store {"login":"…","secret":"…"}.',
  };
};

const placeholder: Rule = (token) => {
  if (!looksLikePlaceholder(bareToken(token))) return null;
  return {
    code: 'API_KEY_PLACEHOLDER',
    basis: 'heuristic',
    confidence: 'likely',
    evidence: 'the access token reads like an example or a template',
    mend: 'Store the access token that the OAuth flow returned.',
  };
};

const schemeWord: Rule = (token) => {
  if (!/^\W*bearer\b/i.test(token)) return null;
  return {
    code: 'API_KEY_BEARER_PREFIX',
    basis: 'form',
    confidence: 'likely',
    evidence: 'the access token starts with the word Bearer, which the monitor adds itself',
    mend: 'Store the bare token, without the word Bearer.',
    corrected: new Secret(bareToken(token)),
  };
};

const extraCharacters: Rule = (token) => {
  const isQuoted = withoutQuotes(trimInvisible(token)) !== trimInvisible(token);
  if (!isQuoted && !hasInvisible(token)) return null;
  return {
    code: isQuoted ? 'API_KEY_QUOTED' : 'API_KEY_WHITESPACE',
    basis: 'form',
    confidence: 'likely',
    evidence: isQuoted
      ? 'there are quotation marks around the access token'
      : describeInvisible(token),
    mend: 'Store the access token without white space and quotation marks.',
    corrected: new Secret(bareToken(token)),
  };
};

function bareToken(token: string): string {
  return withoutInvisible(withoutQuotes(trimInvisible(token)).replace(/^bearer\b[\s:]*/i, ''));
}

/** In the order in which they name the cause. */
const RULES: readonly Rule[] = [
  placeholder,
  wrongKind,
  apiKeyInTokenSlot,
  schemeWord,
  extraCharacters,
];
