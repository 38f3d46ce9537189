import { type SimulatedEnvironment, startEnvironment } from './environment.ts';

/** How a simulator is started. */
export interface SimulatorOptions {
  /**
   * The clock that tokens, codes and rate limits go by, in milliseconds since the epoch. Delays of
   * faults go by real time.
   *
   * @default Date.now
   */
  now?: () => number;
}

/** A Qonto on loopback: two environments that share nothing. */
export interface Simulator {
  readonly production: SimulatedEnvironment;
  readonly sandbox: SimulatedEnvironment;
  /** Ends all hosts and connections, hanging ones too. */
  close(): Promise<void>;
}

/**
 * Starts a Qonto on loopback that behaves as its documentation says, with faults on demand: four
 * hosts on 127.0.0.1, each on a free port of its own. It needs no network and knows no real value.
 *
 * @example
 * ```ts
 * const qonto = await startSimulator();
 * const { login, secret } = qonto.production.createApiKey();
 * await fetch(`${qonto.production.apiUrl}/v2/bank_accounts`, {
 *   headers: { Authorization: `${login}:${secret}` },
 * });
 * await qonto.close();
 * ```
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const now = options.now ?? Date.now;
  const production = await startEnvironment('production', now);
  const sandbox = await startEnvironment('sandbox', now);
  return {
    production: production.environment,
    sandbox: sandbox.environment,
    close: async () => {
      await Promise.all([production.close(), sandbox.close()]);
    },
  };
}
