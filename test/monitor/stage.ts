import { onTestFinished } from 'vitest';
import { parseConfig } from '../../lambda/config/parse.ts';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { createMonitor, type Monitor, type MonitorTools } from '../../lambda/monitor/monitor.ts';
import { createQontoClient } from '../../lambda/qonto/client.ts';
import { MemorySecrets } from '../../simulator/memory/secrets.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { FlakyStatuses } from '../support/flaky-statuses.ts';
import { FlakyTopic } from '../support/flaky-topic.ts';

/** The real monitor on the simulator and in-memory AWS, with a clock that the test moves. */
export interface Stage {
  readonly simulator: Simulator;
  readonly secrets: MemorySecrets;
  readonly statuses: FlakyStatuses;
  readonly topic: FlakyTopic;
  readonly logged: string[];
  readonly monitor: Monitor;
  readonly tools: MonitorTools;
  /** Moves the clock; sleeping moves it as well, and takes no time. */
  pass(ms: number): void;
  now(): number;
  close(): Promise<void>;
}

type Environments = MonitorConfigInput['environments'];

/** A stage for the length of one test. */
export async function useStage(...options: Parameters<typeof openStage>): Promise<Stage> {
  const stage = await openStage(...options);
  onTestFinished(() => stage.close());
  return stage;
}

/** Opens a stage. `environments` get the simulator's addresses. */
export async function openStage(
  environments: Environments,
  rest: Omit<MonitorConfigInput, 'environments'> = {},
  replaced: Partial<MonitorTools> = {},
): Promise<Stage> {
  let now = Date.parse('2026-11-23T12:00:00Z');
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const simulator = await startSimulator({ now: clock.now });
  const config = parseConfig(
    {
      ...rest,
      environments: Object.fromEntries(
        Object.entries(environments).map(([name, environment]) => {
          const { apiUrl, oauthUrl } = simulator[environment.kind ?? (name as 'sandbox')];
          return [name, { apiUrl, oauthUrl, ...environment }];
        }),
      ),
    },
    'test',
  );
  const client = createQontoClient({ timeoutMs: config.check.timeoutMs, clock });
  const secrets = new MemorySecrets(clock.now);
  const statuses = new FlakyStatuses();
  const topic = new FlakyTopic();
  const logged: string[] = [];
  const log = (message: string, details: unknown) => {
    logged.push(JSON.stringify({ message, details }));
  };
  let ids = 0;
  const tools: MonitorTools = {
    config,
    secrets,
    statuses,
    topic,
    client,
    clock,
    log: { info: log, error: log },
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    ...replaced,
  };
  return {
    simulator,
    secrets,
    statuses,
    topic,
    logged,
    monitor: createMonitor(tools),
    tools,
    pass: (ms) => {
      now += ms;
    },
    now: clock.now,
    close: async () => {
      client.close();
      await simulator.close();
    },
  };
}
