import type { ApiKeyCredential } from '../qonto/credential.ts';
import { Secret } from '../secret.ts';
import type { Finding } from './finding.ts';
import {
  decodeBase64,
  describeInvisible,
  hasInvisible,
  looksLikeLogin,
  looksLikePlaceholder,
  looksLikeSecretKey,
  oauthKind,
  trimInvisible,
  withoutInvisible,
  withoutQuotes,
} from './text-form.ts';

/** A value in the forms that the rules look at. */
interface Value {
  /** The header's value as it would be sent. */
  readonly raw: string;
  /** Without quotation marks and white space at the ends. */
  readonly core: string;
  /** `core` without a scheme word. */
  readonly bare: string;
  readonly scheme: 'bearer' | 'basic' | null;
  /** The fields, where the secret holds login and secret key apart. */
  readonly parts: { readonly login: string; readonly secret: string } | null;
}

type Rule = (value: Value) => Finding | null;

/**
 * What is wrong with an API key by its looks alone, the finding first whose remedy mends the most.
 * The first six mistakes are those of Qonto's troubleshooting guide.
 *
 * @see https://docs.qonto.com/guides/troubleshooting
 */
export function inspectApiKey(credential: ApiKeyCredential): Finding[] {
  const raw = credential.authorization.reveal();
  const core = trimInvisible(withoutQuotes(trimInvisible(raw)));
  const scheme = /^(bearer|basic)(?=$|[^\p{L}\p{N}_-])[^\p{L}\p{N}"'<{$%[]*/iu.exec(core);
  const { parts } = credential;
  const value: Value = {
    raw,
    core,
    bare: scheme === null ? core : withoutQuotes(core.slice(scheme[0].length)),
    scheme: (scheme?.[1]?.toLowerCase() as Value['scheme']) ?? null,
    parts: parts && { login: parts.login.reveal(), secret: parts.secret.reveal() },
  };
  return RULES.map((rule) => rule(value)).filter((finding) => finding !== null);
}

const placeholder: Rule = ({ bare, parts }) => {
  // A text of several lines is no template of one value.
  const texts = parts
    ? [parts.login, parts.secret]
    : /\n/.test(bare)
      ? []
      : [bare, ...halves(bare)];
  if (!texts.some(looksLikePlaceholder)) return null;
  return {
    code: 'API_KEY_PLACEHOLDER',
    basis: 'heuristic',
    confidence: 'likely',
    evidence: 'the value, or a half of it, reads like an example or a template',
  };
};

const headerName: Rule = ({ raw, core }) => {
  const name = /^authorization\s*[:=]\s*/i.exec(core);
  if (name === null) return null;
  return {
    code: hasInvisible(raw) ? 'API_KEY_WHITESPACE' : 'SECRET_MALFORMED',
    basis: 'form',
    confidence: 'likely',
    evidence: 'the value starts with the name of the Authorization header',
    mend: "Store what follows the header's name: login:secret-key and nothing else.",
    corrected: new Secret(withoutInvisible(core.slice(name[0].length))),
  };
};

const schemeWord: Rule = ({ scheme, bare }) => {
  if (scheme === null) return null;
  const word = scheme === 'bearer' ? 'Bearer' : 'Basic';
  if (scheme === 'bearer' && !bare.includes(':') && oauthKind(bare) !== null) {
    return oauthToken('the value is the word Bearer and what looks like an OAuth token');
  }
  const decoded = bare.includes(':') ? null : decodeBase64(bare);
  const isEncodedPair = decoded?.includes(':') ?? false;
  return {
    code: scheme === 'bearer' ? 'API_KEY_BEARER_PREFIX' : 'API_KEY_BASIC_PREFIX',
    basis: 'form',
    confidence: 'likely',
    evidence: isEncodedPair
      ? `the value starts with the word ${word}, and what follows is Base64 of a text with a colon`
      : `the value starts with the word ${word}`,
    ...(isEncodedPair
      ? {
          mend: `Remove the word ${word} and the Base64 encoding: store the raw pair login:secret-key.`,
        }
      : {}),
    corrected: new Secret(withoutInvisible(isEncodedPair ? (decoded ?? '') : bare)),
  };
};

function oauthToken(evidence: string): Finding {
  return {
    code: 'METHOD_MISMATCH',
    basis: 'heuristic',
    confidence: 'likely',
    evidence,
    mend: 'This looks like an OAuth token in the place of an API key: store it as {"accessToken":"…"}.',
  };
}

const tokenInKeySlot: Rule = ({ core, scheme, parts }) => {
  const candidates = parts ? [parts.secret, parts.login].map(trimInvisible) : [core];
  if (scheme !== null || !candidates.some((text) => oauthKind(text) !== null)) return null;
  return oauthToken('the value looks like an OAuth token, and stands where an API key belongs');
};

const quoted: Rule = ({ raw, bare, scheme }) => {
  const trimmed = trimInvisible(raw);
  const isQuoted =
    withoutQuotes(trimmed) !==
    trimmed
      .split(':')
      .map((half) => half.trim())
      .join(':');
  if (!isQuoted) return null;
  return {
    code: 'API_KEY_QUOTED',
    basis: 'form',
    confidence: 'likely',
    evidence: 'there are quotation marks around the value or its halves',
    ...(scheme === null ? { corrected: new Secret(withoutInvisible(bare)) } : {}),
  };
};

const base64: Rule = ({ bare, scheme, parts }) => {
  if (scheme !== null) return null;
  const encoded = parts ? parts.secret : bare;
  const decoded = encoded.includes(':') ? null : decodeBase64(encoded);
  if (!decoded?.includes(':')) return null;
  return {
    code: 'API_KEY_BASE64',
    basis: 'form',
    confidence: 'likely',
    evidence: 'the value is Base64 of a text with a colon',
    corrected: new Secret(withoutInvisible(decoded)),
  };
};

const loginRepeated: Rule = ({ bare, parts }) => {
  const [first, second, ...rest] = bare.split(':');
  const isRepeated = parts
    ? withoutInvisible(parts.secret).includes(':')
    : rest.length > 0 && first === second;
  if (!isRepeated) return null;
  return {
    code: 'API_KEY_LOGIN_REPEATED',
    basis: 'form',
    confidence: 'likely',
    evidence: parts
      ? 'the field for the secret key holds a colon, as the whole pair does'
      : 'the login stands before the pair a second time',
    corrected: new Secret(withoutInvisible(parts ? parts.secret : [second, ...rest].join(':'))),
  };
};

const missingColon: Rule = ({ raw, bare, scheme }) => {
  if (scheme !== null || bare.includes(':') || bare === '') return null;
  if (oauthKind(bare) !== null) return null;
  const corrected = withColon(bare);
  return {
    code: 'API_KEY_MISSING_COLON',
    basis: 'form',
    confidence: 'likely',
    evidence: `the value is ${raw.length} characters and holds no colon`,
    ...(corrected === null ? {} : { corrected: new Secret(corrected) }),
  };
};

/** Where the colon must have been: at another separator, or before 32 characters of secret key. */
function withColon(text: string): string | null {
  const separated = /^([^\s,;|=%]+)(?:[\s,;|=/\uff1a]+|%3a)([^\s,;|=%]+)$/iu.exec(text);
  const adjacent = /^([a-z0-9]+(?:-[a-z0-9]+)*-\d{1,6}?)([a-z0-9]{32})$/i.exec(text);
  const found = separated ?? adjacent;
  return found === null ? null : `${found[1]}:${found[2]}`;
}

const whitespace: Rule = ({ raw, bare, scheme }) => {
  // The one space after a scheme word belongs to that mistake.
  const text = scheme === null ? raw : raw.replace(/(bearer|basic) (?=\S)/i, '$1');
  if (!hasInvisible(text)) return null;
  return {
    code: 'API_KEY_WHITESPACE',
    basis: 'form',
    confidence: 'likely',
    evidence: describeInvisible(text),
    ...(scheme === null ? { corrected: new Secret(withoutInvisible(bare)) } : {}),
  };
};

const swapped: Rule = ({ bare, parts, scheme }) => {
  const [left = '', right = ''] = parts ? [parts.login, parts.secret] : halves(bare);
  const [first, second] = [withoutInvisible(left), withoutInvisible(right)];
  const isLikely = looksLikeLogin(second) && !looksLikeLogin(first);
  const isPossible =
    looksLikeSecretKey(first) &&
    !looksLikeSecretKey(second) &&
    /^[a-z][a-z0-9-]{0,40}$/i.test(second);
  if (scheme !== null || !(isLikely || isPossible)) return null;
  return {
    code: 'API_KEY_SWAPPED',
    basis: 'heuristic',
    confidence: isLikely ? 'likely' : 'possible',
    evidence: isLikely
      ? 'the right half has the form of a login, and the left half has not'
      : 'the left half has the form of a secret key, and the right half has not',
    corrected: new Secret(`${second}:${first}`),
  };
};

/** The two sides of the first colon; nothing where there is none. */
function halves(text: string): string[] {
  const colon = text.indexOf(':');
  return colon === -1 ? [] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** In the order in which they name the cause. */
const RULES: readonly Rule[] = [
  headerName,
  placeholder,
  schemeWord,
  quoted,
  tokenInKeySlot,
  base64,
  loginRepeated,
  missingColon,
  whitespace,
  swapped,
];
