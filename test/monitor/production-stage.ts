import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import type { MonitorTools } from '../../lambda/monitor/monitor.ts';
import { errorFault, type Fault } from '../../simulator/faults.ts';
import { type Stage, useStage } from './stage.ts';

/** A refusal in Qonto's own words. */
export const REFUSAL: Fault = errorFault('list', 401, 'unauthorized', 'Invalid credentials.');

/** Qonto with a fault of its own. */
export const TROUBLE: Fault = { kind: 'unavailable', status: 503, format: 'json' };

/** A stage with credentials of production, and levers for what becomes of them. */
export interface ProductionStage extends Stage {
  sweep(): ReturnType<Stage['monitor']>;
  /** Stores a good API key. */
  mend(credential: string): void;
  /** Lets a colleague take the key away: `API_KEY_REJECTED`. */
  revoke(credential: string): void;
  /** Stores the key without its colon: `API_KEY_MISSING_COLON`. */
  mangle(credential: string): void;
  /** Lets the next sweeps end without a judgement, or with one again. */
  setTrouble(isOn: boolean): void;
}

/** A stage with some credentials of production, each with an API key that works. */
export async function useProduction(
  names: readonly string[],
  rest: Omit<MonitorConfigInput, 'environments'> = {},
  replaced: Partial<MonitorTools> = {},
): Promise<ProductionStage> {
  const credentials = names.map((name) => ({ name, secret: `qonto/${name}` }));
  const stage = await useStage({ production: { credentials } }, rest, replaced);
  const { production } = stage.simulator;
  const loginOf = (credential: string) => `${credential}-corp-1`;
  const mend = (credential: string) => {
    stage.secrets.put(`qonto/${credential}`, production.createApiKey(loginOf(credential)));
  };
  for (const name of names) mend(name);
  return {
    ...stage,
    sweep: () => stage.monitor({}),
    mend,
    revoke: (credential) => production.revokeApiKey(loginOf(credential)),
    mangle: (credential) => {
      const { login, secret } = production.createApiKey(loginOf(credential));
      stage.secrets.put(`qonto/${credential}`, { authorization: `${login}${secret}` });
    },
    setTrouble: (isOn) => {
      production.faults.clear();
      if (isOn) production.faults.add(TROUBLE);
    },
  };
}

/** What was published, one text an alert: `regression: accounting, payroll`. */
export function toldBy({ topic }: Stage): string[] {
  return topic.published.map(
    ({ attributes: { event, credentials } }) => `${event}: ${credentials.join(', ')}`,
  );
}
