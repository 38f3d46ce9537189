import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { statusTable } from '../../../lambda/aws/status-table.ts';
import { describeDuration } from '../../../lambda/config/duration.ts';
import type { StatusSnapshot } from '../../../lambda/monitor/ports.ts';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Two intervals of the default schedule, and time for a sweep. */
const USUAL_MS = 15 * MINUTE_MS;

/** A distributed sweep may take several intervals. */
const USUAL_DISTRIBUTED_MS = 3 * USUAL_MS;

/** An alert that waits for longer than this fails the sweeps. */
const OVERDUE_MS = 15 * MINUTE_MS;

/** Whether sweeps come to their end, and alerts to their subscribers. */
export const sweeps: DoctorCheck = {
  title: 'Sweeps',
  async look({ deployment, settings, clock }) {
    const client = new DynamoDBClient(settings);
    try {
      const table = statusTable(client, deployment.outputs.StateTableName ?? '', 0);
      const isDistributed = deployment.outputs.SweepStateMachineArn !== undefined;
      const usualMs = isDistributed ? USUAL_DISTRIBUTED_MS : USUAL_MS;
      return judgeSweeps(await table.readAll(), clock.now(), usualMs);
    } finally {
      client.destroy();
    }
  },
};

/**
 * What the status table says of sweeps and alerts.
 *
 * @param usualMs the longest that the last sweep is usually ago
 */
export function judgeSweeps(
  { records, lastSweepAt, mutes }: Pick<StatusSnapshot, 'records' | 'lastSweepAt' | 'mutes'>,
  now: number,
  usualMs = USUAL_MS,
): Finding[] {
  const owed = records
    .flatMap(({ outbox }) => Object.values(outbox))
    .filter(({ occurredAt }) => now - Date.parse(occurredAt) > OVERDUE_MS);
  return [
    judgeLastSweep(lastSweepAt, now, usualMs),
    ...(owed.length > 0
      ? [
          {
            verdict: 'problem',
            says: `${new Set(owed.map(({ id }) => id)).size} alert(s) could not be delivered since ${owed.map(({ occurredAt }) => occurredAt).toSorted()[0]}`,
            todo: [
              'Look at the function\'s log for "alert not delivered".',
              'npx qonto-auth-monitor test-alert',
            ],
          } as const,
        ]
      : []),
    ...mutes
      .filter(({ until }) => Date.parse(until) > now)
      .map(
        ({ environment, credential, until }): Finding => ({
          verdict: 'warning',
          says: `${environment}/${credential} is muted until ${until}`,
        }),
      ),
  ];
}

function judgeLastSweep(lastSweepAt: string | null, now: number, usualMs: number): Finding {
  const todo = [
    "Look at the function's log, and whether the schedule is enabled.",
    'npx qonto-auth-monitor invoke --sweep',
  ];
  if (lastSweepAt === null) return { verdict: 'problem', says: 'none has finished yet', todo };
  const age = now - Date.parse(lastSweepAt);
  const says = `the last one began ${describeDuration(age)} ago`;
  if (age <= usualMs) return ok(says);
  // A schedule may be slower than usual, but hardly than that.
  return { verdict: age > DAY_MS ? 'problem' : 'warning', says, todo };
}
