import { type Figures, figuresOf } from './figures.ts';
import { Fleet, type FleetOptions, type Sweep } from './fleet.ts';

const MINUTE = 60_000;

/** Between the beginnings of sweeps; one that lasts longer is followed at once. */
const INTERVAL_MS = 15 * MINUTE;

/** A course of events. */
export interface Scenario {
  readonly title: string;
  /** Whether Qonto throttles an address after 200 answers of 401 in an hour. @default false */
  readonly isStrict?: boolean;
  /** How long a request may take. @default as configured */
  readonly timeoutMs?: number;
  play(fleet: Fleet): Promise<Sweep[]>;
}

/** Every tenth key dies at once; an hour and a half later all work again. */
async function revoke(fleet: Fleet): Promise<Sweep[]> {
  const tenth = fleet.names.filter((_, index) => index % 10 === 0);
  const before = await sweeps(fleet, 1);
  for (const name of tenth) fleet.revoke(name);
  const during = await sweeps(fleet, 6);
  for (const name of tenth) fleet.mend(name);
  return [...before, ...during, ...(await sweeps(fleet, 2))];
}

const all = {
  healthy: {
    title: 'all healthy',
    play: (fleet) => sweeps(fleet, 2),
  },

  revoked: {
    title: 'every tenth is refused from one moment on',
    play: revoke,
  },

  strict: {
    title: 'the same, and Qonto throttles after 200 refusals',
    isStrict: true,
    play: revoke,
  },

  silent: {
    title: 'no request is answered in time, for four sweeps',
    play: async (fleet) => {
      const before = await sweeps(fleet, 1);
      fleet.qonto.silentUntil = Infinity;
      const during = await sweeps(fleet, 4);
      fleet.qonto.silentUntil = 0;
      return [...before, ...during, ...(await sweeps(fleet, 1))];
    },
  },

  outage: {
    title: 'no request is answered in the first four fifths of a sweep; each takes a minute',
    // The longest that can be configured: most is held up then.
    timeoutMs: MINUTE,
    play: async (fleet) => {
      const before = await sweeps(fleet, 1);
      // For 10,000 credentials, ten minutes.
      fleet.qonto.silentUntil = fleet.time.now() + fleet.names.length * 60;
      return [...before, ...(await sweeps(fleet, 2))];
    },
  },

  killed: {
    title: 'the function of one batch is killed',
    play: async (fleet) => {
      const before = await sweeps(fleet, 1);
      fleet.killedBatch = 3;
      const during = await sweeps(fleet, 1);
      fleet.killedBatch = null;
      return [...before, ...during, ...(await sweeps(fleet, 1))];
    },
  },
} as const satisfies Record<string, Scenario>;

/** The names of scenarios. */
export type ScenarioName = keyof typeof all;

/** What is played. */
export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = all;

/** Plays a scenario on a new fleet. */
export async function play(
  { isStrict = false, timeoutMs, ...scenario }: Scenario,
  options: FleetOptions,
): Promise<Figures> {
  const { config } = options;
  const check = { ...config.check, timeoutMs: timeoutMs ?? config.check.timeoutMs };
  const fleet = new Fleet({ ...options, isStrict, config: { ...config, check } });
  return figuresOf(fleet, await scenario.play(fleet));
}

/** Sweeps as the schedule has them. */
async function sweeps(fleet: Fleet, count: number): Promise<Sweep[]> {
  const done: Sweep[] = [];
  for (let index = 0; index < count; index += 1) {
    const sweep = await fleet.sweep();
    done.push(sweep);
    await fleet.time.pass(Math.max(0, INTERVAL_MS - sweep.tookMs));
  }
  return done;
}
