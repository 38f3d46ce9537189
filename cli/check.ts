import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerFinder } from '../lambda/aws/secret-finder.ts';
import { secretsManagerReader } from '../lambda/aws/secrets.ts';
import { secretsWithout, stagedSecretReader } from '../lambda/aws/staged-secrets.ts';
import { systemClock } from '../lambda/clock.ts';
import { loadConfig } from '../lambda/config/load.ts';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { selectTargets, type TargetFilter } from '../lambda/config/select-targets.ts';
import { type Target, withTargets } from '../lambda/config/target.ts';
import { MonitorError } from '../lambda/errors.ts';
import { withDiscovered } from '../lambda/monitor/discover.ts';
import { checkOnDemand, NO_STATUSES } from '../lambda/monitor/on-demand.ts';
import type { SecretReader } from '../lambda/monitor/ports.ts';
import { createQontoClient } from '../lambda/qonto/client.ts';
import type { Report } from '../lambda/report.ts';
import { type AwsOptions, awsClient } from './aws-client.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Output } from './output.ts';
import { renderReport } from './render/report.ts';
import { withRightsFromHere } from './rights-from-here.ts';

/** Options of `check`. */
export interface CheckOptions extends AwsOptions, TargetFilter {
  readonly config?: string;
  readonly json?: boolean;
  /** Versions that are not live, such as `AWSPENDING`, instead of the current ones. */
  readonly stage?: string;
}

/**
 * Checks credentials from here, with the developer's own AWS credentials: the same check that the
 * deployed function makes. Remembers nothing and alerts nobody.
 */
export async function check(options: CheckOptions, out: Output): Promise<number> {
  const aws = awsClient(SecretsManagerClient, options);
  const config = await configWithDiscovered(options.config, aws);
  const targets = selectTargets(config, options);
  const report =
    options.stage === undefined || options.stage === 'AWSCURRENT'
      ? await checkFromHere(config, targets, secretsManagerReader(aws))
      : await checkStage(config, targets, options.stage, aws);
  if (options.json) out.json(report);
  else renderReport(report, out, { status: false, details: true });
  return exitCodeOf(report);
}

/** The configuration at a path, or where it usually lies, with what it discovers at this moment. */
export async function configWithDiscovered(
  path: string | undefined,
  aws: SecretsManagerClient,
): Promise<MonitorConfig> {
  const listed = await loadConfig({ path, env: process.env, directory: process.cwd() });
  const finder = secretsManagerFinder(aws);
  const log = { info: () => undefined, error: (message: string) => console.error(message) };
  return withDiscovered(listed, { finder, log });
}

/** Makes the check of some credentials in this process, whose outcome nobody remembers. */
export async function checkFromHere(
  config: MonitorConfig,
  targets: readonly Target[],
  secrets: SecretReader,
): Promise<Report> {
  const client = createQontoClient({ timeoutMs: config.check.timeoutMs, clock: systemClock });
  try {
    const report = await checkOnDemand(
      {},
      {
        config: withTargets(config, targets),
        client,
        clock: systemClock,
        secrets,
        statuses: NO_STATUSES,
        log: { error: () => undefined },
        newId: randomUUID,
      },
    );
    return withRightsFromHere(report);
  } finally {
    client.close();
  }
}

/** Checks the credentials that have a version at a stage, and names the others on standard error. */
async function checkStage(
  config: MonitorConfig,
  targets: readonly Target[],
  stage: string,
  aws: SecretsManagerClient,
): Promise<Report> {
  const secretIds = [...new Set(targets.map(({ credential }) => credential.secret.secretId))];
  const without = await secretsWithout(aws, stage, secretIds);
  const isLacking = ({ credential }: Target) => without.has(credential.secret.secretId);
  const staged = targets.filter((target) => !isLacking(target));
  const names = targets
    .filter(isLacking)
    .map(({ environment, credential }) => `${environment.name}/${credential.name}`)
    .join(', ');
  if (staged.length === 0) {
    throw new MonitorError('USAGE_INVALID', `No secret has a version at stage ${stage}: ${names}.`);
  }
  if (names !== '') console.error(`Not checked, no version at stage ${stage}: ${names}.`);
  const shared = config.environments.flatMap(({ stagingToken }) => stagingToken?.secretId ?? []);
  return checkFromHere(config, staged, stagedSecretReader(aws, { stage, shared: new Set(shared) }));
}
