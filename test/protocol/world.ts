import { WEEKDAYS } from '../../lambda/config/maintenance.ts';
import type { RuntimeConfig } from '../../lambda/config/monitor-config.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import type { Mute } from '../../lambda/monitor/hold.ts';
import { spanOf } from '../../lambda/monitor/traffic.ts';
import { MemorySecrets } from '../../simulator/memory/secrets.ts';
import { MemoryStatuses } from '../../simulator/memory/statuses.ts';
import { MemoryTopic } from '../../simulator/memory/topic.ts';
import { START } from '../support/check-results.ts';
import { secretOf, type Truth } from './fake-qonto.ts';
import type { Journal } from './journal.ts';
import type { Rules } from './reference.ts';

/** The credentials of a world, each with its environment. */
export const CREDENTIALS = {
  accounting: 'production',
  payroll: 'production',
  shop: 'sandbox',
} as const;

/** One of them. */
export type Name = keyof typeof CREDENTIALS;

/** All of them. */
export const NAMES = Object.keys(CREDENTIALS) as Name[];

/** When alerts are sent in a world. */
export interface Settings {
  readonly unreachableAfter: number;
  readonly recoverAfter: number;
  readonly remindEvery: '2h' | 'never';
  /** Whether alerts wait every day from 14:00 to 14:30. */
  readonly hasMaintenance: boolean;
}

const HOUR = 3_600_000;

/** Configurations that were parsed before: there are few, and worlds in thousands. */
const PARSED = new Map<string, RuntimeConfig>();

/** Everything outside of the runs: the time, how credentials stand, and AWS. */
export class World {
  /** Epoch milliseconds. */
  now = START;
  /** Alerts of this event SNS does not take at the moment. */
  refusedEvent: string | null = null;
  readonly settings: Settings;
  readonly rules: Rules;
  readonly journal: Journal = [];
  readonly statuses = new MemoryStatuses();
  readonly topic = new MemoryTopic();
  readonly secrets = new MemorySecrets(() => this.now);
  readonly #truths = new Map<string, Truth>();
  readonly #mutes: Mute[] = [];
  readonly #absent = new Set<Name>();
  #runs = 0;

  constructor(settings: Settings) {
    this.settings = settings;
    const { unreachableAfter, recoverAfter, remindEvery } = settings;
    const remindEveryMs = remindEvery === 'never' ? null : 2 * HOUR;
    this.rules = { unreachableAfter, recoverAfter, remindEveryMs };
    for (const name of NAMES) this.turn(name, 'good');
  }

  /** A name for the next run. */
  nextRun(): string {
    this.#runs += 1;
    return `run${this.#runs}`;
  }

  truthOf(credential: string): Truth {
    return this.#truths.get(credential) ?? 'trouble';
  }

  turn(credential: Name, truth: Truth): void {
    const isMangled = this.#truths.get(credential) === 'mangled';
    const isNewSecret = !this.#truths.has(credential) || isMangled !== (truth === 'mangled');
    this.#truths.set(credential, truth);
    if (isNewSecret) this.secrets.put(credential, secretOf(credential, truth));
  }

  mute(credential: Name, forMs: number): void {
    const until = new Date(this.now + forMs).toISOString();
    const mute = { environment: CREDENTIALS[credential], credential, until };
    this.#mutes.push(mute);
    this.statuses.mute(mute);
  }

  /** Takes a credential out of the configuration, or puts it back. */
  toggle(credential: Name): void {
    if (!this.#absent.delete(credential) && this.#absent.size < NAMES.length - 1) {
      this.#absent.add(credential);
    }
  }

  /** Whether a credential is in the configuration. */
  has(credential: Name): boolean {
    return !this.#absent.has(credential);
  }

  /** Lets Qonto have counted refusals of production; none: lets it ask to wait for ten minutes. */
  async throttle(refusals: number): Promise<void> {
    await this.statuses.recordTraffic({
      environment: 'production',
      span: spanOf(this.now),
      refusals,
      pausedUntil: refusals > 0 ? null : this.now + HOUR / 6,
      expiredSpans: [],
    });
  }

  /** Whether alerts about a credential are to wait at some moment. */
  isHeld(credential: string, at: number): boolean {
    const isMuted = this.#mutes.some(
      (mute) => mute.credential === credential && Date.parse(mute.until) > at,
    );
    const timeOfDay = at % (24 * HOUR);
    return (
      isMuted || (this.settings.hasMaintenance && timeOfDay >= 14 * HOUR && timeOfDay < 14.5 * HOUR)
    );
  }

  config(): RuntimeConfig {
    const key = JSON.stringify([this.settings, [...this.#absent].sort()]);
    const config = PARSED.get(key) ?? this.#parse();
    PARSED.set(key, config);
    return config;
  }

  #parse(): RuntimeConfig {
    const { unreachableAfter, recoverAfter, remindEvery, hasMaintenance } = this.settings;
    const window = { days: [...WEEKDAYS], from: '14:00', until: '14:30' };
    const present = NAMES.filter((name) => this.has(name));
    const environments = [...new Set(present.map((name) => CREDENTIALS[name]))];
    return parseConfig(
      {
        environments: Object.fromEntries(
          environments.map((environment) => [
            environment,
            {
              credentials: present
                .filter((name) => CREDENTIALS[name] === environment)
                .map((name) => ({ name, secret: name })),
            },
          ]),
        ),
        check: { experiments: false },
        alerts: {
          unreachableAfter,
          recoverAfter,
          remindEvery,
          ...(hasMaintenance ? { maintenance: [window] } : {}),
        },
      },
      'test',
    );
  }
}
