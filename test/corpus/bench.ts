import { parseConfig } from '../../lambda/config/parse.ts';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import { createQontoClient, type QontoClient } from '../../lambda/qonto/client.ts';
import type { Report, ReportEntry } from '../../lambda/report.ts';
import type { EnvironmentKind, SimulatedEnvironment } from '../../simulator/environment.ts';
import type { Fault } from '../../simulator/faults.ts';
import { ONELOGIN_URL } from '../../simulator/gate.ts';
import { MemorySecrets } from '../../simulator/memory/secrets.ts';
import type { RecordedRequest } from '../../simulator/recorded-request.ts';
import { openStage, type Stage } from '../monitor/stage.ts';
import { type Addresses, openAddresses } from './addresses.ts';
import type { Content, CorpusCase, World } from './case.ts';
import { makeMaterial, secretValuesOf } from './material.ts';

/** What came of one case. */
export interface CaseRun {
  readonly entry: ReportEntry;
  readonly report: Report;
  /** Everything that left the monitor: the report and the log lines. */
  readonly output: string;
  /** Values that must not be in {@link output}. */
  readonly secretValues: readonly string[];
  /** What the environment's own hosts received. */
  readonly requests: readonly RecordedRequest[];
  /** What the other environment's hosts received. */
  readonly foreignRequests: readonly RecordedRequest[];
  readonly spentRefreshTokens: number;
}

