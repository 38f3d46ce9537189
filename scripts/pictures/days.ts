import type { MonitorConfig } from '../../lambda/config/monitor-config.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import type { Remembered } from '../../lambda/dashboard/board.ts';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import { createQontoClient } from '../../lambda/qonto/client.ts';
import { MemorySecrets } from '../../simulator/memory/secrets.ts';
import { MemoryStatuses } from '../../simulator/memory/statuses.ts';
import { MemoryTopic } from '../../simulator/memory/topic.ts';
import { headerOf } from '../../simulator/recorded-request.ts';
import { startSimulator } from '../../simulator/simulator.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** When the story ends, and is looked at. */
export const END = Date.parse('2026-11-23T14:12:00Z');
const START = END - 72.75 * HOUR_MS - 2 * MINUTE_MS;
const INTERVAL_MS = 15 * MINUTE_MS;

const PRODUCTION = [
  'accounting',
  'invoicing',
  'payroll',
  'expenses',
  'treasury',
  'webshop',
  'reporting',
  'reconciliation',
];
const SANDBOX = ['mobile-app', 'checkout', 'partner-api', 'legacy-importer'];

/** What the dashboard reads after the story, and the configuration of its end. */
export interface Days {
  readonly remembered: Remembered;
  readonly config: MonitorConfig;
}

/**
 * Three days of the real monitor on a simulated Qonto, by a moved clock: an outage of Qonto, keys
 * that are regenerated and mended, a mistaken deployment, a token that its application stopped
 * refreshing, a maintenance window, a mute and an alert that SNS does not take.
 */
export async function liveThroughDays(): Promise<Days> {
  let now = START;
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const simulator = await startSimulator({ now: clock.now });
  const { production, sandbox } = simulator;
  const environment = (of: typeof production, names: readonly string[]) => ({
    apiUrl: of.apiUrl,
    oauthUrl: of.oauthUrl,
    credentials: names.map((name) => ({ name, secret: `qonto/${of.kind}/${name}` })),
  });
  const configOf = (watched: readonly string[]) =>
    parseConfig(
      {
        schedule: 'rate(15 minutes)',
        environments: {
          production: environment(production, watched),
          sandbox: environment(sandbox, SANDBOX),
        },
        alerts: {
          maintenance: [
            {
              environment: 'sandbox',
              days: ['sunday'],
              from: '01:00',
              until: '05:00',
              timeZone: 'Europe/Paris',
            },
          ],
        },
      },
      'the pictures',
    );
  const client = createQontoClient({ timeoutMs: 5_000, clock });
  const secrets = new MemorySecrets(clock.now);
  const statuses = new MemoryStatuses();
  const topic = new FailingTopic();
  let ids = 0;
  const monitorOf = (names: readonly string[]) =>
    createMonitor({
      config: configOf(names),
      secrets,
      statuses,
      topic,
      client,
      clock,
      log: { info: () => undefined, error: () => undefined },
      newId: () => {
        ids += 1;
        return `alert-${ids}`;
      },
    });
  // The web shop's credential is configured on the second day.
  const before = monitorOf(PRODUCTION.filter((name) => name !== 'webshop'));
  const after = monitorOf(PRODUCTION);

  const keys = new Map(PRODUCTION.map((name) => [name, production.createApiKey(`acme-${name}`)]));
  for (const [name, key] of keys) secrets.put(`qonto/production/${name}`, key);
  const { stagingToken } = sandbox;
  const sandboxKeys = new Map(SANDBOX.map((name) => [name, sandbox.createApiKey(`acme-${name}`)]));
  for (const [name, key] of sandboxKeys) {
    secrets.put(`qonto/sandbox/${name}`, { ...key, stagingToken });
  }
  const application = sandbox.createClient();
  const store = (name: string, value: unknown) => secrets.put(`qonto/production/${name}`, value);
  const regenerate = (name: string) => keys.set(name, production.createApiKey(`acme-${name}`));
  const isCheckout = (authorization: string) => authorization.startsWith('acme-checkout:');

  const story: readonly (readonly [hour: number, happens: () => void])[] = [
    [9, () => production.faults.add({ kind: 'unavailable', format: 'json' })],
    [11, () => production.faults.clear()],
    [22, () => regenerate('accounting')],
    [25.5, () => store('accounting', keys.get('accounting'))],
    [37, () => secrets.put('qonto/sandbox/legacy-importer', sandboxKeys.get('legacy-importer'))],
    [
      39,
      () =>
        secrets.put('qonto/sandbox/legacy-importer', {
          ...sandboxKeys.get('legacy-importer'),
          stagingToken,
        }),
    ],
    [46, () => store('expenses', `${keys.get('expenses')?.secret}:${keys.get('expenses')?.login}`)],
    [48, () => regenerate('expenses')],
    [50, () => store('expenses', keys.get('expenses'))],
    [54, () => regenerate('treasury')],
    [
      55,
      () =>
        statuses.mute({
          environment: 'sandbox',
          credential: 'mobile-app',
          until: new Date(END + 4 * HOUR_MS).toISOString(),
        }),
    ],
    [57.5, () => store('treasury', keys.get('treasury'))],
    [
      71,
      () =>
        sandbox.faults.add(
          { kind: 'edge_block' },
          { match: (request) => isCheckout(headerOf(request, 'Authorization') ?? '') },
        ),
    ],
    [
      72.2,
      () => {
        const { login, secret } = keys.get('invoicing') ?? { login: '', secret: '' };
        store('invoicing', `Bearer ${login}:${secret}`);
      },
    ],
    [
      72.7,
      () => {
        topic.isDown = true;
        secrets.put('qonto/sandbox/partner-api', { ...sandboxKeys.get('partner-api') });
      },
    ],
  ];
  const pending = [...story];
  try {
    while (now < END) {
      const hours = (now - START) / HOUR_MS;
      while ((pending[0]?.[0] ?? Infinity) <= hours) pending.shift()?.[1]();
      // Its application keeps the token fresh, until it stops on the third day.
      if (hours < 56 && hours % 0.5 < 0.25) {
        secrets.put('qonto/sandbox/mobile-app', {
          ...application,
          ...sandbox.createGrant(application.clientId),
          stagingToken,
        });
      }
      const due = now + INTERVAL_MS;
      await (hours < 30 ? before : after)({ action: 'sweep' });
      now = Math.max(now, due);
    }
    const snapshot = await statuses.readAll();
    const remembered = { snapshot, trail: statuses.history().reverse(), readBackTo: null };
    return { remembered, config: configOf(PRODUCTION) };
  } finally {
    client.close();
    await simulator.close();
  }
}

/** A topic that may be down. */
class FailingTopic extends MemoryTopic {
  isDown = false;

  override async publish(...message: Parameters<MemoryTopic['publish']>) {
    if (this.isDown) throw new Error('down');
    return super.publish(...message);
  }
}
