import pLimit from 'p-limit';
import type { Clock } from '../clock.ts';
import type { CheckSettings } from '../config/monitor-config.ts';
import { secretIdsOf, type Target } from '../config/target.ts';
import { warning } from '../diagnosis/warnings.ts';
import type { QontoClient } from '../qonto/client.ts';
import type { CheckResult } from '../report.ts';
import { checkCredential } from './check.ts';
import type { SecretReader } from './ports.ts';

/** What checks reach out with. */
export interface CheckTools {
  readonly secrets: SecretReader;
  readonly client: QontoClient;
  readonly clock: Clock;
  readonly settings: CheckSettings;
}

/**
 * Checks some credentials, many at once, their secrets read together.
 *
 * @param mustConfirm whether a refusal is repeated once, after `confirmAfter`, before it counts
 * @returns a result for every target, in the same order
 */
export async function checkAll(
  targets: readonly Target[],
  mustConfirm: (result: CheckResult) => boolean,
  { secrets, client, clock, settings }: CheckTools,
): Promise<CheckResult[]> {
  const readings = await secrets.read(secretIdsOf(targets));
  const limit = pLimit(settings.concurrency);
  const check = (target: Target, from = readings) =>
    limit(() => checkCredential(target, from, { client, clock }));

  return Promise.all(
    targets.map(async (target) => {
      const first = await check(target);
      if (first.outcome !== 'rejected' || !mustConfirm(first)) return first;
      await clock.sleep(settings.confirmAfterMs);
      // Read anew: the secret may have been replaced just while it was checked.
      const second = await check(target, await secrets.read(secretIdsOf([target])));
      return second.outcome === 'authenticated' ? withTransientRejection(second, target) : second;
    }),
  );
}

function withTransientRejection(result: CheckResult, target: Target): CheckResult {
  return { ...result, warnings: [...result.warnings, warning('TRANSIENT_REJECTION', target)] };
}
