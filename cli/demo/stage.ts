import { systemClock } from '../../lambda/clock.ts';
import type { MonitorConfig } from '../../lambda/config/monitor-config.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import { createMonitor, type Monitor } from '../../lambda/monitor/monitor.ts';
import { createQontoClient } from '../../lambda/qonto/client.ts';
import { MemorySecrets } from '../../simulator/memory/secrets.ts';
import { MemoryStatuses } from '../../simulator/memory/statuses.ts';
import { MemoryTopic } from '../../simulator/memory/topic.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

/** The real monitor over a simulated Qonto and an AWS in memory, in a time of its own. */
export interface DemoStage {
  readonly config: MonitorConfig;
  readonly simulator: Simulator;
  readonly secrets: MemorySecrets;
  readonly topic: MemoryTopic;
  readonly monitor: Monitor;
  /** Lets time pass, in milliseconds; nobody waits for it. */
  pass(ms: number): void;
  close(): Promise<void>;
}

/** Names of the secrets in the demo. */
export const SECRETS = {
  accounting: 'qonto/production/accounting',
  invoicing: 'qonto/production/invoicing',
  mobileApp: 'qonto/sandbox/mobile-app',
} as const;

/** Starts the simulator and the monitor. */
export async function openDemoStage(): Promise<DemoStage> {
  const startedAt = Date.now();
  let passed = 0;
  const clock = {
    now: () => Date.now() + passed,
    sleep: systemClock.sleep,
  };
  const simulator = await startSimulator({ now: clock.now });
  const { production, sandbox } = simulator;
  const config = parseConfig(
    {
      check: { confirmAfter: '300ms' },
      environments: {
        production: {
          apiUrl: production.apiUrl,
          oauthUrl: production.oauthUrl,
          credentials: [
            { name: 'accounting', secret: SECRETS.accounting },
            { name: 'invoicing', secret: SECRETS.invoicing },
          ],
        },
        sandbox: {
          apiUrl: sandbox.apiUrl,
          oauthUrl: sandbox.oauthUrl,
          credentials: [{ name: 'mobile-app', secret: SECRETS.mobileApp }],
        },
      },
    },
    'the demo',
  );
  const client = createQontoClient({ timeoutMs: config.check.timeoutMs, clock });
  const secrets = new MemorySecrets(clock.now);
  const topic = new MemoryTopic();
  let ids = 0;
  const monitor = createMonitor({
    config,
    secrets,
    statuses: new MemoryStatuses(),
    topic,
    client,
    clock,
    log: { info: () => undefined, error: () => undefined },
    newId: () => {
      ids += 1;
      return `demo-${startedAt}-${ids}`;
    },
  });
  return {
    config,
    simulator,
    secrets,
    topic,
    monitor,
    pass: (ms) => {
      passed += ms;
    },
    close: async () => {
      client.close();
      await simulator.close();
    },
  };
}
