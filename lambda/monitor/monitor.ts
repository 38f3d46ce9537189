import type { Clock } from '../clock.ts';
import type { RuntimeConfig } from '../config/monitor-config.ts';
import { type MonitorEvent, parseEvent } from '../events.ts';
import type { QontoClient } from '../qonto/client.ts';
import type { Report } from '../report.ts';
import { type SecretFinder, withDiscovered } from './discover.ts';
import { heal, isQueueEvent } from './managed/heal.ts';
import type { ManagedTools } from './managed/ports.ts';
import { checkOnDemand } from './on-demand.ts';
import type { AlertTopic, Log, SecretReader, StatusStore } from './ports.ts';
import { checkChangedSecret } from './secret-change.ts';
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
  /** Finds secrets by their tags. @default nothing is discovered */
  readonly finder?: SecretFinder;
  /** What it takes to refresh tokens. @default no tokens are managed: all are observed */
  readonly managed?: ManagedTools;
}

/** One call of the function. */
export interface Invocation {
  /** The id of the run. */
  readonly id: string;
  /** Where its log can be read; null when not known. */
  readonly logUrl: string | null;
  /** When the function is ended: epoch milliseconds. */
  readonly deadline: number;
}

/**
 * Takes the function's events (contract, section 4) and answers each with a report.
 *
 * @param invocation what is known of it; by default it has an id of its own and ends soon
 */
export type Monitor = (event: unknown, invocation?: Partial<Invocation>) => Promise<Report>;

type Action = MonitorEvent['action'];

/** Lambda always tells. */
const UNTOLD_RUN_MS = 120_000;

/**
 * The monitor over whatever it is given to reach out with.
 *
 * @throws MonitorError `EVENT_INVALID` for any other event, naming what is wrong with it
 */
export function createMonitor(tools: MonitorTools): Monitor {
  return async (input, given) => {
    const invocation: Invocation = {
      id: given?.id ?? tools.newId(),
      logUrl: null,
      deadline: tools.clock.now() + UNTOLD_RUN_MS,
      ...given,
    };
    if (tools.managed !== undefined && isQueueEvent(input)) {
      const { deadline } = invocation;
      return heal(input, tools.config, { ...tools.managed, deadline });
    }
    const event = parseEvent(input);
    const act = ACTIONS[event.action] as Act<Action>;
    return act(event, invocation, tools);
  };
}

type Act<A extends Action> = (
  event: Extract<MonitorEvent, { action: A }>,
  invocation: Invocation,
  tools: MonitorTools,
) => Promise<Report>;

const ACTIONS: { readonly [A in Action]: Act<A> } = {
  sweep: async (_event, invocation, tools) => sweep(invocation, await withAll(tools)),
  check: async (filter, { id }, tools) =>
    checkOnDemand(filter, { ...(await withAll(tools)), newId: () => id }),
  status: async (_event, { id }, tools) =>
    readStatus({ ...(await withAll(tools)), newId: () => id }),
  'test-alert': (_event, invocation, tools) => sendTestAlert(invocation, tools),
  'secret-change': ({ secret }, invocation, tools) => checkChangedSecret(secret, invocation, tools),
};

/** With every credential that is listed or discovered. */
async function withAll(tools: MonitorTools): Promise<MonitorTools> {
  const { config, finder } = tools;
  return finder ? { ...tools, config: await withDiscovered(config, { ...tools, finder }) } : tools;
}
