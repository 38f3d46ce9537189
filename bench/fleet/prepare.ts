import { runtimeConfig } from '../../lambda/config/monitor-config.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { type Synthesis, synthesize } from '../../test/integration/synthesis.ts';
import { deployedBy } from './deployed.ts';
import { type FleetOptions, WATCHED } from './fleet.ts';

/** A configuration that finds its secrets by their tags. */
const CONFIG: MonitorConfigInput = {
  schedule: 'rate(15 minutes)',
  environments: { production: { discover: { tags: WATCHED } } },
};

/** What was synthesized for fleets, and what they are made of but for their size. */
export interface Prepared {
  readonly synthesis: Synthesis;
  readonly options: Omit<FleetOptions, 'size'>;
}

/** Synthesizes the stack. */
export async function prepare(): Promise<Prepared> {
  const synthesis = await synthesize(CONFIG);
  return {
    synthesis,
    options: {
      config: runtimeConfig(parseConfig(CONFIG, 'the simulation')),
      deployed: deployedBy(synthesis.template),
    },
  };
}
