import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFunction } from '../test/integration/function-process.ts';
import { deploy, SCRATCH, startInstance } from './deployment.ts';
import { interleave, median, medianRatio } from './median.ts';
import type { Row, Theme } from './row.ts';
import { startAws, startQonto, using } from './world.ts';

const PROCESSES = 21;
const WARM_UP = 2;

/** From the start of a process to its first answer, through a Runtime API. */
export const START: Theme = {
  name: 'start',
  run: () =>
    using(async (keep) => {
      const aws = await keep(startAws());
      const qonto = await keep(startQonto(0));
      const environments = [{ url: qonto.url, credentials: 2 }];
      const deployed = deploy({ environments, concurrency: 20, awsUrl: aws.url });
      // From now on everything is known and healthy.
      await (await keep(startInstance(deployed))).sweep();
      const empty = join(SCRATCH, 'empty');
      mkdirSync(empty);
      writeFileSync(join(empty, 'index.mjs'), 'export const handler = async () => ({});\n');
      const contestants = {
        function: () => firstAnswerMs(deployed.folder, deployed.env),
        empty: () => firstAnswerMs(empty, {}),
      };
      await interleave(contestants, WARM_UP);
      return [rowOf(await interleave(contestants, PROCESSES))];
    }),
};

function rowOf(times: Readonly<Record<'function' | 'empty', readonly number[]>>): Row {
  return {
    measure: 'start to first answer, a sweep of two: of an empty handler',
    value: medianRatio(times.function, times.empty),
    unit: 'ratio',
    goal: { atMost: 2.5 },
    note: `${Math.round(median(times.function))} ms to ${Math.round(median(times.empty))} ms`,
  };
}

async function firstAnswerMs(
  assetFolder: string,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const startedAt = performance.now();
  const settings = { assetFolder, handler: 'index.handler', timeoutMs: 60_000, env };
  const instance = await startFunction(settings);
  const answer = await instance.invoke({});
  const tookMs = performance.now() - startedAt;
  await instance.kill();
  if (!('payload' in answer)) throw new Error(`${answer.errorType}: ${answer.errorMessage}`);
  return tookMs;
}
