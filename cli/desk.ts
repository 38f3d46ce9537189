import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerReader } from '../lambda/aws/secrets.ts';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import type { TargetFilter } from '../lambda/config/select-targets.ts';
import type { Target } from '../lambda/config/target.ts';
import { MonitorError } from '../lambda/errors.ts';
import type { SecretReader } from '../lambda/monitor/ports.ts';
import { awsClient } from './aws-client.ts';
import { configWithDiscovered } from './check.ts';
import type { TableOptions } from './deployed-table.ts';
import { oneTarget } from './one-target.ts';
import type { Output } from './output.ts';
import { openVault, type SecretVault } from './secret-vault.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** Which credential is meant, where, and what may be done without asking. */
export interface DeskOptions extends TableOptions, TargetFilter {
  readonly config?: string;
  readonly json?: boolean;
  /** Answers yes to what would be asked: creating the secret, replacing what it holds. */
  readonly yes?: boolean;
  /** Stores a credential that does not authenticate. */
  readonly force?: boolean;
}

/** What a command that stores works with. */
export interface Desk {
  readonly config: MonitorConfig;
  readonly target: Target;
  readonly vault: SecretVault;
  readonly secrets: SecretReader;
  readonly terminal: Terminal;
  readonly out: Output;
  readonly options: DeskOptions;
}

/** Opens the desk of a command; its terminal has to be closed. */
export async function openDesk(options: DeskOptions, out: Output): Promise<Desk> {
  const aws = awsClient(SecretsManagerClient, options);
  const config = await configWithDiscovered(options.config, aws);
  const target = oneTarget(config, options);
  return {
    config,
    target,
    vault: openVault(aws, target.credential.secret.secretId),
    secrets: secretsManagerReader(aws),
    terminal: openTerminal({ input: process.stdin, output: process.stderr }),
    out,
    options,
  };
}

/**
 * Asks for leave.
 *
 * @throws MonitorError `DECLINED` when it is not given, `USAGE_INVALID` when there is nobody to ask
 */
export async function mustAgree(
  { terminal, options }: Pick<Desk, 'terminal' | 'options'>,
  statement: string,
  question: string,
): Promise<void> {
  if (options.yes) return;
  if (!terminal.isInteractive) {
    throw new MonitorError('USAGE_INVALID', `${statement} ${question} --yes answers yes.`);
  }
  terminal.say(statement);
  if (await terminal.confirm(question)) return;
  throw new MonitorError('DECLINED', 'Nothing was stored.');
}
