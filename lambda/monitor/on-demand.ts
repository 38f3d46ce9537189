import { isoTime } from '../clock.ts';
import type { RuntimeConfig } from '../config/monitor-config.ts';
import { selectTargets, type TargetFilter } from '../config/select-targets.ts';
import { nameOf } from '../errors.ts';
import type { Report, Status } from '../report.ts';
import { acceptedByOthers } from './accepted-by-others.ts';
import { entryOf } from './check.ts';
import { type CheckPolicy, checkAll } from './check-all.ts';
import { MOST_REQUESTS } from './experiments/run.ts';
import { openGate } from './gate.ts';
import type { MonitorTools } from './monitor.ts';
import type { Log, StatusStore } from './ports.ts';
import { reportOf } from './report.ts';
import { recordName } from './status-record.ts';

/** What a check on demand reaches out with: it cannot write a status, nor send an alert. */
export interface OnDemandTools
  extends Pick<MonitorTools, 'secrets' | 'client' | 'clock' | 'newId'> {
  readonly config: Pick<RuntimeConfig, 'environments' | 'check'>;
  readonly statuses: Pick<StatusStore, 'readAll'>;
  readonly log: Pick<Log, 'error'>;
}

/** For checks that know of no earlier ones. */
export const NO_STATUSES: Pick<StatusStore, 'readAll'> = {
  readAll: async () => ({ records: [], lastSweepAt: null, traffic: [], mutes: [] }),
};

/**
 * Checks what the filter means, for debugging: changes no status, sends no alert. A refusal is
 * repeated here as well, so that people see what a sweep would conclude.
 *
 * @throws MonitorError `EVENT_INVALID` when the filter matches nothing
 */
export async function checkOnDemand(filter: TargetFilter, tools: OnDemandTools): Promise<Report> {
  const { config, clock } = tools;
  const startedAt = isoTime(clock.now());
  const targets = selectTargets(config, filter);
  const statuses = await rememberedStatuses(tools);
  const policy: CheckPolicy = {
    ...ON_DEMAND,
    acceptedElsewhere: () => acceptedByOthers(targets, statuses, tools),
  };
  const checks = await checkAll(targets, policy, { ...tools, settings: config.check });
  return reportOf({
    runId: tools.newId(),
    trigger: 'on-demand',
    startedAt,
    finishedAt: isoTime(clock.now()),
    results: checks.flatMap((checked) => {
      if (checked.kind === 'held') return [];
      const { check } = checked;
      return [entryOf(check, statuses.get(recordName(check)) ?? 'unknown')];
    }),
    alerts: [],
  });
}

/** Nothing is taken from memory and nothing held back: people want to see what is so now. */
const ON_DEMAND: Omit<CheckPolicy, 'acceptedElsewhere'> = {
  recall: (check) => check,
  isNews: () => true,
  experimentRequests: () => MOST_REQUESTS,
  gate: openGate,
};

/** What is remembered; nothing when the table cannot be read, since debugging goes on without. */
async function rememberedStatuses({
  statuses,
  log,
}: OnDemandTools): Promise<ReadonlyMap<string, Status>> {
  try {
    const { records } = await statuses.readAll();
    return new Map(records.map((record) => [recordName(record), record.status]));
  } catch (error) {
    log.error('statuses could not be read', { reason: nameOf(error) });
    return new Map();
  }
}
