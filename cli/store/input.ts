import { text as readAll } from 'node:stream/consumers';
import { SECRET_FIELDS, type SecretField } from '../../lambda/config/monitor-config.ts';
import type { Target } from '../../lambda/config/target.ts';
import { MonitorError } from '../../lambda/errors.ts';
import type { FieldChanges } from '../../lambda/qonto/secret-content.ts';
import {
  ALIASES,
  isObject,
  parseContent,
  parseTime,
  readFields,
} from '../../lambda/qonto/stored-credential.ts';
import { Secret } from '../../lambda/secret.ts';

/**
 * Reads a credential from standard input: text or JSON, as a secret may hold it. One line break at the
 * end is the shell's, and is dropped.
 *
 * @throws MonitorError `USAGE_INVALID` when there is nothing, or something that is no credential
 */
export async function readInput(stream: NodeJS.ReadStream, target: Target): Promise<FieldChanges> {
  // A terminal would show what is typed.
  if (stream.isTTY) throw refused('Standard error is no terminal, so nothing can be asked there.');
  const text = (await readAll(stream)).replace(/^\ufeff/, '').replace(/\r?\n$/, '');
  if (text.trim() === '') throw refused('Standard input is empty: nothing was stored.');
  return valuesOf(text, target);
}

/** The values of a credential in the text of standard input. */
export function valuesOf(text: string, { credential }: Target): FieldChanges {
  const parsed = parseContent(text);
  if (parsed === null) throw refused('Standard input starts like JSON and is not a JSON object.');
  if (typeof parsed.value === 'string') {
    const value = new Secret(text);
    return credential.method === 'oauth'
      ? withTokens({ accessToken: value })
      : { authorization: value };
  }
  const { fields } = credential;
  const known = new Set(SECRET_FIELDS.flatMap((field) => namesOf(field, fields)));
  const unknown = Object.keys(parsed.value).filter((key) => !known.has(key));
  if (unknown.length > 0) {
    throw refused(
      `Standard input has keys that no credential has: ${unknown.map((key) => JSON.stringify(key)).join(', ')}. Other values of the secret are kept as they are, so give the credential alone: ${SECRET_FIELDS.join(', ')}.`,
    );
  }
  const read = (renamed: typeof fields) =>
    readFields(new Secret(text), { secret: { secretId: '', key: null }, fields: renamed });
  const [contract, own] = [read({}), read(fields)];
  if (contract === null || own === null || !isObject(parsed.value)) {
    throw refused('Standard input has a field that is neither text nor a number.');
  }
  const { expiresAt, refreshedAt, scope, ...texts } = { ...contract, ...own };
  const values: FieldChanges = {
    ...texts,
    ...(expiresAt === undefined ? {} : { expiresAt: timeOf(expiresAt, 'expiresAt') }),
    ...(refreshedAt === undefined ? {} : { refreshedAt: timeOf(refreshedAt, 'refreshedAt') }),
    ...(scope === undefined ? {} : { scope: scopesOf(scope) }),
  };
  return withTokens(values);
}

/** Scopes in a text, separated by white space or commas. */
export function scopesOf(text: Secret): string[] {
  return text
    .reveal()
    .split(/[\s,]+/)
    .filter((scope) => scope !== '');
}

function namesOf(
  field: SecretField,
  fields: Readonly<Partial<Record<SecretField, string>>>,
): string[] {
  const renamed = fields[field];
  return [field, ...(ALIASES[field] ?? []), ...(renamed === undefined ? [] : [renamed])];
}

function timeOf(text: Secret, field: string): number {
  const time = parseTime(text.reveal());
  if (time !== null) return time;
  throw refused(`"${field}" is no time; write ISO 8601 or Unix seconds.`);
}

/** What was known of the tokens before does not hold for others: an old expiry would convict them. */
export function withTokens(values: FieldChanges): FieldChanges {
  const expiry = values.accessToken ? { expiresAt: null } : {};
  const refreshed = values.refreshToken ? { refreshedAt: null } : {};
  return { ...expiry, ...refreshed, ...values };
}

function refused(message: string): MonitorError {
  return new MonitorError('USAGE_INVALID', message);
}
