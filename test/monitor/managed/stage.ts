import type { MonitorConfigInput } from '../../../lambda/config/schema.ts';
import type { ManagedTools } from '../../../lambda/monitor/managed/ports.ts';
import { tokenRequestTimeoutMs } from '../../../lambda/monitor/managed/timing.ts';
import { createMonitor } from '../../../lambda/monitor/monitor.ts';
import type { Report, ReportEntry } from '../../../lambda/report.ts';
import type { EnvironmentKind, SimulatedEnvironment } from '../../../simulator/environment.ts';
import { MemoryHealingQueue } from '../../../simulator/memory/healing-queue.ts';
import { MemoryLeases } from '../../../simulator/memory/leases.ts';
import type { RecordedRequest } from '../../../simulator/recorded-request.ts';
import { type Stage, useStage } from '../stage.ts';
import { MINUTE } from '../timeline.ts';

export const SECRET_ID = 'qonto/grant';

/** What the secret holds of a grant. */
export interface Tokens {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly [other: string]: unknown;
}

/** One credential whose tokens the real monitor manages, on the simulator. */
export interface ManagedStage extends Stage {
  readonly qonto: SimulatedEnvironment;
  readonly leases: MemoryLeases;
  readonly queue: MemoryHealingQueue;
  readonly managed: ManagedTools;
  /** One sweep, five minutes after the one before. */
  sweep(): Promise<ReportEntry>;
  sweepReport(): Promise<Report>;
  /** Runs what the healing queue has brought by now. */
  heal(): Promise<number>;
  /** What the secret holds now. */
  stored(): Promise<Tokens>;
  /** Stores the grant, changed as the test wants it. */
  store(change?: Readonly<Record<string, unknown>>): void;
  /** The grant that the secret had at first. */
  readonly grant: Tokens;
  /** Refresh tokens that were sent so far, oldest first; not those that cannot exist. */
  sentTokens(): string[];
}

export interface ManagedOptions {
  readonly environment?: EnvironmentKind;
  readonly secret?: string;
  readonly credential?: object;
  readonly check?: MonitorConfigInput['check'];
  readonly scopes?: readonly string[];
  /** What stands in for a part of AWS. */
  readonly replaced?: (tools: ManagedTools) => Partial<ManagedTools>;
}

/** Opens a stage for the length of one test. */
export async function useManaged(options: ManagedOptions = {}): Promise<ManagedStage> {
  const { environment = 'production', secret = SECRET_ID, check = {} } = options;
  const stage = await useStage(
    {
      [environment]: {
        ...(environment === 'sandbox' ? { stagingToken: { secret: 'qonto/staging-token' } } : {}),
        credentials: [
          { name: 'mobile-app', secret, tokens: 'manage', ...options.credential },
        ] as never,
      },
    },
    { check },
  );
  stage.secrets.put('qonto/staging-token', stage.simulator.sandbox.stagingToken);
  const qonto = stage.simulator[environment];
  qonto.rateLimits = false;
  const leases = new MemoryLeases();
  const queue = new MemoryHealingQueue(stage.now);
  const { client, clock, log, newId, config } = stage.tools;
  const requestTimeoutMs = tokenRequestTimeoutMs(config.check);
  const tools = { secrets: stage.secrets, leases, queue, client, clock, log, newId };
  const managed: ManagedTools = {
    ...tools,
    requestTimeoutMs,
    ...options.replaced?.({ ...tools, requestTimeoutMs }),
  };
  const monitor = createMonitor({ ...stage.tools, managed });

  const client_ = qonto.createClient();
  const { refreshToken = '', ...tokens } = qonto.createGrant(client_.clientId, options.scopes);
  const grant: Tokens = { ...client_, ...tokens, refreshToken };
  const store = (change: Readonly<Record<string, unknown>> = {}) => {
    stage.secrets.put(SECRET_ID, { ...grant, ...change });
  };
  store();
  const run = { deadline: () => ({ deadline: stage.now() + 2 * MINUTE }) };
  const sweepReport = async () => {
    stage.pass(5 * MINUTE);
    return monitor({}, run.deadline());
  };
  return {
    ...stage,
    monitor,
    qonto,
    leases,
    queue,
    managed,
    grant,
    store,
    sweepReport,
    sweep: async () => {
      const { results } = await sweepReport();
      if (results[0] === undefined) throw new Error('the report is empty');
      return results[0];
    },
    heal: async () => {
      const due = queue.takeDue();
      for (const event of due) await monitor(event, run.deadline());
      return due.length;
    },
    stored: async () => {
      const reading = await stage.secrets.current(SECRET_ID);
      if (reading.kind !== 'value') throw new Error('the secret is gone');
      return JSON.parse(reading.value.reveal());
    },
    sentTokens: () =>
      qonto.requests
        .filter(({ host }) => host === 'oauth')
        .map(({ body }) => new URLSearchParams(body).get('refresh_token') ?? '')
        .filter((token) => token.startsWith('ory_rt')),
  };
}

/** Whether a request asks the token endpoint. */
export function isTokenRequest({ host, path }: RecordedRequest): boolean {
  return host === 'oauth' && path === '/oauth2/token';
}
