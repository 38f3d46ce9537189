import type { EnvironmentConfig } from '../config/monitor-config.ts';
import type { Secret } from '../secret.ts';
import type { NoAnswer, QontoClient, RawAnswer } from './client.ts';
import {
  asHeaderValue,
  authorizationHeader,
  type Credential,
  stagingHeader,
} from './credential.ts';
import { PROBE_PATH, STAGING_TOKEN_HEADER } from './environments.ts';
import { type BodyFacts, readBodyFacts } from './response-body.ts';
import { parseRetryAfter } from './retry-after.ts';
import { cleanTraceId, TRACE_ID_HEADER } from './trace-id.ts';

/** What is kept of an answer to the authentication check: facts, no body and no header's words. */
export interface ProbeAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly contentType: string | null;
  readonly body: BodyFacts;
  readonly traceId: string | null;
  /** Header and body name different trace ids. */
  readonly hasTraceIdMismatch: boolean;
  /** Where a redirect leads: a sign-in page or portal, or elsewhere. Null without one. */
  readonly redirect: 'sign_in' | 'elsewhere' | null;
  /** `Sunset` or `Deprecation` is announced. */
  readonly isDeprecated: boolean;
  readonly hasSentStagingToken: boolean;
  /** How long Qonto asks to wait, with an answer of 429 or 503. */
  readonly retryAfterMs: number | null;
  readonly durationMs: number;
}

/** Nothing could be sent: no header can carry the value. */
export interface NotSent {
  readonly kind: 'not_sent';
}

/** No answer, or one that did not end in time. */
export interface ProbeSilence extends Omit<NoAnswer, 'begun'> {
  readonly begun?: Pick<ProbeAnswer, 'status' | 'traceId'>;
}

/** How a probe ended. */
export type ProbeResult = ProbeAnswer | ProbeSilence | NotSent;

/**
 * Runs the authentication check once: one GET to the credential's own environment, redirects not
 * followed.
 */
export async function probe(
  client: QontoClient,
  environment: EnvironmentConfig,
  credential: Credential,
  stagingToken: Secret | null,
): Promise<ProbeResult> {
  const authorization = asHeaderValue(authorizationHeader(credential));
  if (authorization === null) return { kind: 'not_sent' };
  const result = await ask(client, environment, { Authorization: authorization }, stagingToken);
  return withoutEcho(result, credential, stagingToken);
}

/** An answer may repeat what it was sent, in a place that is passed on. */
function withoutEcho(
  result: ProbeAnswer | ProbeSilence,
  credential: Credential,
  stagingToken: Secret | null,
): ProbeAnswer | ProbeSilence {
  const sent = [authorizationHeader(credential), stagingToken?.reveal() ?? '']
    .flatMap((value) => [value, ...value.split(/[\s:]+/), ...value.split(/[^A-Za-z0-9]+/)])
    .map((value) => value.toLowerCase())
    .filter((value) => value.length >= 8);
  const echoes = (text: string | null) => {
    const lower = text?.toLowerCase() ?? '';
    return sent.some(
      (value) => lower.includes(value) || (lower.length >= 8 && value.includes(lower)),
    );
  };
  const unlessEcho = (text: string | null) => (echoes(text) ? null : text);
  if (result.kind === 'unanswered') {
    const { begun } = result;
    return begun ? { ...result, begun: { ...begun, traceId: unlessEcho(begun.traceId) } } : result;
  }
  const { traceId, contentType } = result;
  return { ...result, traceId: unlessEcho(traceId), contentType: unlessEcho(contentType) };
}

/** The same request without any credential: how Qonto answers somebody whom it does not know. */
export function probeWithoutCredential(
  client: QontoClient,
  environment: EnvironmentConfig,
  stagingToken: Secret | null,
): Promise<ProbeResult> {
  return ask(client, environment, {}, stagingToken);
}

async function ask(
  client: QontoClient,
  environment: EnvironmentConfig,
  authorization: Readonly<Record<string, string>>,
  stagingToken: Secret | null,
): Promise<ProbeAnswer | ProbeSilence> {
  const staging = stagingHeader(stagingToken);
  const answer = await client.send({
    method: 'GET',
    url: environment.apiUrl + PROBE_PATH,
    headers: { Accept: 'application/json', ...authorization, ...staging },
  });
  if (answer.kind === 'answered') return readAnswer(answer, STAGING_TOKEN_HEADER in staging);
  const { begun, ...silence } = answer;
  if (begun === undefined) return silence;
  const traceId = cleanTraceId(begun.header(TRACE_ID_HEADER));
  return { ...silence, begun: { status: begun.status, traceId } };
}

function readAnswer(answer: RawAnswer, hasSentStagingToken: boolean): ProbeAnswer {
  const contentType = mediaType(answer.header('content-type'));
  const body = readBodyFacts(answer.bodyText, answer.bodyEnd, contentType);
  const headerTraceId = cleanTraceId(answer.header(TRACE_ID_HEADER));
  return {
    kind: 'answered',
    status: answer.status,
    contentType,
    body,
    traceId: headerTraceId ?? body.traceId,
    hasTraceIdMismatch:
      headerTraceId !== null && body.traceId !== null && headerTraceId !== body.traceId,
    redirect: answer.status >= 300 && answer.status < 400 ? redirectTarget(answer) : null,
    isDeprecated: answer.header('sunset') !== null || answer.header('deprecation') !== null,
    hasSentStagingToken,
    retryAfterMs:
      answer.status === 429 || answer.status === 503
        ? parseRetryAfter(answer.header('retry-after'), answer.receivedAt)
        : null,
    durationMs: answer.durationMs,
  };
}

/** `text/html` of `Text/HTML; charset=utf-8`; null when it is not a media type. */
function mediaType(header: string | null): string | null {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9!#$&^_.+-]{1,63}\/[a-z0-9!#$&^_.+-]{1,63}$/.test(type) ? type : null;
}

/**
 * The sandbox's gate redirects to OneLogin, or to the developer portal: the documentation words it
 * both ways, so the target is not compared with one exact address.
 *
 * @see https://docs.qonto.com/guides/developer-portal/sandbox-access
 */
function redirectTarget(answer: RawAnswer): 'sign_in' | 'elsewhere' {
  const location = answer.header('location') ?? '';
  return /\bonelogin\b|\bqonto\.(?:com|co|eu)\b|\b(?:login|log-in|signin|sign-in|sso|developers?)\b/i.test(
    location,
  )
    ? 'sign_in'
    : 'elsewhere';
}
