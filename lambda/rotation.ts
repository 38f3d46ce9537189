import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readOne } from './aws/secrets.ts';
import { stagedSecretReader } from './aws/staged-secrets.ts';
import { systemClock } from './clock.ts';
import { type Target, targetsOf, withTargets } from './config/target.ts';
import { MonitorError } from './errors.ts';
import { checkOnDemand, NO_STATUSES } from './monitor/on-demand.ts';
import { createQontoClient } from './qonto/client.ts';
import type { Report, ReportEntry } from './report.ts';
import { ROTATION_CONFIG, type RotationConfig } from './rotation-config.ts';

/** The event of a rotation, as Secrets Manager sends it. */
export interface RotationEvent {
  readonly SecretId: string;
  /** The id of the version that is to go live. */
  readonly ClientRequestToken: string;
}

/** How strict the gate is. */
export interface TestSecretOptions {
  /** @default what the construct `RotationGate` put into the function's environment */
  readonly config?: RotationConfig;
  /**
   * Lets a version go live although nothing could be found out about it: Qonto was down, or could not
   * be reached. Then a rotation may put a key that does not work in place of one that does.
   *
   * @default false
   */
  readonly acceptInconclusive?: boolean;
  /** @default one of the function's own */
  readonly secretsManager?: SecretsManagerClient;
}

/** A version that must not go live. Nothing secret is in it. */
export class UnprovenVersionError extends Error {
  /** Refused by Qonto, or not known to work. */
  readonly outcome: 'rejected' | 'inconclusive';
  /** What the check found out. */
  readonly report: Report;

  constructor(outcome: 'rejected' | 'inconclusive', message: string, report: Report) {
    super(message);
    this.name = 'UnprovenVersionError';
    this.outcome = outcome;
    this.report = report;
  }
}

/**
 * The `testSecret` step of a rotation: asks Qonto whether it accepts the pending version, before that
 * goes live. Every credential of the configuration that is in the secret is checked.
 *
 * A version about which nothing can be found out fails the step as well. The current version goes on
 * working meanwhile, and the rotation can run again; a version that is live and does not work is the
 * outage that the check is there to prevent.
 *
 * @example
 * import { testSecret } from 'qonto-auth-monitor/rotation';
 *
 * export async function handler(event) {
 *   if (event.Step === 'testSecret') await testSecret(event);
 *   // createSecret, setSecret and finishSecret are the application's own
 * }
 *
 * @throws UnprovenVersionError when the version does not authenticate, or is not known to
 * @throws MonitorError `SECRET_UNAVAILABLE` when there is no such version, or it cannot be read;
 * `CONFIG_INVALID` when no credential of the configuration is in the secret
 */
export async function testSecret(
  { SecretId, ClientRequestToken }: RotationEvent,
  options: TestSecretOptions = {},
): Promise<Report> {
  const config = options.config ?? configOfEnvironment();
  const aws = options.secretsManager ?? new SecretsManagerClient({});
  const targets = targetsIn(SecretId, config);
  const pending = await readOne(aws, SecretId, STAGE, ClientRequestToken);
  if (pending.kind !== 'value') {
    throw new MonitorError(
      'SECRET_UNAVAILABLE',
      `The version ${ClientRequestToken} of ${SecretId} cannot be read at stage ${STAGE} (${pending.kind}). The step createSecret puts it there, and the function needs secretsmanager:GetSecretValue.`,
    );
  }
  const report = await checkPending(config, targets, ClientRequestToken, aws);
  const { rejected, inconclusive } = report.summary;
  if (rejected > 0) throw refusal('rejected', report);
  if (inconclusive > 0 && options.acceptInconclusive !== true) {
    throw refusal('inconclusive', report);
  }
  return report;
}

const STAGE = 'AWSPENDING';

function configOfEnvironment(): RotationConfig {
  const text = process.env[ROTATION_CONFIG];
  if (text) return JSON.parse(text);
  throw new MonitorError(
    'CONFIG_INVALID',
    `The environment variable ${ROTATION_CONFIG} is not set: give the rotation function a RotationGate, or hand in the configuration.`,
  );
}

function targetsIn(secretId: string, config: RotationConfig): Target[] {
  const targets = targetsOf(config);
  const found = targets.filter(({ credential }) => isSame(secretId, credential.secret.secretId));
  if (found.length > 0) return found;
  const known = [...new Set(targets.map(({ credential }) => credential.secret.secretId))];
  throw new MonitorError(
    'CONFIG_INVALID',
    `No credential of the configuration is in ${secretId}. There are: ${known.join(', ')}.`,
  );
}

/** Whether a configured name or ARN means the secret that an event names, by its ARN as a rule. */
function isSame(eventId: string, configured: string): boolean {
  if (eventId === configured) return true;
  const name = eventId.replace(/^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:/, '');
  const isArn = name !== eventId;
  const withoutSuffix = (text: string) => text.replace(/-[A-Za-z0-9]{6}$/, '');
  return isArn && (withoutSuffix(name) === configured || withoutSuffix(eventId) === configured);
}

async function checkPending(
  config: RotationConfig,
  targets: readonly Target[],
  versionId: string,
  aws: SecretsManagerClient,
): Promise<Report> {
  const client = createQontoClient({ timeoutMs: config.check.timeoutMs, clock: systemClock });
  const own = new Set(targets.map(({ credential }) => credential.secret.secretId));
  const shared = config.environments
    .flatMap(({ stagingToken }) => stagingToken?.secretId ?? [])
    .filter((secretId) => !own.has(secretId));
  try {
    return await checkOnDemand(
      {},
      {
        // A gate says yes or no; why, and at the cost of more refusals, is for the monitor to find out.
        config: withTargets({ ...config, check: { ...config.check, experiments: false } }, targets),
        client,
        clock: systemClock,
        secrets: stagedSecretReader(aws, { stage: STAGE, versionId, shared: new Set(shared) }),
        statuses: NO_STATUSES,
        log: { error: () => undefined },
        newId: randomUUID,
      },
    );
  } finally {
    client.close();
  }
}

function refusal(outcome: 'rejected' | 'inconclusive', report: Report): UnprovenVersionError {
  const what = {
    rejected:
      'The pending version does not authenticate, and stays pending. The current one is as it was.',
    inconclusive:
      'Nothing could be found out about the pending version, so it stays pending: a version that is not known to work must not replace one that does. Run the rotation again.',
  }[outcome];
  const lines = report.results
    .filter((entry) => entry.outcome === outcome)
    .map((entry) => lineOf(entry));
  return new UnprovenVersionError(outcome, [what, ...lines].join('\n'), report);
}

function lineOf({ environment, credential, diagnosis, traceId }: ReportEntry): string {
  const trace = traceId === null ? '' : `, trace id ${traceId}`;
  return `${environment}/${credential}: ${diagnosis?.title} (${diagnosis?.code}${trace}). ${diagnosis?.cause}`;
}
