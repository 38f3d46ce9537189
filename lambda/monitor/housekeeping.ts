import pLimit from 'p-limit';
import { nameOfTarget, targetsOf } from '../config/target.ts';
import { nameOf } from '../errors.ts';
import { attempt } from './attempt.ts';
import type { MonitorTools } from './monitor.ts';
import { recordName, type StatusRecord } from './status-record.ts';

/** Writes under way at once. */
const WRITES_AT_ONCE = 20;

/**
 * Takes over into the trail what records have for it. A failure is left to the next sweep.
 *
 * @returns whether there was anything
 */
export async function keepTrails(
  records: readonly StatusRecord[],
  { statuses, log }: MonitorTools,
): Promise<boolean> {
  const pending = records.filter(({ pendingTrail }) => Object.keys(pendingTrail).length > 0);
  const limit = pLimit(WRITES_AT_ONCE);
  await Promise.all(
    pending.map((record) =>
      limit(async () => {
        const entries = Object.values(record.pendingTrail);
        const { error } = await attempt(() => statuses.keepTrail(record, entries));
        if (error !== null) log.error('trail not kept yet', { reason: nameOf(error) });
      }),
    ),
  );
  return pending.length > 0;
}

/**
 * Forgets credentials that the configuration does not have any more, once nothing is owed of them. A
 * failure is left to the next sweep.
 */
export async function forgetRemoved(
  records: readonly StatusRecord[],
  { config, statuses, log }: MonitorTools,
): Promise<void> {
  const names = new Set(targetsOf(config).map(nameOfTarget));
  const removed = records.filter(
    (record) =>
      !names.has(recordName(record)) &&
      Object.keys({ ...record.outbox, ...record.pendingTrail }).length === 0,
  );
  for (const record of removed) {
    const { environment, credential, version } = record;
    const gone = await attempt(() => statuses.forget(record, version));
    const details = { environment, credential };
    if (gone.error === null) log.info('credential forgotten: not in the configuration', details);
    else log.error('credential not forgotten', { ...details, reason: nameOf(gone.error) });
  }
}
