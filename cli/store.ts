import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerReader } from '../lambda/aws/secrets.ts';
import { loadConfig } from '../lambda/config/load.ts';
import type { TargetFilter } from '../lambda/config/select-targets.ts';
import { type AwsOptions, awsSettings } from './aws-options.ts';
import { exitCodeOf } from './exit-code.ts';
import { fullName, oneTarget } from './one-target.ts';
import type { Output } from './output.ts';
import { openVault } from './secret-vault.ts';
import {
  type Desk,
  mustAgree,
  mustAgreeToShape,
  type SettleOptions,
  settle,
  tellSettlement,
} from './settle.ts';
import { askForCredential } from './store/dialogue.ts';
import { readInput } from './store/input.ts';
import { openTerminal } from './terminal.ts';

/** Options of `store`. */
export interface StoreOptions extends AwsOptions, TargetFilter, SettleOptions {
  readonly config?: string;
}

/**
 * Puts a credential into its secret: takes it from the keyboard, without an echo, or from standard
 * input; checks it with Qonto first; stores it if it authenticates, or if that is wanted all the same.
 */
export async function store(options: StoreOptions, out: Output): Promise<number> {
  const config = await loadConfig({
    path: options.config,
    env: process.env,
    directory: process.cwd(),
  });
  const target = oneTarget(config, options);
  const { secretId } = target.credential.secret;
  const aws = new SecretsManagerClient(awsSettings(options));
  const terminal = openTerminal({ input: process.stdin, output: process.stderr });
  const vault = openVault(aws, secretId);
  const secrets = secretsManagerReader(aws);
  const desk: Desk = { config, target, vault, secrets, terminal, out, options };
  try {
    const current = await vault.read();
    if (current === null) {
      await mustAgree(desk, `There is no secret ${secretId} yet.`, 'Create it?');
    }
    if (terminal.isInteractive) terminal.say(`${fullName(target)}, in the secret ${secretId}.`);
    const values = terminal.isInteractive
      ? await askForCredential(terminal, target, current)
      : await readInput(process.stdin, target);
    await mustAgreeToShape(desk, current, values);
    const settlement = await settle(desk, current, values);
    if (options.json) out.json(settlement);
    else tellSettlement(settlement, out);
    return exitCodeOf(settlement.report);
  } finally {
    terminal.close();
  }
}
