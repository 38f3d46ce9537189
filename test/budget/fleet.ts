import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import type { Report, ReportEntry } from '../../lambda/report.ts';
import type { EnvironmentKind } from '../../simulator/environment.ts';
import { type Stage, useStage } from '../monitor/stage.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const INTERVAL = 5 * MINUTE;

/** Credentials of one environment. */
export interface Group {
  readonly names: readonly string[];
  /** Lets keys die. */
  revoke(...names: readonly string[]): void;
  /** Stores good keys. */
  mend(...names: readonly string[]): void;
  /** Stores the good keys with `Bearer ` before them, and keeps them alive. */
  mangle(...names: readonly string[]): void;
  /** When Qonto answered 401 or 403, epoch milliseconds. */
  readonly refusedAt: readonly number[];
}

/** Many credentials, swept every five minutes of a time of its own. */
export interface Fleet extends Stage {
  readonly production: Group;
  readonly sandbox: Group;
  /** One sweep at the present moment; the clock stands five minutes after its beginning. */
  sweep(): Promise<Report>;
  /** Sweeps for a while. `watch` sees each report. */
  sweepFor(ms: number, watch?: (report: Report) => void): Promise<void>;
}

interface Sizes {
  readonly production?: number;
  readonly sandbox?: number;
  readonly check?: MonitorConfigInput['check'];
}

const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `app-${index + 1}`);

/** Opens a fleet for the length of one test. All credentials are good. */
export async function useFleet({ production = 1, sandbox = 0, check }: Sizes): Promise<Fleet> {
  const sizes = { production, sandbox };
  const kinds = (['production', 'sandbox'] as const).filter((kind) => sizes[kind] > 0);
  const stage = await useStage(
    Object.fromEntries(
      kinds.map((kind) => [
        kind,
        {
          ...(kind === 'sandbox' ? { stagingToken: { secret: 'staging-token' } } : {}),
          credentials: namesOf(sizes[kind]).map((name) => ({ name, secret: `${kind}/${name}` })),
        },
      ]),
    ),
    { check: { confirmAfter: '0ms', ...check } },
  );
  stage.secrets.put('staging-token', stage.simulator.sandbox.stagingToken);
  const { client } = stage.tools;
  const refused: Record<EnvironmentKind, number[]> = { production: [], sandbox: [] };
  const monitor = createMonitor({
    ...stage.tools,
    client: {
      ...client,
      send: async (request) => {
        const answer = await client.send(request);
        const kind = request.url.startsWith(stage.simulator.sandbox.apiUrl)
          ? 'sandbox'
          : 'production';
        const isRefused = answer.kind === 'answered' && [401, 403].includes(answer.status);
        if (isRefused) refused[kind].push(stage.now());
        return answer;
      },
    },
  });
  const groupOf = (kind: EnvironmentKind): Group => {
    const environment = stage.simulator[kind];
    // The simulator's own limit would hide what the monitor would have cost.
    environment.rateLimits = false;
    const loginOf = (name: string) => `${name}-corp-1`;
    const mend = (...names: readonly string[]) => {
      for (const name of names) {
        stage.secrets.put(`${kind}/${name}`, environment.createApiKey(loginOf(name)));
      }
    };
    mend(...namesOf(sizes[kind]));
    return {
      names: namesOf(sizes[kind]),
      revoke: (...names) => {
        for (const name of names) environment.revokeApiKey(loginOf(name));
      },
      mend,
      mangle: (...names) => {
        for (const name of names) {
          const { login, secret } = environment.createApiKey(loginOf(name));
          stage.secrets.put(`${kind}/${name}`, `Bearer ${login}:${secret}`);
        }
      },
      refusedAt: refused[kind],
    };
  };
  const sweep = async () => {
    const next = stage.now() + INTERVAL;
    const report = await monitor({});
    stage.pass(Math.max(0, next - stage.now()));
    return report;
  };
  return {
    ...stage,
    monitor,
    production: groupOf('production'),
    sandbox: groupOf('sandbox'),
    sweep,
    sweepFor: async (ms, watch = () => undefined) => {
      const end = stage.now() + ms;
      while (stage.now() < end) watch(await sweep());
    },
  };
}

/** The most that fell into any hour. */
export function mostInAnHour(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  let start = 0;
  return sorted.reduce((most, at, index) => {
    while ((sorted[start] ?? at) <= at - HOUR) start += 1;
    return Math.max(most, index - start + 1);
  }, 0);
}

/** The entry of one credential. */
export function entryFor(
  { results }: Report,
  credential: string,
  environment = 'production',
): ReportEntry {
  const found = results.find(
    (entry) => entry.credential === credential && entry.environment === environment,
  );
  if (found === undefined) throw new Error(`the report lacks ${environment}/${credential}`);
  return found;
}

/** Entries that repeat a result. */
export function heldIn({ results }: Report): ReportEntry[] {
  return results.filter(({ nextCheckAt }) => nextCheckAt !== undefined);
}
