import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { resolveConfig } from '../lambda/config/parse.ts';
import type { MonitorConfigInput } from '../lambda/config/schema.ts';
import { targetsOf, withTargets } from '../lambda/config/target.ts';
import { MonitorError } from '../lambda/errors.ts';
import { ROTATION_CONFIG, type RotationConfig } from '../lambda/rotation-config.ts';
import { secretArn, secretIdsOf } from './secret-access.ts';

/** What a {@link RotationGate} is built from. */
export interface RotationGateProps {
  /** The rotation function; its step `testSecret` calls `testSecret` of this package. */
  readonly function: LambdaFunction;
  /** The monitor's configuration, as `AuthMonitor` takes it. */
  readonly config: MonitorConfigInput | MonitorConfig;
  /** The secrets that the function rotates, as the configuration calls them. */
  readonly secrets: readonly string[];
}

/** What environment variables may hold in all is 4 KB; the function has others. */
const MOST_BYTES = 3_500;

/**
 * Gives a rotation function what it needs to ask Qonto about a version before that goes live: the part
 * of the configuration that is about its secrets, and the right to read them and the staging tokens
 * that go with them. Secrets under a customer managed key also need `kms:Decrypt`.
 *
 * @example
 * new RotationGate(this, 'RotationGate', {
 *   function: rotationFunction,
 *   config,
 *   secrets: ['qonto/production/accounting'],
 * });
 */
export class RotationGate extends Construct {
  constructor(scope: Construct, id: string, props: RotationGateProps) {
    super(scope, id);
    const all = resolveConfig(props.config, `the configuration of ${this.node.path}`);
    const config = configFor(all, props.secrets);
    const text = JSON.stringify({
      environments: config.environments,
      check: config.check,
    } satisfies RotationConfig);
    if (Buffer.byteLength(text) > MOST_BYTES) {
      throw new MonitorError(
        'CONFIG_INVALID',
        `The configuration of ${props.secrets.join(', ')} takes ${Buffer.byteLength(text)} bytes, and an environment variable has room for ${MOST_BYTES}: rotate them by several functions.`,
      );
    }
    props.function.addEnvironment(ROTATION_CONFIG, text);
    props.function.addToRolePolicy(
      new PolicyStatement({
        sid: 'ReadVersionsBeforeTheyGoLive',
        actions: ['secretsmanager:GetSecretValue'],
        resources: secretIdsOf(config).map((secretId) => secretArn(this, secretId)),
      }),
    );
  }
}

function configFor(config: MonitorConfig, secrets: readonly string[]): MonitorConfig {
  const targets = targetsOf(config);
  const known = new Set(targets.map(({ credential }) => credential.secret.secretId));
  const unknown = secrets.filter((secret) => !known.has(secret));
  if (unknown.length > 0 || secrets.length === 0) {
    throw new MonitorError(
      'CONFIG_INVALID',
      `${unknown.length === 0 ? 'No secret is named' : `No credential of the configuration is in ${unknown.join(', ')}`}. There are: ${[...known].join(', ')}.`,
    );
  }
  return withTargets(
    config,
    targets.filter(({ credential }) => secrets.includes(credential.secret.secretId)),
  );
}
