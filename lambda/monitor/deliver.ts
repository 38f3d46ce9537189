import pLimit from 'p-limit';
import { type Alert, assembleAlerts, type OwedAlert } from '../alerts/alert.ts';
import { alertMessage, plainMessage } from '../alerts/message.ts';
import { isoTime } from '../clock.ts';
import { nameOf } from '../errors.ts';
import type { ReportAlert } from '../report.ts';
import {
  type Claimed,
  type ClaimTools,
  claimOnce,
  claimOwn,
  claimPatiently,
  isUndisputed,
  patientUntil,
} from './claim.ts';
import type { Judged } from './judge.ts';
import type { AlertTopic, StatusStore } from './ports.ts';
import { recordName, type StatusRecord } from './status-record.ts';

/** Writes under way at once. */
const WRITES_AT_ONCE = 20;

/** What delivering needs. */
export interface DeliveryTools extends ClaimTools {
  readonly topic: AlertTopic;
  readonly statuses: ClaimTools['statuses'] &
    Pick<StatusStore, 'readAll' | 'releaseDelivery' | 'recordDelivery' | 'markDelivered'>;
}

/** The deliveries of one run. */
export interface Delivery {
  /**
   * Publishes the alerts that earlier runs owe, oldest first, and takes each out of the outboxes once
   * SNS has it. What cannot be published stays owed; the others go on, but for later ones about the
   * same credentials (warnings aside), so that nobody reads of an end before the beginning. What
   * another run may be delivering at this moment is left for later.
   *
   * @returns the alerts, each with whether it was delivered
   */
  deliverOwed(records: readonly StatusRecord[]): Promise<ReportAlert[]>;
  /**
   * The same for what this run raised, with what was left of {@link deliverOwed} and what another run
   * raised meanwhile: if that one died, its alerts are delivered as soon as its claim is over.
   */
  deliverOwn(judged: readonly Judged[]): Promise<ReportAlert[]>;
  /** Whether nothing is owed any more of an alert that this run came across. */
  isSettled(alertId: string): boolean;
  /** Whether SNS refused something for good, be it that a plainer form was taken. */
  wasRefused(): boolean;
}

