import type { CredentialConfig } from '../../lambda/config/monitor-config.ts';
import { MonitorError } from '../../lambda/errors.ts';
import { authorizationHeader } from '../../lambda/qonto/credential.ts';
import {
  type FieldChanges,
  withFields,
  withoutCredential,
  withPlainText,
} from '../../lambda/qonto/secret-content.ts';
import { readFields, readStoredCredential } from '../../lambda/qonto/stored-credential.ts';
import { Secret } from '../../lambda/secret.ts';

/** Content that is ready to be checked and stored. */
export interface Composed {
  readonly content: Secret;
  /** Bare text or damaged JSON gave way to an object: whoever reads the secret must be told. */
  readonly isReshaped: boolean;
}

/**
 * The content of a secret with new values of its credential. The secret keeps its shape, since an
 * application reads it: a pair goes into a whole header where one is stored, and the other way round.
 *
 * @param current null for a secret that does not exist yet
 * @throws MonitorError `USAGE_INVALID` when the values do not fit into the secret's shape, or would
 * not be what is read from it
 */
export function compose(
  current: Secret | null,
  credential: CredentialConfig,
  values: FieldChanges,
): Composed {
  const existing = current ?? new Secret('{}');
  const composed = inPlace(existing, credential, values) ?? {
    content: fields(withoutCredential(existing, credential), credential, values),
    isReshaped: true,
  };
  mustBeRead(composed.content, credential, values);
  return composed;
}

/** Null where there is no room for fields. */
function inPlace(
  existing: Secret,
  credential: CredentialConfig,
  values: FieldChanges,
): Composed | null {
  const shaped = shapedLike(existing, credential, values);
  const changed = withFields(existing, credential, shaped);
  if (changed.kind === 'content') return { content: changed.content, isReshaped: false };
  const text = textAlone(values, credential);
  const plain =
    changed.reason === 'plain_text' && text !== null
      ? withPlainText(existing, credential, text)
      : changed;
  return plain.kind === 'content' ? { content: plain.content, isReshaped: false } : null;
}

function fields(existing: Secret, credential: CredentialConfig, values: FieldChanges): Secret {
  const changed = withFields(existing, credential, values);
  if (changed.kind === 'content') return changed.content;
  throw new MonitorError('INTERNAL', 'An empty object has no room for fields.');
}

/** The values as one text, if they are no more than a header or an access token. */
function textAlone(
  { authorization, login, secret, accessToken, ...others }: FieldChanges,
  { method }: CredentialConfig,
): Secret | null {
  if (Object.values(others).some((value) => value != null)) return null;
  if (accessToken) return method === 'oauth' ? accessToken : null;
  return authorization ?? (login && secret ? joined(login, secret) : null);
}

function joined(login: Secret, secret: Secret): Secret {
  return new Secret(`${login.reveal()}:${secret.reveal()}`);
}

/** An API key in the fields that the secret, or the configuration, has for one. */
function shapedLike(
  existing: Secret,
  credential: CredentialConfig,
  values: FieldChanges,
): FieldChanges {
  const stored = readFields(existing, credential) ?? {};
  const has = (field: 'authorization' | 'login' | 'secret') =>
    stored[field] !== undefined || credential.fields[field] !== undefined;
  const { authorization, login, secret, ...others } = values;
  const hasPair = has('login') || has('secret');
  if (login && secret) {
    const header = has('authorization') ? { authorization: joined(login, secret) } : {};
    return { ...others, ...header, ...(hasPair || !has('authorization') ? { login, secret } : {}) };
  }
  if (!authorization || !hasPair) return values;
  const [first = '', second, ...rest] = authorization.reveal().split(':');
  if (second === undefined || rest.length > 0) {
    throw new MonitorError(
      'USAGE_INVALID',
      'The secret holds login and secret key apart, and the value does not have one colon between two halves: give login and secret key apart as well.',
    );
  }
  const pair = { login: new Secret(first), secret: new Secret(second) };
  return { ...others, ...pair, ...(has('authorization') ? { authorization } : {}) };
}

/** What is checked must be what was given, and not something that stands in the secret beside it. */
function mustBeRead(content: Secret, credential: CredentialConfig, values: FieldChanges): void {
  const { authorization, login, secret, accessToken } = values;
  const given = authorization ?? (login && secret ? joined(login, secret) : null);
  const expected = accessToken ? `Bearer ${accessToken.reveal()}` : given?.reveal();
  const stored = readStoredCredential(content, credential);
  if (expected === undefined || stored.kind !== 'credential') return;
  if (authorizationHeader(stored.credential) === expected) return;
  const method = accessToken ? 'oauth' : 'api_key';
  throw new MonitorError(
    'USAGE_INVALID',
    `The secret ${credential.secret.secretId} also holds a credential of another kind, which would be read in place of this one. Set "method": "${method}" for ${credential.name} in the configuration, or give it a secret of its own.`,
  );
}
