/** White space, and characters that take no room: they come along when a key is copied. */
const INVISIBLE = /[\s\p{Cc}\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/u;
const INVISIBLES = new RegExp(INVISIBLE, 'gu');

/** Whether any white space, control or invisible character stands in the text. */
export function hasInvisible(text: string): boolean {
  return INVISIBLE.test(text);
}

/** The text without white space, control and invisible characters, wherever they stand. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLES, '');
}

/** The text without such characters at its ends. */
export function trimInvisible(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && INVISIBLE.test(text.charAt(start))) start += 1;
  while (end > start && INVISIBLE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Where white space stands and of which kind, in words. */
export function describeInvisible(text: string): string {
  const core = trimInvisible(text);
  const start = text.indexOf(core);
  const places = [
    hasInvisible(text.slice(0, start)) ? 'before the value' : null,
    hasInvisible(text.slice(start + core.length)) ? 'after the value' : null,
    hasInvisible(core) ? 'inside the value' : null,
  ].filter((place) => place !== null);
  const kinds = KINDS.filter(([, pattern]) => pattern.test(text)).map(([kind]) => kind);
  return `there is white space ${places.join(' and ')} (${kinds.join(', ') || 'other'})`;
}

const KINDS: readonly (readonly [string, RegExp])[] = [
  ['line break', /[\r\n\v\f\u0085\u2028\u2029]/],
  ['tab', /\t/],
  ['space', / /],
  ['non-breaking space', /[\u00a0\u202f]/],
  ['zero-width character', /[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]/],
];

const QUOTES =
  '"\'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u275b-\u275e\u300c-\u300f\uff02\uff07';
const LEADING_QUOTES = new RegExp(`^(?:\\\\?[${QUOTES}])+`, 'u');
const TRAILING_QUOTES = new RegExp(`(?:\\\\?[${QUOTES}])+$`, 'u');

/** The text without quotation marks (escaped ones too) at its ends and around a colon. */
export function withoutQuotes(text: string): string {
  return text
    .split(':')
    .map((half) => half.trim().replace(LEADING_QUOTES, '').replace(TRAILING_QUOTES, ''))
    .join(':');
}

/**
 * The text that Base64 (standard or URL-safe, padded or not, wrapped or not) stands for, or null
 * when it is not Base64 of printable text.
 */
export function decodeBase64(text: string): string | null {
  const compact = withoutInvisible(text);
  if (!/^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(compact) || compact.replace(/=+$/, '').length % 4 === 1) {
    return null;
  }
  const bytes = Buffer.from(compact, 'base64');
  const decoded = bytes.toString('utf8');
  const isText = Buffer.from(decoded, 'utf8').equals(bytes) && /^[\P{Cc}\s]+$/u.test(decoded);
  return isText ? decoded : null;
}

/** A login ends in a hyphen and digits, such as the documentation's sample. */
export function looksLikeLogin(text: string): boolean {
  return /^[a-z0-9]+(?:-[a-z0-9]+)*-\d{1,6}$/i.test(text);
}

/** A secret key is one long run of letters and digits (32 in the documentation's sample). */
export function looksLikeSecretKey(text: string): boolean {
  return /^[A-Za-z0-9]{20,}$/.test(text);
}

/** Three dot-separated runs of URL-safe Base64, the first of a JSON object. */
export function looksLikeJwt(text: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}

/**
 * What kind of OAuth value a text is by its prefix (Ory Hydra's, in the documentation's samples).
 * Formats may change, so this is a hint.
 *
 * @see https://docs.qonto.com/api-reference/business-api/authentication/oauth2/create_tokens
 */
export function oauthKind(text: string): 'access' | 'refresh' | 'code' | 'jwt' | null {
  const prefix = /^ory_(at|rt|ac)_/i.exec(text)?.[1]?.toLowerCase();
  if (prefix !== undefined)
    return ({ at: 'access', rt: 'refresh', ac: 'code' } as const)[prefix as 'at' | 'rt' | 'ac'];
  return looksLikeJwt(text) ? 'jwt' : null;
}

/** Examples and templates, as they stand in documentation and in unfilled configuration. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^<[^<>]*>$/,
  /^[$#]?\{\{?[^{}]*\}\}?$/,
  /^\([^()]*\)$/,
  /^@[\w.-]+@$/,
  /^__\w+__$/,
  /^\$\(?\w+\)?$/,
  /^%\w+%$/,
  /^\[[^[\]]*\]$/,
  /^(?:x{3,}|\*{3,}|\.{3,}|…|_{3,}|-{3,}|0{6,})$/i,
  /^(?:please[-_ ])?(?:change|replace|fill|insert|enter|put|set)[-_ ]?(?:me|this|it|here|in)$/i,
  /^(?:replace|fill|insert|enter|put|paste)[-_ ](?:with|in|your|the|me)[-_ ][^:]*$/i,
  /^(?:to-?do|tbd|fixme|placeholder|example|sample|dummy|none|null|undefined|nil|n\/a)$/i,
  /^(?:(?:your|my|the|qonto|api|example|sample)[-_ ]?)*(?:login|sign-?in|slug|organi[sz]ation[-_ ]?slug|secret|secret[-_ ]?key|api[-_ ]?key|key|password|username|user|token|access[-_ ]?token|client[-_ ]?(?:id|secret)|authorization)(?:[-_ ]?here)?$/i,
  /^your[-_ ][^:]*$/i,
];

/** The login in Qonto's documentation. */
const SAMPLE_LOGIN = 'pied-piper-7132';

/** Whether a text is an example or a template that was never replaced. */
export function looksLikePlaceholder(text: string): boolean {
  const trimmed = text.trim();
  if (looksLikeLogin(trimmed) && trimmed !== SAMPLE_LOGIN) return false;
  return trimmed === SAMPLE_LOGIN || PLACEHOLDERS.some((pattern) => pattern.test(trimmed));
}