/** Opens the deliveries of a run. */
export function openDelivery(tools: DeliveryTools): Delivery {
  const seen = new Set<string>();
  const settled = new Set<string>();
  /** Credentials of which something earlier could not be told. */
  const stuck = new Set<string>();
  const left: OwedAlert[] = [];
  let wasRefused = false;

  /** @returns how the report lists it; null when another run told it */
  async function tell(alert: Alert, { kind, id, told }: Claimed): Promise<ReportAlert | null> {
    const untold = alert.checks.filter(({ credential }) => !told.includes(credential));
    const isOurs = kind === 'ours' && untold.length > 0;
    const rest = { ...alert, id, checks: untold };
    if (isOurs) {
      const published = await publish(rest, tools);
      wasRefused ||= published.wasRefused;
      if (!published.isTaken) {
        addAll(stuck, alert);
        return reportAlert(rest, false);
      }
    }
    if (await markDelivered(alert, tools)) settled.add(alert.id);
    return isOurs ? reportAlert(rest, true) : null;
  }

  async function deliverEach(
    parts: readonly OwedAlert[],
    deliverThis: (alert: Alert) => Promise<ReportAlert | null>,
  ): Promise<ReportAlert[]> {
    const tried: (ReportAlert | null)[] = [];
    for (const alert of assembleAlerts(parts)) {
      seen.add(alert.id);
      const isStuck = hasAny(stuck, alert);
      if (isStuck) addAll(stuck, alert);
      tried.push(isStuck ? reportAlert(alert, false) : await deliverThis(alert));
    }
    return tried.filter((one) => one !== null);
  }

  return {
    async deliverOwed(records) {
      const parts = partsIn(records);
      const postponed = new Set<string>();
      return deliverEach(parts, async (alert) => {
        const claimed = hasAny(postponed, alert) ? null : await claimOnce(alert, tools);
        if (claimed !== null && claimed.kind !== 'taken') {
          return tell(await complete(alert, claimed, tools), claimed);
        }
        addAll(postponed, alert);
        left.push(...parts.filter(({ id }) => id === alert.id));
        return null;
      });
    },
    async deliverOwn(judged) {
      const raised = new Set(judged.flatMap((one) => one.raised));
      const found = partsIn(judged.map(({ record }) => record));
      const parts = [...left, ...found.filter(({ id }) => !seen.has(id))];
      const until = patientUntil(tools.clock);
      return deliverEach(parts, async (alert) => {
        const isOwn = raised.has(alert.id);
        const written = parts.filter(({ id }) => id === alert.id);
        if (isOwn && isUndisputed(written, tools.clock)) {
          return tell(alert, { kind: 'ours', id: alert.id, told: [] });
        }
        const claimed = await (isOwn
          ? claimOwn(alert, tools)
          : claimPatiently(alert, until, tools));
        if (claimed.kind !== 'taken') return tell(await complete(alert, claimed, tools), claimed);
        addAll(stuck, alert);
        return null;
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

function partsIn(records: readonly StatusRecord[]): OwedAlert[] {
  return records.flatMap(({ outbox }) => Object.values(outbox));
}

function addAll(names: Set<string>, alert: Alert): void {
  for (const name of namesInCourse(alert)) names.add(name);
}

function hasAny(names: ReadonlySet<string>, alert: Alert): boolean {
  return namesInCourse(alert).some((name) => names.has(name));
}

/** The credentials whose course an alert tells. Warnings have no before and after. */
function namesInCourse({ event, checks }: Alert): string[] {
  return event === 'warning' ? [] : checks.map(recordName);
}

/**
 * An alert with all that is owed of it by now: the run that raised it may have written more, or marked
 * some, since this one looked. Nobody does so any more once it is claimed, but for writes that come late.
 */
async function complete(
  alert: Alert,
  { kind }: Claimed,
  { statuses, log }: DeliveryTools,
): Promise<Alert> {
  if (kind !== 'ours') return alert;
  try {
    const { records } = await statuses.readAll();
    const parts = records.flatMap(({ outbox }) =>
      isNext(alert.id, outbox) ? outbox[alert.id] : [],
    );
    const [found] = assembleAlerts(parts.filter((part) => part !== undefined));
    return found ?? { ...alert, checks: [] };
  } catch (error) {
    log.error('alert not read again', { alertId: alert.id, reason: nameOf(error) });
    return alert;
  }
}

/** Whether nothing before it is owed of the same credential: what is, is told first. */
function isNext(alertId: string, outbox: StatusRecord['outbox']): boolean {
  const part = outbox[alertId];
  if (part === undefined || part.event === 'warning') return true;
  return Object.values(outbox).every(
    (other) => other.id === alertId || other.event === 'warning' || timeOf(other) > timeOf(part),
  );
}

function timeOf({ occurredAt, owedAt }: OwedAlert): string {
  return `${occurredAt} ${owedAt}`;
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
  const credentials = alert.checks.map(({ credential }) => credential);
  const details = { alertId, incidentId, event };
  const since = clock.now();
  let wasRefused = false;
  try {
    wasRefused = (await topic.publish(alertMessage(alert))) === 'refused';
    if (wasRefused) log.error('alert refused for good; trying its plainest form', details);
    const isTaken = !wasRefused || (await topic.publish(plainMessage(alert))) === 'taken';
    if (!isTaken) throw new Error('refused');
    log.info('alert delivered', details);
    await attempt('alert not noted as delivered', details, tools, () =>
      statuses.recordDelivery({ alertId, credentials, deliveredAt: isoTime(clock.now()) }),
    );
    return { isTaken, wasRefused };
  } catch (error) {
    const reason = nameOf(error);
    log.error('alert not delivered; the next run tries again', { ...details, reason });
    await attempt('claim not given back', details, tools, () =>
      statuses.releaseDelivery(alertId, since, clock.now()),
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
  { id: alertId, checks }: Alert,
  tools: DeliveryTools,
): Promise<boolean> {
  const limit = pLimit(WRITES_AT_ONCE);
  const marks = await Promise.all(
    checks.map(({ environment, credential }) =>
      limit(() =>
        attempt('alert not marked as delivered', { alertId }, tools, () =>
          tools.statuses.markDelivered({ environment, credential }, alertId),
        ),
      ),
    ),
  );
  return marks.every((isMarked) => isMarked);
}
