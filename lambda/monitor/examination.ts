import { type Clock, isoTime } from '../clock.ts';
import { describeDuration } from '../config/duration.ts';
import type { Target } from '../config/target.ts';
import { CATALOGUE, type DiagnosisCode } from '../diagnosis/catalogue.ts';
import { classify } from '../diagnosis/classify.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { inspectApiKey } from '../diagnosis/inspect-api-key.ts';
import { inspectOAuth } from '../diagnosis/inspect-oauth.ts';
import { confirmed, type Verdict } from '../diagnosis/verdict.ts';
import type { QontoClient } from '../qonto/client.ts';
import type { Credential } from '../qonto/credential.ts';
import { type ProbeResult, probe } from '../qonto/probe.ts';
import { readStagingToken, readStoredCredential } from '../qonto/stored-credential.ts';
import type { Method } from '../report.ts';
import type { Secret } from '../secret.ts';
import type { SecretReading } from './ports.ts';

/** Secrets by id. */
export type Readings = ReadonlyMap<string, SecretReading>;

/** All that one look at a credential brought to light. It holds secrets, and goes nowhere. */
export interface Examination {
  readonly target: Target;
  /** Epoch milliseconds. */
  readonly examinedAt: number;
  readonly reading: SecretReading;
  readonly method: Method | null;
  /** Null when the secret could not be read as one. */
  readonly credential: Credential | null;
  /** The staging token that goes with requests, if any. */
  readonly stagingToken: Secret | null;
  /** The environment's own staging token, whatever the credential has. */
  readonly environmentStagingToken: Secret | null;
  readonly findings: readonly Finding[];
  readonly probed: ProbeResult;
  readonly verdict: Verdict;
  /** Why managed tokens could not be refreshed, where that decided the verdict. */
  readonly hindrance?: DiagnosisCode;
}

