import { type Alert, assembleAlerts, type OwedAlert } from '../alerts/alert.ts';
import { alertMessage, plainMessage } from '../alerts/message.ts';
import { type Clock, isoTime } from '../clock.ts';
import { nameOf } from '../errors.ts';
import type { ReportAlert } from '../report.ts';
import type { AlertTopic, ClaimResult, Log, RecordKey, StatusStore } from './ports.ts';
import type { StatusRecord } from './status-record.ts';

/**
 * For so long an alert belongs to the run that raised or claimed it. A publish takes less, with all
 * its retries; what is older was left behind by a run that died.
 */
const CLAIM_MS = 10_000;

/** How often a run looks whether another has delivered an alert, or has died. */
const PATIENCE_MS = 1_000;

/** A run that comes to its own alert later than this makes sure that no other has claimed it. */
const UNDISPUTED_MS = 3_000;

/** What delivering needs. */
export interface DeliveryTools {
  readonly topic: AlertTopic;
  readonly statuses: Pick<
    StatusStore,
    'claimDelivery' | 'releaseDelivery' | 'recordDelivery' | 'markDelivered'
  >;
  readonly clock: Clock;
  readonly log: Log;
}

/** The deliveries of one run. */
export interface Delivery {
  /**
   * Publishes the alerts that earlier runs owe, oldest first, and takes each out of the outboxes once
   * SNS has it. What cannot be published stays owed; the others go on, but for those of the same
   * incident, so that nobody reads of an end before the beginning. What another run may be
   * delivering at this moment is left for later.
   *
   * @returns the alerts, each with whether it was delivered
   */
  deliverOwed(records: readonly StatusRecord[]): Promise<ReportAlert[]>;
  /**
   * The same for what this run raised, with what was left of {@link deliverOwed}: if the other run
   * died, its alerts are delivered as soon as its claim is over.
   */
  deliverOwn(records: readonly StatusRecord[]): Promise<ReportAlert[]>;
  /** Whether nothing is owed any more of an alert that this run came across. */
  isSettled(alertId: string): boolean;
  /** Whether SNS refused something for good, be it that a plainer form was taken. */
  wasRefused(): boolean;
}

/** Opens the deliveries of a run. */
export function openDelivery(tools: DeliveryTools): Delivery {
  const owing = new Map<string, RecordKey[]>();
  const settled = new Set<string>();
  /** Incidents of which something earlier could not be told. */
  const stuck = new Set<string>();
  let left: OwedAlert[] = [];
  let wasRefused = false;

  function partsOf(records: readonly StatusRecord[]): OwedAlert[] {
    return records.flatMap(({ environment, credential, outbox }) =>
      Object.values(outbox).map((part) => {
        owing.set(part.id, [...(owing.get(part.id) ?? []), { environment, credential }]);
        return part;
      }),
    );
  }

  /** @returns how the report lists it; null when it is another run's to report */
  async function deliverOne(alert: Alert, claim: ClaimResult): Promise<ReportAlert | null> {
    if (claim === 'taken') {
      stuck.add(alert.incidentId);
      return null;
    }
    if (claim === 'ours') {
      const published = await publish(alert, tools);
      wasRefused ||= published.wasRefused;
      if (!published.isTaken) {
        stuck.add(alert.incidentId);
        return reportAlert(alert, false);
      }
    }
    const { id } = alert;
    if (await markDelivered(id, owing.get(id) ?? [], tools)) settled.add(id);
    return claim === 'ours' ? reportAlert(alert, true) : null;
  }

  async function deliverEach(
    parts: readonly OwedAlert[],
    deliverThis: (alert: Alert) => Promise<ReportAlert | null>,
  ): Promise<ReportAlert[]> {
    const tried: (ReportAlert | null)[] = [];
    for (const alert of assembleAlerts(parts)) {
      const isStuck = stuck.has(alert.incidentId);
      tried.push(isStuck ? reportAlert(alert, false) : await deliverThis(alert));
    }
    return tried.filter((one) => one !== null);
  }

  return {
    async deliverOwed(records) {
      const parts = partsOf(records);
      const postponed = new Set<string>();
      return deliverEach(parts, async (alert) => {
        const { id, incidentId } = alert;
        const claim = postponed.has(incidentId) ? 'taken' : await claimOnce(alert, tools);
        if (claim !== 'taken') return deliverOne(alert, claim);
        postponed.add(incidentId);
        left = [...left, ...parts.filter((part) => part.id === id)];
        return null;
      });
    },
    async deliverOwn(records) {
      const own = partsOf(records);
      const ids = new Set(own.map(({ id }) => id));
      return deliverEach([...left, ...own], async (alert) => {
        const isOwn = ids.has(alert.id);
        return deliverOne(alert, await (isOwn ? claimOwn : claimPatiently)(alert, tools));
      });
    },
    isSettled: (alertId) => settled.has(alertId),
    wasRefused: () => wasRefused,
  };
}

