import {
  type CredentialConfig,
  SECRET_FIELDS,
  type SecretField,
} from '../config/monitor-config.ts';
import type { Method } from '../report.ts';
import { Secret } from '../secret.ts';
import { TIME_FIELDS, typeFact, whatIsWrong } from './content-facts.ts';
import type { Credential } from './credential.ts';

/** What the content of a secret was read as. */
export type StoredCredential =
  | { readonly kind: 'credential'; readonly credential: Credential }
  | {
      readonly kind: 'unusable';
      readonly code:
        | 'SECRET_MALFORMED'
        | 'SECRET_INCOMPLETE'
        | 'AUTHORIZATION_MISSING'
        | 'METHOD_MISMATCH';
      readonly method: Method | null;
      /** Facts about the form, without any of the content. */
      readonly evidence: readonly string[];
    };

/** Other spellings under which a field is found. */
export const ALIASES: Readonly<Partial<Record<SecretField, readonly string[]>>> = {
  secret: ['secretKey', 'secret_key'],
  clientId: ['client_id'],
  clientSecret: ['client_secret'],
  accessToken: ['access_token'],
  refreshToken: ['refresh_token'],
  expiresAt: ['expires_at'],
  refreshedAt: ['refreshed_at'],
  stagingToken: ['staging_token'],
};

type Unusable = Extract<StoredCredential, { kind: 'unusable' }>;

const unusable = (
  code: Unusable['code'],
  method: Method | null,
  ...evidence: string[]
): Unusable => ({ kind: 'unusable', code, method, evidence });

/**
 * Reads a secret in any of the shapes of the contract, section 3.
 *
 * @param content the whole text of the secret
 */
export function readStoredCredential(content: Secret, config: CredentialConfig): StoredCredential {
  const selected = select(content.reveal(), config.secret.key);
  if ('kind' in selected) return selected;
  return typeof selected.value === 'string'
    ? fromText(selected.value, config)
    : fromObject(selected.value, config);
}

/**
 * The fields that a secret has of a credential, whatever is still lacking for a check; null when it
 * holds no object, or values that are neither text nor numbers.
 */
export function readFields(
  content: Secret,
  config: Pick<CredentialConfig, 'secret' | 'fields'>,
): Readonly<Partial<Record<SecretField, Secret>>> | null {
  const selected = select(content.reveal(), config.secret.key);
  if ('kind' in selected || typeof selected.value === 'string') return null;
  const found = collect(selected.value, config);
  if (Array.isArray(found)) return null;
  return Object.fromEntries(
    Object.entries(found).map(([field, value]) => [field, new Secret(value)]),
  );
}

/** A staging token's secret: the bare token, or an object with `stagingToken`. Null when unusable. */
export function readStagingToken(content: Secret, key: string | null): Secret | null {
  const selected = select(content.reveal(), key);
  if ('kind' in selected) return null;
  const { value } = selected;
  const token = typeof value === 'string' ? value : (value.stagingToken ?? value.staging_token);
  return typeof token === 'string' && token.trim() !== '' ? new Secret(token.trim()) : null;
}

/** An object of a secret. */
export type JsonObject = Record<string, unknown>;

/** The part of a secret that a credential is read from: all of it, or what stands under a key. */
export function select(
  text: string,
  key: string | null,
): { value: string | JsonObject } | Unusable {
  const whole = parseContent(text);
  if (whole === null) {
    return unusable('SECRET_MALFORMED', null, `the secret ${whatIsWrong(text)}`);
  }
  if (key === null) return whole;
  if (typeof whole.value === 'string') {
    return unusable(
      'SECRET_MALFORMED',
      null,
      'the secret is not a JSON object, so no key of it can be taken',
    );
  }
  const value = own(whole.value, key);
  if (value === undefined) {
    return unusable('SECRET_INCOMPLETE', null, `the secret has no key ${JSON.stringify(key)}`);
  }
  if (typeof value === 'string') return parseContent(value) ?? { value };
  if (isObject(value)) return { value };
  return unusable(
    'SECRET_MALFORMED',
    null,
    `the value under ${JSON.stringify(key)} is neither a string nor an object`,
  );
}

/** Starts like JSON without being meant as it: `{login}:{secret-key}`, `{{QONTO_KEY}}`. */
const TEMPLATE = /^\s*(?:\{+[^{}":]+\}+|\[[^[\]":]+\])\s*(?::|$)/;

