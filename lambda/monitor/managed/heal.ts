import { isoTime } from '../../clock.ts';
import type { RuntimeConfig } from '../../config/monitor-config.ts';
import { selectTargets } from '../../config/select-targets.ts';
import { managesTokens, type Target } from '../../config/target.ts';
import { MonitorError } from '../../errors.ts';
import { GRACE_MS } from '../../qonto/token-lifetimes.ts';
import type { Report } from '../../report.ts';
import type { RecordKey } from '../ports.ts';
import { reportOf } from '../report.ts';
import type { RenewalRun, RenewalTools } from './lease.ts';
import { renew } from './renewer.ts';
import { HEAL_AFTER_SECONDS, HEAL_PAUSE_MS } from './timing.ts';

/** What the healing queue brings: the message that was scheduled before a refresh token was spent. */
interface QueueEvent {
  readonly Records: readonly { readonly eventSource: 'aws:sqs'; readonly body: string }[];
}

/** Whether an event came from a queue of SQS: the one kind that people do not send. */
export function isQueueEvent(event: unknown): event is QueueEvent {
  const records = (event as { Records?: unknown } | null | undefined)?.Records;
  return (
    Array.isArray(records) &&
    records.length > 0 &&
    records.every((record) => record?.eventSource === 'aws:sqs' && typeof record.body === 'string')
  );
}

/** The text of a message that has a grant looked after. */
export function healingMessage({ environment, credential }: RecordKey): string {
  return JSON.stringify({ environment, credential });
}

/**
 * Looks after the grants that messages name: where a refresh was interrupted after its token may
 * have been spent, it is done again, while the token still works. Does nothing else, and mostly
 * nothing at all: it checks no credential, and changes no status.
 *
 * @throws MonitorError `EVENT_INVALID` when a message names no credential of the configuration
 */
export async function heal(
  { Records }: QueueEvent,
  config: RuntimeConfig,
  tools: RenewalTools,
): Promise<Report> {
  const run: RenewalRun = { ...tools, id: tools.newId() };
  const startedAt = isoTime(run.clock.now());
  const targets = Records.flatMap(({ body }) => selectTargets(config, parseMessage(body)));
  await Promise.all(targets.filter(managesTokens).map((target) => finish(target, run)));
  return reportOf({
    runId: run.id,
    trigger: 'schedule',
    startedAt,
    finishedAt: isoTime(run.clock.now()),
    results: [],
    alerts: [],
  });
}

/** Tries on while AWS stands in the way, for as long as a spent token may still work. */
async function finish(target: Target, run: RenewalRun): Promise<void> {
  const until = run.clock.now() + GRACE_MS - HEAL_AFTER_SECONDS * 1_000;
  for (;;) {
    const renewal = await renew(target, { kind: 'unfinished' }, run);
    const isByAws = renewal.kind === 'hindered' && renewal.code === 'SECRETS_MANAGER_UNAVAILABLE';
    if (!isByAws || run.clock.now() + HEAL_PAUSE_MS >= until) return;
    await run.clock.sleep(HEAL_PAUSE_MS);
  }
}

function parseMessage(body: string): RecordKey {
  try {
    const { environment, credential } = JSON.parse(body);
    if (typeof environment === 'string' && typeof credential === 'string') {
      return { environment, credential };
    }
  } catch {
    // Told below, as every other text that is no message of this kind.
  }
  throw new MonitorError(
    'EVENT_INVALID',
    'A message of the healing queue does not name an environment and a credential.',
  );
}
