import { randomBytes } from 'node:crypto';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { configOf, membersWith } from './credentials.ts';
import { startAws } from './moto.ts';
import { openStage, type Stage } from './stage.ts';
import { type Synthesis, synthesize as synthesizeApp } from './synthesis.ts';

/** The product, synthesized once, and all that it is deployed to. */
export interface Deployment {
  readonly simulator: Simulator;
  /** Deploys anew: one stage after the other, since all have the same secrets. */
  open(): Promise<Stage>;
  close(): Promise<void>;
}

/** What is deployed. */
export interface DeploymentOptions {
  /** Credentials besides the usual five. @default 0 */
  readonly branches?: number;
  /** Whether the tokens of the mobile app are managed. @default observed */
  readonly tokens?: 'manage';
  /** What sweeps run in. @default by the number of credentials */
  readonly engine?: 'distributed-map';
  /** Makes template and asset of a configuration. @default with this repository's app */
  readonly synthesize?: (config: MonitorConfigInput) => Promise<Synthesis>;
}

/** Starts AWS and a Qonto, and synthesizes the product for them. */
export async function prepareDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { branches = 0, tokens, engine, synthesize = synthesizeApp } = options;
  const run = `qonto-${randomBytes(4).toString('hex')}`;
  const simulator = await startSimulator();
  const members = membersWith(branches, tokens);
  const prefix = `${run}/`;
  const synthesis = await synthesize(configOf(members, prefix, simulator, engine));
  const aws = await startAws();
  let stages = 0;
  return {
    simulator,
    open: () => {
      stages += 1;
      const name = `${run}-${stages}`;
      return openStage({ name, prefix, endpoint: aws.url, members, synthesis, simulator });
    },
    close: async () => {
      await Promise.all([simulator.close(), aws.stop(), synthesis.remove()]);
    },
  };
}
