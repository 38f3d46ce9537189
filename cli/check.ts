import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerReader } from '../lambda/aws/secrets.ts';
import { systemClock } from '../lambda/clock.ts';
import { loadConfig } from '../lambda/config/load.ts';
import type { TargetFilter } from '../lambda/config/select-targets.ts';
import { checkOnDemand } from '../lambda/monitor/on-demand.ts';
import { createQontoClient } from '../lambda/qonto/client.ts';
import { type AwsOptions, awsSettings } from './aws-options.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Output } from './output.ts';
import { renderReport } from './render/report.ts';

/** Options of `check`. */
export interface CheckOptions extends AwsOptions, TargetFilter {
  readonly config?: string;
  readonly json?: boolean;
}

/**
 * Checks credentials from here, with the developer's own AWS credentials: the same check that the
 * deployed function makes. Remembers nothing and alerts nobody.
 */
export async function check(options: CheckOptions, out: Output): Promise<number> {
  const config = await loadConfig({
    path: options.config,
    env: process.env,
    directory: process.cwd(),
  });
  const client = createQontoClient({ timeoutMs: config.check.timeoutMs, clock: systemClock });
  try {
    const { environment, credential } = options;
    const report = await checkOnDemand(
      { environment, credential },
      {
        config,
        client,
        clock: systemClock,
        secrets: secretsManagerReader(new SecretsManagerClient(awsSettings(options))),
        statuses: {
          readAll: async () => ({ records: [], lastSweepAt: null, traffic: [], mutes: [] }),
        },
        log: { error: () => undefined },
        newId: randomUUID,
      },
    );
    if (options.json) out.json(report);
    else renderReport(report, out, { status: false, details: true });
    return exitCodeOf(report);
  } finally {
    client.close();
  }
}
