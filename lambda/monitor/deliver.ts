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

/** The deliveries of one run. */
export interface Delivery {
  /**
   * Publishes the alerts that some records owe, oldest first, and takes each out of the outboxes
   * once SNS has it. What cannot be published stays owed; the others go on, but for those of the
   * same incident, so that nobody reads of an end before the beginning.
   *
   * @returns the alerts, each with whether it was delivered
   */
  deliver(records: readonly StatusRecord[]): Promise<ReportAlert[]>;
  /** Whether nothing is owed any more of an alert that this run came across. */
  isSettled(alertId: string): boolean;
}

/** Opens the deliveries of a run. */
export function openDelivery(tools: DeliveryTools): Delivery {
  const settled = new Set<string>();
  const waiting = new Set<string>();

  async function deliverOne(alert: Alert, records: readonly StatusRecord[]): Promise<boolean> {
    if (waiting.has(alert.incidentId) || !(await publish(alert, tools))) {
      waiting.add(alert.incidentId);
      return false;
    }
    if (await markDelivered(alert, records, tools)) settled.add(alert.id);
    return true;
  }

  return {
    async deliver(records) {
      const tried: ReportAlert[] = [];
      for (const alert of assembleAlerts(records.flatMap(({ outbox }) => Object.values(outbox)))) {
        tried.push(reportAlert(alert, await deliverOne(alert, records)));
      }
      return tried;
    },
    isSettled: (alertId) => settled.has(alertId),
  };
}

/** An alert as the report lists it. */
export function reportAlert(alert: Alert, delivered: boolean): ReportAlert {
  const { id, incidentId, event, environment, code, checks } = alert;
  const credentials = checks.map(({ credential }) => credential);
  return { id, incidentId, event, environment, code, credentials, delivered };
}

async function publish(alert: Alert, { topic, log }: DeliveryTools): Promise<boolean> {
  const details = { alertId: alert.id, incidentId: alert.incidentId, event: alert.event };
  try {
    await topic.publish(alertMessage(alert));
    log.info('alert delivered', details);
    return true;
  } catch (error) {
    const reason = nameOf(error);
    log.error('alert not delivered; the next run tries again', { ...details, reason });
    return false;
  }
}

/** A mark that is lost means that the alert is delivered again, with the same id. */
async function markDelivered(
  { id }: Alert,
  records: readonly StatusRecord[],
  { statuses, log }: DeliveryTools,
): Promise<boolean> {
  const owing = records.filter(({ outbox }) => id in outbox);
  const marks = await Promise.allSettled(owing.map((record) => statuses.markDelivered(record, id)));
  const lost = marks.filter((mark) => mark.status === 'rejected');
  for (const { reason } of lost) {
    log.error('alert not marked as delivered', { alertId: id, reason: nameOf(reason) });
  }
  return lost.length === 0;
}