/** What an examination reaches out with. */
export interface ExaminationTools {
  readonly client: QontoClient;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Looks at one credential once: reads what its secret holds, inspects it, asks Qonto, judges the
 * answer.
 *
 * @param readings of the credential's secret and its environment's staging token
 */
export async function examine(
  target: Target,
  readings: Readings,
  { client, clock }: ExaminationTools,
): Promise<Examination> {
  const reading = readings.get(target.credential.secret.secretId) ?? { kind: 'unavailable' };
  const shared = environmentStagingToken(target, readings);
  const base = {
    target,
    examinedAt: clock.now(),
    reading,
    method: target.credential.method,
    credential: null,
    stagingToken: null,
    environmentStagingToken: shared.kind === 'known' ? shared.token : null,
    findings: [],
    probed: { kind: 'not_sent' },
  } as const satisfies Omit<Examination, 'verdict'>;

  if (reading.kind !== 'value') return { ...base, verdict: unreadable(reading.kind) };
  const stored = readStoredCredential(reading.value, target.credential);
  if (stored.kind === 'unusable') {
    const verdict = confirmed(stored.code, ...stored.evidence, ...ageOf(reading, base.examinedAt));
    return { ...base, method: stored.method, verdict };
  }

  const { credential } = stored;
  const read = { ...base, method: credential.method, credential };
  const staging = stagingTokenFor(target, credential, shared);
  if (staging.kind === 'unavailable') {
    const fact = 'the secret with the staging token could not be read';
    return { ...read, verdict: confirmed('SECRETS_MANAGER_UNAVAILABLE', fact) };
  }
  const findings =
    credential.method === 'api_key' ? inspectApiKey(credential) : inspectOAuth(credential);
  const probed = await probe(client, target.environment, credential, staging.token);
  const verdict = classify(probed, {
    environmentKind: target.environment.kind,
    credential,
    findings,
    versionCreatedAt: versionCreatedAt(reading),
    now: base.examinedAt,
  });
  return {
    ...read,
    stagingToken: staging.token,
    findings,
    probed,
    verdict:
      verdict.code === null
        ? verdict
        : withEvidence(
            byStagingSecret(verdict, staging),
            ...staging.evidence,
            ...ageOf(reading, base.examinedAt),
          ),
  };
}

/** When the version that was read was stored, epoch milliseconds; null when not known. */
export function versionCreatedAt(reading: SecretReading): number | null {
  return reading.kind === 'value' ? reading.versionCreatedAt : null;
}

/** How long ago the secret changed, which often tells what broke it. */
function ageOf(reading: SecretReading, now: number): string[] {
  const changedAt = versionCreatedAt(reading);
  if (changedAt === null || changedAt > now) return [];
  return [
    `the secret changed ${describeDuration(now - changedAt)} before this check, at ${isoTime(changedAt)}`,
  ];
}

/** A verdict with more facts, where it needs any. */
export function withEvidence(verdict: Verdict, ...facts: readonly string[]): Verdict {
  return verdict.code === null
    ? verdict
    : { ...verdict, evidence: [...verdict.evidence, ...facts] };
}

/** What a secret that cannot be read is called. */
export const UNREADABLE: Readonly<Record<Exclude<SecretReading['kind'], 'value'>, DiagnosisCode>> =
  {
    not_found: 'SECRET_NOT_FOUND',
    access_denied: 'SECRET_ACCESS_DENIED',
    pending_deletion: 'SECRET_PENDING_DELETION',
    unavailable: 'SECRETS_MANAGER_UNAVAILABLE',
  };

function unreadable(kind: keyof typeof UNREADABLE): Verdict {
  return confirmed(UNREADABLE[kind], 'nothing was sent to Qonto');
}

/** A staging token that is missing because its secret cannot be read is that secret's trouble. */
function byStagingSecret(verdict: Verdict, staging: KnownStagingToken): Verdict {
  const { unreadable } = staging;
  return verdict.code === 'STAGING_TOKEN_MISSING' && unreadable !== undefined
    ? { ...verdict, code: unreadable.code, secretId: unreadable.secretId }
    : verdict;
}

type KnownStagingToken = Extract<StagingToken, { kind: 'known' }>;

/** An environment's or a credential's staging token, as far as it could be read. */
export type StagingToken =
  | {
      readonly kind: 'known';
      readonly token: Secret | null;
      readonly evidence: readonly string[];
      /** Why the environment's secret with the token could not be read. */
      readonly unreadable?: { readonly code: DiagnosisCode; readonly secretId: string };
    }
  | { readonly kind: 'unavailable' };

/** The credential's own staging token, else its environment's. Only a sandbox is sent one. */
export function stagingTokenFor(
  { environment }: Target,
  credential: Pick<Credential, 'stagingToken'>,
  shared: StagingToken,
): StagingToken {
  const isOwn = environment.kind === 'sandbox' && credential.stagingToken !== null;
  return isOwn ? known(credential.stagingToken) : shared;
}

function known(token: Secret | null, ...evidence: string[]): KnownStagingToken {
  return { kind: 'known', token, evidence };
}

/** The staging token that an environment has for all its credentials. */
export function environmentStagingToken({ environment }: Target, readings: Readings): StagingToken {
  if (environment.kind !== 'sandbox' || environment.stagingToken === null) return known(null);
  const { secretId, key } = environment.stagingToken;
  const reading = readings.get(secretId) ?? { kind: 'unavailable' };
  if (reading.kind === 'unavailable') return { kind: 'unavailable' };
  const which = `the secret ${secretId}, which should hold the staging token`;
  if (reading.kind !== 'value') {
    const code = UNREADABLE[reading.kind];
    return {
      ...known(null, `${which}: ${CATALOGUE[code].title}`),
      unreadable: { code, secretId },
    };
  }
  const token = readStagingToken(reading.value, key);
  return token === null ? known(null, `${which}, holds none`) : known(token);
}
