import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import type { ReportEntry } from '../../lambda/report.ts';
import type { EnvironmentKind, SimulatedEnvironment } from '../../simulator/environment.ts';
import { errorFault, type Fault } from '../../simulator/faults.ts';
import { headerOf, type RecordedRequest } from '../../simulator/recorded-request.ts';
import { type Stage, useStage } from '../monitor/stage.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** The name of the one secret. */
export const SECRET_ID = 'qonto/accounting';

/** A refusal in Qonto's own words. */
export const REFUSAL: Fault = errorFault('list', 401, 'unauthorized', 'Invalid credentials.');

/** One credential, watched in one environment of the simulator by the real monitor. */
export interface Watched extends Stage {
  /** The credential's own environment, and the one that has no credentials. */
  readonly qonto: SimulatedEnvironment;
  readonly foreign: SimulatedEnvironment;
  /** Stores a new version of the secret; returns its id. */
  store(value: unknown): string;
  /** One sweep, five minutes after the one before. */
  sweep(): Promise<ReportEntry>;
  /** One check on demand. */
  check(): Promise<ReportEntry>;
  /** Sweeps for a while; the last entry. */
  sweeps(count: number): Promise<ReportEntry>;
  /** The events that were published so far. */
  told(): string[];
  /** What the last sweep or check sent. */
  sent(): readonly RecordedRequest[];
}

export interface WatchedOptions {
  readonly environment?: EnvironmentKind;
  readonly method?: 'api_key' | 'oauth';
  readonly check?: MonitorConfigInput['check'];
  readonly alerts?: MonitorConfigInput['alerts'];
  /** The environment's staging token is configured. @default in a sandbox */
  readonly hasStagingToken?: boolean;
  readonly secretId?: string;
}

/** Opens a stage for the length of one test. */
export async function useWatched(options: WatchedOptions = {}): Promise<Watched> {
  const { environment = 'production', check = {}, alerts = {}, secretId = SECRET_ID } = options;
  const { hasStagingToken = environment === 'sandbox', method } = options;
  const stage = await useStage(
    {
      [environment]: {
        ...(hasStagingToken ? { stagingToken: { secret: 'qonto/staging-token' } } : {}),
        credentials: [{ name: 'accounting', secret: secretId, ...(method ? { method } : {}) }],
      },
    },
    { check, alerts },
  );
  const { production, sandbox } = stage.simulator;
  stage.secrets.put('qonto/staging-token', sandbox.stagingToken);
  let versions = 1;
  const [qonto, foreign] =
    environment === 'production' ? [production, sandbox] : [sandbox, production];
  // One address, and a clock that stands still: the 401 of many sweeps would add up.
  qonto.rateLimits = false;

  let seen = 0;
  const run = async (event: object): Promise<ReportEntry> => {
    seen = qonto.requests.length;
    const { results } = await stage.monitor(event);
    const [entry] = results;
    if (entry === undefined) throw new Error('the report is empty');
    return entry;
  };
  const sweep = () => {
    stage.pass(5 * MINUTE);
    return run({});
  };
  return {
    ...stage,
    qonto,
    foreign,
    store: (value) => {
      stage.secrets.put(secretId, value);
      versions += 1;
      return `version-${versions}`;
    },
    sweep,
    sweeps: async (count) => {
      let last = await sweep();
      for (let index = 1; index < count; index += 1) last = await sweep();
      return last;
    },
    check: () => run({ action: 'check' }),
    told: () => stage.topic.published.map(({ attributes }) => attributes.event),
    sent: () => qonto.requests.slice(seen),
  };
}

/** Whether a request carries no credential at all: the control. */
export function isControl(request: RecordedRequest): boolean {
  return request.host === 'api' && headerOf(request, 'Authorization') === undefined;
}

/** Whether a request asks the token endpoint. */
export function isTokenRequest(request: RecordedRequest): boolean {
  return request.host === 'oauth';
}

/** Requests besides the check and its repeat, which both send `authorization`. */
export function extraRequests(
  requests: readonly RecordedRequest[],
  authorization: string | null,
): RecordedRequest[] {
  return requests.filter(
    (request) => request.host === 'oauth' || headerOf(request, 'Authorization') !== authorization,
  );
}
