import type { Clock } from '../clock.ts';
import { isoTime } from '../clock.ts';
import type { Target } from '../config/target.ts';
import { CATALOGUE, type DiagnosisCode } from '../diagnosis/catalogue.ts';
import { classify } from '../diagnosis/classify.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { inspectApiKey } from '../diagnosis/inspect-api-key.ts';
import { inspectOAuth } from '../diagnosis/inspect-oauth.ts';
import { remedyFor } from '../diagnosis/remedy.ts';
import { confirmed, type Verdict } from '../diagnosis/verdict.ts';
import { warningsOf } from '../diagnosis/warnings.ts';
import type { QontoClient } from '../qonto/client.ts';
import type { Credential } from '../qonto/credential.ts';
import { type ProbeResult, probe } from '../qonto/probe.ts';
import { readStagingToken, readStoredCredential } from '../qonto/stored-credential.ts';
import type { CheckResult, Method, Warning } from '../report.ts';
import type { Secret } from '../secret.ts';
import type { SecretReading } from './ports.ts';

/** What a check reaches out with. */
export interface CheckTools {
  readonly client: QontoClient;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Checks one credential: reads what its secret holds, inspects it, asks Qonto, works out the cause.
 *
 * @param readings of the credential's secret and its environment's staging token, by secret id
 */
export async function checkCredential(
  target: Target,
  readings: ReadonlyMap<string, SecretReading>,
  tools: CheckTools,
): Promise<CheckResult> {
  const checkedAt = tools.clock.now();
  const { environment, credential: config } = target;
  const reading = readings.get(config.secret.secretId) ?? { kind: 'unavailable' };
  const result = resultBuilder(target, isoTime(checkedAt), reading);

  if (reading.kind !== 'value') return result(config.method, unreadable(reading.kind));
  const stored = readStoredCredential(reading.value, config);
  if (stored.kind === 'unusable') {
    return result(stored.method, confirmed(stored.code, ...stored.evidence));
  }

  const { credential } = stored;
  const staging = stagingTokenOf(target, credential, readings);
  if (staging.kind === 'unavailable') {
    return result(
      credential.method,
      confirmed(
        'SECRETS_MANAGER_UNAVAILABLE',
        'the secret with the staging token could not be read',
      ),
    );
  }

  const findings = inspect(credential);
  const probed = await probe(tools.client, environment, credential, staging.token);
  const verdict = classify(probed, {
    environmentKind: environment.kind,
    credential,
    findings,
    versionCreatedAt: reading.versionCreatedAt,
    now: checkedAt,
  });
  const warnings = warningsOf({
    target,
    credential,
    findings,
    probed,
    isAccepted: verdict.code === null,
    versionCreatedAt: reading.versionCreatedAt,
    now: checkedAt,
  });
  return result(
    credential.method,
    { ...verdict, evidence: [...verdict.evidence, ...(verdict.code ? staging.evidence : [])] },
    probed,
    warnings,
  );
}

function inspect(credential: Credential): Finding[] {
  return credential.method === 'api_key' ? inspectApiKey(credential) : inspectOAuth(credential);
}

const UNREADABLE: Readonly<Record<Exclude<SecretReading['kind'], 'value'>, DiagnosisCode>> = {
  not_found: 'SECRET_NOT_FOUND',
  access_denied: 'SECRET_ACCESS_DENIED',
  pending_deletion: 'SECRET_PENDING_DELETION',
  unavailable: 'SECRETS_MANAGER_UNAVAILABLE',
};

function unreadable(kind: keyof typeof UNREADABLE): Verdict {
  return confirmed(UNREADABLE[kind], 'nothing was sent to Qonto');
}

type StagingToken =
  | { readonly kind: 'known'; readonly token: Secret | null; readonly evidence: readonly string[] }
  | { readonly kind: 'unavailable' };

/** The credential's own staging token, else its environment's. Only a sandbox is sent one. */
function stagingTokenOf(
  { environment }: Target,
  credential: Credential,
  readings: ReadonlyMap<string, SecretReading>,
): StagingToken {
  const known = (token: Secret | null, ...evidence: string[]): StagingToken => ({
    kind: 'known',
    token,
    evidence,
  });
  if (environment.kind !== 'sandbox') return known(null);
  if (credential.stagingToken !== null) return known(credential.stagingToken);
  if (environment.stagingToken === null) return known(null);

  const { secretId, key } = environment.stagingToken;
  const reading = readings.get(secretId) ?? { kind: 'unavailable' };
  if (reading.kind === 'unavailable') return { kind: 'unavailable' };
  if (reading.kind !== 'value') {
    const trouble = CATALOGUE[UNREADABLE[reading.kind]].title;
    return known(null, `the secret ${secretId}, which should hold the staging token: ${trouble}`);
  }
  const token = readStagingToken(reading.value, key);
  return token === null
    ? known(null, `the secret ${secretId}, which should hold the staging token, holds none`)
    : known(token);
}

function resultBuilder(target: Target, checkedAt: string, reading: SecretReading) {
  const { environment, credential } = target;
  return (
    method: Method | null,
    { code, confidence, evidence, mend }: Verdict,
    probed: ProbeResult = { kind: 'not_sent' },
    warnings: readonly Warning[] = [],
  ): CheckResult => {
    const entry = code === null ? null : CATALOGUE[code];
    const answer = probed.kind === 'answered' ? probed : null;
    return {
      environment: environment.name,
      credential: credential.name,
      method,
      outcome:
        entry === null ? 'authenticated' : entry.kind === 'rejected' ? 'rejected' : 'inconclusive',
      diagnosis:
        code === null || entry === null
          ? null
          : {
              code,
              title: entry.title,
              cause: entry.cause,
              remedy: [...mend, ...remedyFor(code, target)],
              confidence,
              evidence,
              docsUrl: entry.docsUrl,
            },
      warnings,
      traceId: answer?.traceId ?? null,
      http: answer && {
        status: answer.status,
        contentType: answer.contentType,
        durationMs: answer.durationMs,
      },
      secretVersion: reading.kind === 'value' ? reading.versionId : null,
      checkedAt,
    };
  };
}
