import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Simulator } from '../../simulator/simulator.ts';
import { type Deployment, type DeploymentOptions, prepareDeployment } from './deployment.ts';
import type { Stage } from './stage.ts';

/** What the tests of a file work on. */
export interface Bench {
  readonly simulator: Simulator;
  /** A deployment of the test's own. */
  readonly stage: Stage;
  /** What the calls of all tests so far have asked of IAM, each once. */
  readonly codeCalls: readonly string[];
  /** The same of the function that draws the dashboard's widget. */
  readonly widgetCalls: readonly string[];
}

/** Synthesizes once for a group of tests, deploys anew for each, and lets no secret out of any. */
export function useDeployment(options: DeploymentOptions = {}): Bench {
  let deployment: Deployment | undefined;
  let stage: Stage | undefined;
  const codeCalls = new Set<string>();
  const widgetCalls = new Set<string>();

  beforeAll(async () => {
    deployment = await prepareDeployment(options);
  });
  beforeEach(async () => {
    stage = await deployment?.open();
  });
  afterEach(async () => {
    const leaks = await stage?.leaks();
    for (const call of stage?.codeCalls() ?? []) codeCalls.add(call);
    for (const call of stage?.widgetCalls() ?? []) widgetCalls.add(call);
    await stage?.close();
    stage = undefined;
    expect(leaks, 'secret values in what came out of the function').toEqual([]);
  });
  afterAll(async () => {
    await deployment?.close();
  });

  return {
    get simulator() {
      return present(deployment).simulator;
    },
    get stage() {
      return present(stage);
    },
    get codeCalls() {
      return [...codeCalls].sort();
    },
    get widgetCalls() {
      return [...widgetCalls].sort();
    },
  };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('There is nothing deployed outside of a test.');
  return value;
}
