import { isoTime } from '../../lambda/clock.ts';
import type { Target } from '../../lambda/config/target.ts';
import { MonitorError } from '../../lambda/errors.ts';
import type { FieldChanges } from '../../lambda/qonto/secret-content.ts';
import {
  parseTime,
  readFields,
  readStoredCredential,
} from '../../lambda/qonto/stored-credential.ts';
import type { Method } from '../../lambda/report.ts';
import type { Secret } from '../../lambda/secret.ts';
import type { Terminal } from '../terminal.ts';
import { withTokens } from './input.ts';

/**
 * Asks a person for a credential. Nothing that is typed is shown, the login neither: a pair pasted at
 * the wrong question would be on the screen.
 *
 * @param current what the secret holds
 * @throws MonitorError `USAGE_INVALID` when nothing is given
 */
export async function askForCredential(
  terminal: Terminal,
  target: Target,
  current: Secret | null,
): Promise<FieldChanges> {
  const method = await methodOf(terminal, target, current);
  terminal.say('Nothing of what you type or paste is shown.');
  const values =
    method === 'api_key'
      ? await askForApiKey(terminal)
      : await askForTokens(terminal, target, current);
  if (Object.keys(values).length === 0) {
    throw new MonitorError('USAGE_INVALID', 'Nothing was given, so nothing was stored.');
  }
  if (target.environment.kind !== 'sandbox') return values;
  const otherwise = target.environment.stagingToken === null ? 'as it is' : "the environment's";
  const stagingToken = await askFor(terminal, `Staging token (Enter: ${otherwise})`);
  return { ...values, ...(stagingToken === null ? {} : { stagingToken }) };
}

async function methodOf(
  terminal: Terminal,
  { credential }: Target,
  current: Secret | null,
): Promise<Method> {
  const stored = current === null ? null : readStoredCredential(current, credential);
  const known =
    credential.method ??
    (stored?.kind === 'credential' ? stored.credential.method : stored?.method);
  if (known != null) return known;
  const answers = ['key', 'oauth'] as const;
  const answer = await terminal.choose('API key, or OAuth tokens? [key/oauth] ', answers);
  return answer === 'oauth' ? 'oauth' : 'api_key';
}

async function askForApiKey(terminal: Terminal): Promise<FieldChanges> {
  const login = await askFor(terminal, 'Login (Enter: to give the whole Authorization header)');
  if (login === null) {
    const authorization = await askFor(terminal, 'Authorization header');
    return authorization === null ? {} : { authorization };
  }
  const secret = await askFor(terminal, 'Secret key');
  if (secret === null) {
    throw new MonitorError('USAGE_INVALID', 'No secret key was given, so nothing was stored.');
  }
  return { login, secret };
}

const TOKEN_FIELDS = [
  ['clientId', 'Client id'],
  ['clientSecret', 'Client secret'],
  ['accessToken', 'Access token'],
  ['refreshToken', 'Refresh token'],
] as const;

async function askForTokens(
  terminal: Terminal,
  { credential }: Target,
  current: Secret | null,
): Promise<FieldChanges> {
  const stored = (current === null ? null : readFields(current, credential)) ?? {};
  const values: { -readonly [F in keyof FieldChanges]: FieldChanges[F] } = {};
  for (const [field, words] of TOKEN_FIELDS) {
    const otherwise = stored[field] === undefined ? 'left out' : 'as it is';
    const value = await askFor(terminal, `${words} (Enter: ${otherwise})`);
    if (value !== null) values[field] = value;
  }
  if (values.accessToken) {
    values.expiresAt = await askForExpiry(terminal);
  }
  return withTokens(values);
}

/** Null where it is not known. A token may be pasted here: the time alone is shown, as it was understood. */
async function askForExpiry(terminal: Terminal): Promise<number | null> {
  const question = 'Access token expires at (ISO 8601 or Unix seconds; Enter: not known): ';
  const text = (await terminal.askSecret(question)).reveal().trim();
  if (text === '') return null;
  const time = parseTime(text);
  if (time === null) {
    throw new MonitorError('USAGE_INVALID', 'That is no time, so nothing was stored.');
  }
  terminal.say(isoTime(time));
  return time;
}

/** A value as it was typed, white space and all; null for nothing. */
async function askFor(terminal: Terminal, words: string): Promise<Secret | null> {
  const value = await terminal.askSecret(`${words}: `);
  const { length } = value.reveal();
  if (length === 0) return null;
  terminal.say(`${length} characters`);
  return value;
}
