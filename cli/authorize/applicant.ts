import type { Target } from '../../lambda/config/target.ts';
import { MonitorError } from '../../lambda/errors.ts';
import type { SecretReader } from '../../lambda/monitor/ports.ts';
import { LEAST_SCOPES } from '../../lambda/qonto/authorization-code.ts';
import {
  readFields,
  readStagingToken,
  readStoredCredential,
} from '../../lambda/qonto/stored-credential.ts';
import { Secret } from '../../lambda/secret.ts';
import { type Desk, mustAgree } from '../desk.ts';
import { mustAgreeToShape } from '../settle.ts';
import { scopesOf } from '../store/input.ts';
import type { Terminal } from '../terminal.ts';

/** Who asks for a grant, and for which. */
export interface Applicant {
  readonly clientId: Secret;
  readonly clientSecret: Secret;
  /** What goes with requests to the sandbox; null elsewhere, and where there is none. */
  readonly stagingToken: Secret | null;
  /** The staging token that was typed, which the secret does not have yet. */
  readonly typedStagingToken: Secret | null;
  readonly scopes: readonly string[];
}

/**
 * Finds the application's client credentials in the secret, or asks for them, and agrees on what is
 * about to be replaced.
 *
 * @param current what the secret holds
 * @param moreScopes beside those of the monitor and of the grant before
 * @throws MonitorError `USAGE_INVALID` when the credential is no OAuth grant, or nobody can be asked
 */
export async function applicantOf(
  desk: Desk,
  current: Secret | null,
  moreScopes = '',
): Promise<Applicant> {
  const { target, terminal } = desk;
  const { secretId } = target.credential.secret;
  mustBeOAuth(target, current);
  const stored = (current === null ? null : readFields(current, target.credential)) ?? {};
  const wanted = [
    ...LEAST_SCOPES,
    ...scopesOf(stored.scope ?? new Secret('')),
    ...scopesOf(new Secret(moreScopes)),
  ];
  const scopes = [...new Set(wanted)];
  if (current === null) {
    await mustAgree(desk, `There is no secret ${secretId} yet.`, 'Create it?');
  } else if (stored.accessToken || stored.refreshToken) {
    const statement = `The secret ${secretId} holds a grant already. The new one takes its place, with the scopes ${scopes.join(' ')}; an application that needs others loses them (--scope names more).`;
    await mustAgree(desk, statement, 'Go on?');
  }
  // Asked before the consent, and not when there is a grant to lose.
  await mustAgreeToShape(desk, current, STAND_INS);

  const missing = [
    ...(stored.clientId ? [] : ['clientId']),
    ...(stored.clientSecret ? [] : ['clientSecret']),
  ];
  if (missing.length > 0 && !terminal.isInteractive) {
    throw new MonitorError(
      'USAGE_INVALID',
      `The secret ${secretId} has no ${missing.join(' and no ')}: store them first (npx qonto-auth-monitor store), or run this in a terminal, where they are asked for.`,
    );
  }
  const clientId = stored.clientId ?? (await typed(terminal, 'Client id'));
  const clientSecret = stored.clientSecret ?? (await typed(terminal, 'Client secret'));
  const staging = await stagingTokenOf(target, stored.stagingToken, desk.secrets, terminal);
  return { clientId, clientSecret, scopes, ...staging };
}

/** What a grant brings, to see whether the secret has room for it. */
const STAND_INS = { accessToken: new Secret('stand-in'), refreshToken: new Secret('stand-in') };

function mustBeOAuth({ credential }: Target, current: Secret | null): void {
  const stored = current === null ? null : readStoredCredential(current, credential);
  const isApiKey =
    credential.method === 'api_key' ||
    (credential.method === null &&
      stored?.kind === 'credential' &&
      stored.credential.method === 'api_key');
  if (!isApiKey) return;
  throw new MonitorError(
    'USAGE_INVALID',
    `${credential.name} is an API key, for which there is nothing to authorize. For a grant, set "method": "oauth" in the configuration, or name another secret.`,
  );
}

/** A client's id or secret, without the white space that copying brings along. */
async function typed(terminal: Terminal, words: string): Promise<Secret> {
  const value = await terminal.askSecret(`${words}, from Qonto's Developer Portal (not shown): `);
  const text = value.reveal().trim();
  if (text !== '') return new Secret(text);
  throw new MonitorError('USAGE_INVALID', `No ${words.toLowerCase()} was given.`);
}

async function stagingTokenOf(
  { environment }: Target,
  own: Secret | undefined,
  secrets: SecretReader,
  terminal: Terminal,
): Promise<Pick<Applicant, 'stagingToken' | 'typedStagingToken'>> {
  const known = (stagingToken: Secret | null) => ({ stagingToken, typedStagingToken: null });
  if (environment.kind !== 'sandbox') return known(null);
  if (own?.reveal().trim()) return known(new Secret(own.reveal().trim()));
  if (environment.stagingToken !== null) {
    const { secretId, key } = environment.stagingToken;
    const reading = (await secrets.read([secretId])).get(secretId);
    const shared = reading?.kind === 'value' ? readStagingToken(reading.value, key) : null;
    if (shared !== null) return known(shared);
  }
  if (!terminal.isInteractive) return known(null);
  const question = "Staging token, from Qonto's Developer Portal (not shown; Enter: none): ";
  const text = (await terminal.askSecret(question)).reveal().trim();
  if (text === '') return known(null);
  return { stagingToken: new Secret(text), typedStagingToken: new Secret(text) };
}