/** A JSON object, or any other text as it is. Null for what was meant as JSON and is damaged. */
export function parseContent(text: string): { value: string | JsonObject } | null {
  if (!/^\s*[{[]/.test(text)) return { value: text };
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { value } : null;
  } catch {
    return TEMPLATE.test(text) ? { value: text } : null;
  }
}

/** A field of the object itself: keys may have any name. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether a value is an object of JSON, and no array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromText(text: string, config: CredentialConfig): StoredCredential {
  const method = config.method ?? 'api_key';
  if (text.trim() === '') {
    return unusable('AUTHORIZATION_MISSING', method, 'the stored value is empty');
  }
  if (method === 'api_key') return apiKey(text, null, null);
  return oauth({ accessToken: text }, null);
}

function fromObject(object: JsonObject, config: CredentialConfig): StoredCredential {
  const found = collect(object, config);
  if (Array.isArray(found)) {
    return unusable(
      'SECRET_MALFORMED',
      config.method,
      ...found.map((field) => typeFact(field, foundIn(object, field, config))),
    );
  }
  const stored = {
    api_key:
      found.authorization !== undefined || found.login !== undefined || found.secret !== undefined,
    oauth: found.accessToken !== undefined || found.refreshToken !== undefined,
  };
  const method = config.method ?? (stored.api_key ? 'api_key' : stored.oauth ? 'oauth' : null);
  const stagingToken = found.stagingToken?.trim() ? new Secret(found.stagingToken.trim()) : null;
  if (method === null) {
    return unusable('SECRET_INCOMPLETE', null, 'the secret has none of the fields of a credential');
  }
  const other = method === 'api_key' ? 'oauth' : 'api_key';
  if (!stored[method] && stored[other]) {
    return unusable(
      'METHOD_MISMATCH',
      method,
      `the configuration says ${method}, and the secret has the fields of ${other}`,
    );
  }
  return method === 'api_key' ? fromPair(found, stagingToken) : oauth(found, stagingToken);
}

type Fields = Partial<Record<SecretField, string>>;

/** The keys under which a field is looked for, the first that has a value wins. */
export function keysOf(field: SecretField, { fields }: Pick<CredentialConfig, 'fields'>): string[] {
  const renamed = fields[field];
  return renamed === undefined ? [field, ...(ALIASES[field] ?? [])] : [renamed];
}

/** The known fields of an object; or, as a list, those whose values are of a wrong type. */
export function collect(
  object: JsonObject,
  config: Pick<CredentialConfig, 'fields'>,
): Fields | SecretField[] {
  const fields: Fields = {};
  const wrong: SecretField[] = [];
  for (const field of SECRET_FIELDS) {
    const value = foundIn(object, field, config);
    if (value === undefined) continue;
    if (typeof value === 'string') fields[field] = value;
    else if (typeof value === 'number' && TIME_FIELDS.has(field)) fields[field] = String(value);
    else if (Array.isArray(value) && field === 'scope') fields[field] = value.join(' ');
    else wrong.push(field);
  }
  return wrong.length > 0 ? wrong : fields;
}

function foundIn(
  object: JsonObject,
  field: SecretField,
  config: Pick<CredentialConfig, 'fields'>,
): unknown {
  return keysOf(field, config)
    .map((key) => own(object, key))
    .find((candidate) => candidate != null);
}

function fromPair(found: Fields, stagingToken: Secret | null): StoredCredential {
  const { authorization, login, secret } = found;
  if (authorization !== undefined) {
    return authorization.trim() === ''
      ? unusable('AUTHORIZATION_MISSING', 'api_key', 'the field "authorization" is empty')
      : apiKey(authorization, null, stagingToken);
  }
  if (login?.trim() && secret?.trim()) {
    const parts = { login: new Secret(login), secret: new Secret(secret) };
    return apiKey(`${login}:${secret}`, parts, stagingToken);
  }
  const lacking = [login?.trim() ? null : 'login', secret?.trim() ? null : 'secret'];
  return unusable(
    'SECRET_INCOMPLETE',
    'api_key',
    ...lacking
      .filter((field) => field !== null)
      .map((field) => `the field "${field}" is missing or empty`),
  );
}

function apiKey(
  authorization: string,
  parts: { login: Secret; secret: Secret } | null,
  stagingToken: Secret | null,
): StoredCredential {
  return {
    kind: 'credential',
    credential: {
      method: 'api_key',
      authorization: new Secret(authorization),
      parts,
      stagingToken,
    },
  };
}

function oauth(found: Fields, stagingToken: Secret | null): StoredCredential {
  const { accessToken, clientId, clientSecret, scope } = found;
  if (!accessToken?.trim()) {
    return unusable('SECRET_INCOMPLETE', 'oauth', 'the field "accessToken" is missing or empty');
  }
  return {
    kind: 'credential',
    credential: {
      method: 'oauth',
      accessToken: new Secret(accessToken),
      clientId: clientId === undefined ? null : new Secret(clientId),
      clientSecret: clientSecret === undefined ? null : new Secret(clientSecret),
      expiresAt: parseTime(found.expiresAt),
      refreshedAt: parseTime(found.refreshedAt),
      scopes: scope === undefined ? null : scope.split(/[\s,]+/).filter((word) => word !== ''),
      hasRefreshToken: Boolean(found.refreshToken?.trim()),
      stagingToken,
    },
  };
}

/** The year 5138, in epoch milliseconds: what lies beyond is no time of a token, nor maybe a date. */
const LAST_MOMENT = 1e14;

/** ISO 8601 or Unix seconds (milliseconds are understood too), as epoch milliseconds. */
export function parseTime(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seconds = Number(text);
  const isNumber = text.trim() !== '' && Number.isFinite(seconds);
  const time = !isNumber ? Date.parse(text) : seconds > 1e11 ? seconds : seconds * 1_000;
  return Math.abs(time) <= LAST_MOMENT ? time : null;
}