/** An alert as the report lists it. */
export function reportAlert(alert: Alert, delivered: boolean): ReportAlert {
  const { id, incidentId, event, environment, code, checks } = alert;
  const credentials = checks.map(({ credential }) => credential);
  return { id, incidentId, event, environment, code, credentials, delivered };
}

function ageOf({ owedAt }: Alert, { clock }: DeliveryTools): number {
  return clock.now() - Date.parse(owedAt);
}

/** Claims what another run owes: once that run gave it back, or must have died. */
async function claimOnce(alert: Alert, tools: DeliveryTools): Promise<ClaimResult> {
  return claim(alert, !(ageOf(alert, tools) < CLAIM_MS), tools);
}

/** The same, waiting while the other run may still be at it. */
async function claimPatiently(alert: Alert, tools: DeliveryTools): Promise<ClaimResult> {
  for (let waited = 0; ; waited += PATIENCE_MS) {
    const result = await claimOnce(alert, tools);
    if (result !== 'taken' || waited > CLAIM_MS) return result;
    await tools.clock.sleep(PATIENCE_MS);
  }
}

/** What this run raised is its own, unless it took so long that another may think it dead. */
async function claimOwn(alert: Alert, tools: DeliveryTools): Promise<ClaimResult> {
  return ageOf(alert, tools) < UNDISPUTED_MS ? 'ours' : claim(alert, true, tools);
}

/** A table that takes no claim holds nobody back: an alert twice is better than none. */
async function claim(
  { id }: Alert,
  mayBeFirst: boolean,
  { statuses, clock, log }: DeliveryTools,
): Promise<ClaimResult> {
  const now = clock.now();
  try {
    return await statuses.claimDelivery({ alertId: id, now, expired: now - CLAIM_MS, mayBeFirst });
  } catch (error) {
    log.error('alert not claimed', { alertId: id, reason: nameOf(error) });
    return mayBeFirst ? 'ours' : 'taken';
  }
}

interface Published {
  readonly isTaken: boolean;
  /** Whether SNS refused a form of it for good. */
  readonly wasRefused: boolean;
}

/** Publishes an alert; what SNS refuses for good is tried again in its plainest form. */
async function publish(alert: Alert, tools: DeliveryTools): Promise<Published> {
  const { topic, statuses, clock, log } = tools;
  const { id: alertId, incidentId, event } = alert;
  const details = { alertId, incidentId, event };
  let wasRefused = false;
  try {
    wasRefused = (await topic.publish(alertMessage(alert))) === 'refused';
    if (wasRefused) log.error('alert refused for good; trying its plainest form', details);
    const isTaken = !wasRefused || (await topic.publish(plainMessage(alert))) === 'taken';
    if (!isTaken) throw new Error('refused');
    log.info('alert delivered', details);
    await attempt('alert not noted as delivered', details, tools, () =>
      statuses.recordDelivery(alertId, isoTime(clock.now())),
    );
    return { isTaken, wasRefused };
  } catch (error) {
    const reason = nameOf(error);
    log.error('alert not delivered; the next run tries again', { ...details, reason });
    await attempt('claim not given back', details, tools, () =>
      statuses.releaseDelivery(alertId, clock.now()),
    );
    return { isTaken: false, wasRefused };
  }
}

/** @returns whether a write succeeded that is not worth failing for */
async function attempt(
  complaint: string,
  details: Record<string, unknown>,
  { log }: DeliveryTools,
  write: () => Promise<void>,
): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    log.error(complaint, { ...details, reason: nameOf(error) });
    return false;
  }
}

/** A mark that is lost is made by the next run, which finds that SNS has the alert. */
async function markDelivered(
  alertId: string,
  owing: readonly RecordKey[],
  tools: DeliveryTools,
): Promise<boolean> {
  const marks = await Promise.all(
    owing.map((key) =>
      attempt('alert not marked as delivered', { alertId }, tools, () =>
        tools.statuses.markDelivered(key, alertId),
      ),
    ),
  );
  return marks.every((isMarked) => isMarked);
}