/** One simulator for the whole corpus; each case gets its own configuration and secrets. */
export interface Bench {
  /** Null when this machine cannot make the place that the case needs. */
  run(corpusCase: CorpusCase, experiments?: boolean): Promise<CaseRun | null>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 5_000;
const OTHER = { production: 'sandbox', sandbox: 'production' } as const;

export async function openBench(): Promise<Bench> {
  const stage = await openStage({
    production: { credentials: [{ name: 'unused', secret: 'unused' }] },
    sandbox: { credentials: [{ name: 'unused', secret: 'unused' }] },
  });
  const addresses = await openAddresses(stage.simulator.production.apiUrl);
  const clients = new Map<number, QontoClient>();
  const clientFor = (timeoutMs: number): QontoClient => {
    const known = clients.get(timeoutMs);
    if (known !== undefined) return known;
    const client = createQontoClient({ timeoutMs, clock: stage.tools.clock });
    clients.set(timeoutMs, client);
    return client;
  };
  return {
    run: async (corpusCase, experiments = true) => {
      const { environment = 'production', timeoutMs = DEFAULT_TIMEOUT_MS } = corpusCase;
      const own = stage.simulator[environment];
      const foreign = stage.simulator[OTHER[environment]];
      for (const simulated of [own, foreign]) reset(simulated);

      const world = makeWorld(stage, corpusCase, own, foreign);
      const config = configOf(corpusCase, stage, addresses);
      if (config === null) return null;
      Object.assign(own, corpusCase.settings);
      planFaults(own, corpusCase, world);
      stage.logged.length = 0;
      const monitor = createMonitor({
        ...stage.tools,
        config: parseConfig({ ...config, check: { ...config.check, experiments } }, 'corpus'),
        secrets: storeSecrets(stage, corpusCase, world),
        client: clientFor(timeoutMs),
      });
      const report = await monitor({
        action: 'check',
        ...(corpusCase.alsoWatchedByOther ? {} : { environment, credential: 'watched' }),
      });
      const entry = report.results.find((result) => result.environment === environment);
      if (entry === undefined) throw new Error('the report lacks the environment of the case');
      return {
        entry,
        report,
        output: [JSON.stringify(report), ...stage.logged].join('\n'),
        secretValues: secretValuesOf(world),
        requests: [...own.requests],
        foreignRequests: [...foreign.requests],
        spentRefreshTokens: own.spentRefreshTokens() + foreign.spentRefreshTokens(),
      };
    },
    close: async () => {
      for (const client of clients.values()) client.close();
      await Promise.all([addresses.close(), stage.close()]);
    },
  };
}

function reset(simulated: SimulatedEnvironment): void {
  simulated.faults.clear();
  simulated.clearRequests();
  simulated.accountView = 'full';
  simulated.gateAnswer = 'page';
  simulated.gateRedirectUrl = ONELOGIN_URL;
  simulated.strictStagingHeaderCase = false;
  simulated.missingAuthorizationStatus = 400;
  // Hundreds of cases from one address within one simulated hour: their 401s would add up.
  simulated.rateLimits = false;
}

function makeWorld(
  stage: Stage,
  corpusCase: CorpusCase,
  own: SimulatedEnvironment,
  foreign: SimulatedEnvironment,
): World {
  const sandbox = stage.simulator.sandbox;
  const oldStagingToken = sandbox.replaceStagingToken();
  return {
    ...makeMaterial(own, stage, corpusCase.login),
    other: makeMaterial(foreign, stage),
    oldStagingToken,
    stagingToken: sandbox.replaceStagingToken(),
    now: stage.now(),
  };
}

function planFaults(
  { faults }: SimulatedEnvironment,
  { qonto, oauthHost }: CorpusCase,
  world: World,
): void {
  if (oauthHost !== undefined) faults.add(oauthHost, { host: 'oauth' });
  if (qonto === undefined) return;
  const answer = typeof qonto === 'function' ? qonto(world) : qonto;
  const answers: readonly (Fault | 'truth')[] = 'kind' in answer ? [answer] : answer;
  answers.forEach((fault, index) => {
    const isLast = index === answers.length - 1;
    // A delay of nothing is the normal answer, counted.
    faults.add(fault === 'truth' ? { kind: 'delay', ms: 0 } : fault, {
      host: 'api',
      times: isLast ? Infinity : 1,
    });
  });
}

function storeSecrets(stage: Stage, corpusCase: CorpusCase, world: World): MemorySecrets {
  const secrets = new MemorySecrets(stage.now);
  const put = (name: string, content: Content) => {
    if (typeof content === 'object' && 'unreadable' in content) {
      secrets.fail(name, content.unreadable);
    } else {
      secrets.put(name, typeof content === 'function' ? content(world) : content);
    }
  };
  const { ageMs = 0, previous, secret } = corpusCase;
  stage.pass(-ageMs);
  if (previous !== undefined) put('corpus/watched', previous);
  put('corpus/watched', secret);
  stage.pass(ageMs);
  put('corpus/staging', corpusCase.stagingToken ?? world.stagingToken);
  put('corpus/good-staging', world.stagingToken);
  return secrets;
}

function configOf(
  corpusCase: CorpusCase,
  { simulator }: Stage,
  { urls }: Addresses,
): MonitorConfigInput | null {
  const { environment = 'production', at, basePath = '', method, fields } = corpusCase;
  const apiUrl = at === undefined ? simulator[environment].apiUrl : urls[at];
  if (apiUrl === null) return null;
  const credential = {
    name: 'watched',
    secret: reference('corpus/watched', corpusCase.key),
    ...(method === undefined ? {} : { method }),
    ...(fields === undefined ? {} : { fields }),
  };
  const isGated = environment === 'sandbox' || corpusCase.stagingToken !== undefined;
  const staging = { secret: reference('corpus/staging', corpusCase.stagingKey) };
  const other = OTHER[environment];
  return {
    environments: {
      [environment]: {
        ...hostsOf(simulator[environment]),
        apiUrl: `${apiUrl}${basePath}`,
        ...(isGated && corpusCase.stagingToken !== null ? { stagingToken: staging } : {}),
        credentials: [credential],
      },
      ...(corpusCase.alsoWatchedByOther
        ? {
            [other]: {
              ...hostsOf(simulator[other]),
              ...goodGate(other),
              credentials: [credential],
            },
          }
        : {}),
    },
    check: { confirmAfter: '0ms', timeout: `${corpusCase.timeoutMs ?? DEFAULT_TIMEOUT_MS}ms` },
  };
}

function hostsOf({ apiUrl, oauthUrl }: SimulatedEnvironment) {
  return { apiUrl, oauthUrl };
}

function goodGate(kind: EnvironmentKind) {
  return kind === 'sandbox' ? { stagingToken: { secret: 'corpus/good-staging' } } : {};
}

function reference(name: string, key: string | undefined): string {
  return key === undefined ? name : `${name}#${key}`;
}
