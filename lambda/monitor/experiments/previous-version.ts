import { isoTime } from '../../clock.ts';
import type { CredentialConfig } from '../../config/monitor-config.ts';
import type { DiagnosisCode } from '../../diagnosis/catalogue.ts';
import { shellWord } from '../../diagnosis/remedy.ts';
import { authorizationHeader, type Credential } from '../../qonto/credential.ts';
import { readStoredCredential } from '../../qonto/stored-credential.ts';
import type { Secret } from '../../secret.ts';
import { type Examination, versionCreatedAt } from '../examination.ts';
import {
  concluded,
  type Experiment,
  isAccepted,
  isRefused,
  nothingSent,
  probeWith,
} from './experiment.ts';

/** Causes that a change of the secret cannot have brought about, or that a step back cannot mend. */
const NOT_BY_A_CHANGE: ReadonlySet<DiagnosisCode> = new Set([
  'OAUTH_ACCESS_TOKEN_EXPIRED',
  'OAUTH_SCOPE_MISSING',
  'ACCESS_FORBIDDEN',
  'OAUTH_REQUIRED',
]);

/**
 * Sends the version of the secret before the current one. If Qonto accepts that, the change broke
 * the credential, and there is a command that takes it back. Not so where the monitor rotates the
 * tokens: the refresh token of the version before is spent, and to go back to it loses the grant.
 */
export const previousVersion: Experiment = {
  name: 'previous-version',
  applies: ({ target, reading, verdict }) =>
    target.credential.tokens === 'observe' &&
    reading.kind === 'value' &&
    verdict.code !== null &&
    !NOT_BY_A_CHANGE.has(verdict.code),
  async run(examination, tools) {
    const { target, reading, verdict } = examination;
    const { secretId } = target.credential.secret;
    const previous = await tools.secrets.readPrevious(secretId);
    if (previous.kind !== 'value' || reading.kind !== 'value') return nothingSent(verdict);
    const stored = readStoredCredential(previous.value, target.credential);
    if (stored.kind === 'unusable') return nothingSent(verdict);

    const { credential } = stored;
    const stagingToken =
      target.environment.kind === 'sandbox'
        ? (credential.stagingToken ?? examination.environmentStagingToken)
        : null;
    if (isSentAlready(credential, stagingToken, examination)) return nothingSent(verdict);
    const result = await probeWith({ ...examination, stagingToken }, credential, tools);
    if (!isAccepted(result)) {
      const fact = 'the previous version of the secret is refused as well';
      const evidence = isRefused(result) ? [...verdict.evidence, fact] : verdict.evidence;
      return concluded({ ...verdict, evidence }, false, result);
    }
    const fact = `the previous version of the secret still authenticates${since(examination)}`;
    const mend = rollback(target.credential, reading.versionId, previous.versionId);
    return concluded(
      {
        ...verdict,
        confidence: 'confirmed',
        evidence: [...verdict.evidence, fact],
        mend: [...mend, ...verdict.mend],
      },
      true,
      result,
    );
  },
};

/** A change of something else that the secret holds broke nothing here. */
function isSentAlready(
  credential: Credential,
  stagingToken: Secret | null,
  sent: Pick<Examination, 'credential' | 'stagingToken'>,
): boolean {
  return (
    sent.credential !== null &&
    authorizationHeader(credential) === authorizationHeader(sent.credential) &&
    stagingToken?.reveal() === sent.stagingToken?.reveal()
  );
}

function since({ reading }: Examination): string {
  const changedAt = versionCreatedAt(reading);
  return changedAt === null ? '' : `: the change of ${isoTime(changedAt)} broke it`;
}

function rollback(
  { secret, fields }: CredentialConfig,
  current: string | null,
  previous: string | null,
): string[] {
  const isShared = secret.key !== null || Object.keys(fields).length > 0;
  if (current === null || previous === null) return [];
  return [
    isShared
      ? 'The previous version still works. If the change was not meant, take it back, with everything else that the secret holds:'
      : 'The previous version still works. If the change was not meant, take it back:',
    `aws secretsmanager update-secret-version-stage --secret-id ${shellWord(secret.secretId)} --version-stage AWSCURRENT --move-to-version-id ${shellWord(previous)} --remove-from-version-id ${shellWord(current)}`,
  ];
}
