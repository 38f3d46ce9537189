import type { Clock } from '../clock.ts';
import type { RuntimeConfig } from '../config/monitor-config.ts';
import { type MonitorEvent, parseEvent } from '../events.ts';
import type { QontoClient } from '../qonto/client.ts';
import type { Report } from '../report.ts';
import { checkOnDemand } from './on-demand.ts';
import type { AlertTopic, Log, SecretReader, StatusStore } from './ports.ts';
import { readStatus } from './status.ts';
import { sweep } from './sweep.ts';
import { sendTestAlert } from './test-alert.ts';

/** Everything that a run reaches out with. */
export interface MonitorTools {
  readonly config: RuntimeConfig;
  readonly secrets: SecretReader;
  readonly statuses: StatusStore;
  readonly topic: AlertTopic;
  readonly client: QontoClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
}

/** Takes the function's events (contract, section 4) and answers each with a report. */
export type Monitor = (event: unknown) => Promise<Report>;

type Action = MonitorEvent['action'];

/**
 * The monitor over whatever it is given to reach out with.
 *
 * @throws MonitorError `EVENT_INVALID` for any other event, naming what is wrong with it
 */
export function createMonitor(tools: MonitorTools): Monitor {
  const actions: {
    readonly [A in Action]: (event: Extract<MonitorEvent, { action: A }>) => Promise<Report>;
  } = {
    sweep: () => sweep(tools.newId(), tools),
    check: (filter) => checkOnDemand(filter, tools),
    status: () => readStatus(tools),
    'test-alert': () => sendTestAlert(tools),
  };
  return async (input) => {
    const event = parseEvent(input);
    const act = actions[event.action] as (event: MonitorEvent) => Promise<Report>;
    return act(event);
  };
}
