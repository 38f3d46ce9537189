import { type Alert, assembleAlerts } from '../alerts/alert.ts';
import { alertMessage } from '../alerts/message.ts';
import { nameOf } from '../errors.ts';
import type { ReportAlert } from '../report.ts';
import type { AlertTopic, Log, StatusStore } from './ports.ts';
import type { StatusRecord } from './status-record.ts';

/** What delivering needs. */
export interface DeliveryTools {
  readonly topic: AlertTopic;
  readonly statuses: StatusStore;
  readonly log: Log;
}

/**
 * Publishes the alerts that some records owe, oldest first, and takes each out of the outboxes once
 * SNS has it. What cannot be published stays owed, and the others go on.
 *
 * @returns what was tried, each with whether it was delivered
 */
export async function deliverOwed(
  records: readonly StatusRecord[],
  tools: DeliveryTools,
): Promise<ReportAlert[]> {
  const alerts = assembleAlerts(records.flatMap(({ outbox }) => Object.values(outbox)));
  const tried: ReportAlert[] = [];
  for (const alert of alerts) {
    tried.push(reportAlert(alert, await publish(alert, tools)));
    if (tried.at(-1)?.delivered) await markDelivered(alert, records, tools);
  }
  return tried;
}

/** An alert as the report lists it. */
export function reportAlert(alert: Alert, delivered: boolean): ReportAlert {
  const { id, incidentId, event, environment, code, checks } = alert;
  return {
    id,
    incidentId,
    event,
    environment,
    code,
    credentials: checks.map(({ credential }) => credential),
    delivered,
  };
}

async function publish(alert: Alert, { topic, log }: DeliveryTools): Promise<boolean> {
  const details = { alertId: alert.id, incidentId: alert.incidentId, event: alert.event };
  try {
    await topic.publish(alertMessage(alert));
    log.info('alert delivered', details);
    return true;
  } catch (error) {
    log.error('alert not delivered; the next run tries again', {
      ...details,
      reason: nameOf(error),
    });
    return false;
  }
}

/** A mark that is lost means that the alert is delivered again, with the same id. */
async function markDelivered(
  { id }: Alert,
  records: readonly StatusRecord[],
  { statuses, log }: DeliveryTools,
): Promise<void> {
  const owing = records.filter(({ outbox }) => id in outbox);
  const marks = await Promise.allSettled(owing.map((record) => statuses.markDelivered(record, id)));
  for (const mark of marks) {
    if (mark.status === 'rejected') {
      log.error('alert not marked as delivered', { alertId: id, reason: nameOf(mark.reason) });
    }
  }
}
