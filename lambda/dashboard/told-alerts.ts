import type { DiagnosisCode, WarningCode } from '../diagnosis/catalogue.ts';
import type { ToldTrailEntry } from '../monitor/trail.ts';

/** How many alerts are listed. */
export const MOST_ALERTS = 8;

/** One alert with everybody whom it was about. Times are epoch milliseconds. */
export interface ToldAlert {
  readonly id: string;
  readonly at: number;
  readonly event: NonNullable<ToldTrailEntry['event']>;
  readonly environment: string;
  readonly credentials: readonly string[];
  readonly code: DiagnosisCode | WarningCode | null;
  readonly traceIds: readonly string[];
  readonly delivery: Delivery;
}

/** Whether SNS has an alert: since when, not yet, or at a time that was not noted. */
export type Delivery = number | 'owed' | 'at an unknown time';

/**
 * The last alerts, the newest first: the entries of one alert together.
 *
 * @param trail the newest entry first
 * @param owed ids of alerts that SNS has not taken yet
 */
export function lastAlerts(
  trail: readonly ToldTrailEntry[],
  owed: ReadonlySet<string>,
): ToldAlert[] {
  const byId = new Map<string, ToldTrailEntry[]>();
  for (const entry of trail) {
    if (entry.alertId === null) continue;
    const known = byId.get(entry.alertId);
    if (known) known.push(entry);
    else if (byId.size < MOST_ALERTS) byId.set(entry.alertId, [entry]);
  }
  return [...byId].flatMap(([id, entries]) => alertOf(id, entries, owed));
}

function alertOf(
  id: string,
  entries: readonly ToldTrailEntry[],
  owed: ReadonlySet<string>,
): ToldAlert[] {
  // The entry that came first in the run that raised it.
  const first = entries.at(-1);
  if (first === undefined || first.event === null) return [];
  const { at, event, environment, code, deliveredAt } = first;
  return [
    {
      id,
      at: Date.parse(at),
      event,
      environment,
      code,
      credentials: entries.map(({ credential }) => credential).reverse(),
      traceIds: entries.flatMap(({ traceId }) => traceId ?? []).reverse(),
      delivery:
        deliveredAt === null
          ? owed.has(id)
            ? 'owed'
            : 'at an unknown time'
          : Date.parse(deliveredAt),
    },
  ];
}
