import { deploy, type Sweep, startInstance } from './deployment.ts';
import { interleave, median, medianRatio } from './median.ts';
import type { Theme } from './row.ts';
import { startAws, startQonto, using } from './world.ts';

const CREDENTIALS = 100;
const CONCURRENCY = 20;
const ROUNDS = 9;
const WARM_UP = 2;

/** Whether an environment that answers fast waits for one that does not. */
export const ENVIRONMENTS: Theme = {
  name: 'environments',
  run: () =>
    using(async (keep) => {
      const aws = await keep(startAws());
      const hosts = [await keep(startQonto(200)), await keep(startQonto(50))];
      const environments = hosts.map(({ url }) => ({ url, credentials: CREDENTIALS }));
      const start = (some: typeof environments) =>
        keep(
          startInstance(deploy({ environments: some, concurrency: CONCURRENCY, awsUrl: aws.url })),
        );
      const [both, slow] = [await start(environments), await start(environments.slice(0, 1))];
      const contestants = { both: () => both.sweep(), slow: () => slow.sweep() };
      await interleave<Sweep, 'both' | 'slow'>(contestants, WARM_UP);
      const rounds = await interleave<Sweep, 'both' | 'slow'>(contestants, ROUNDS);
      const [own, other] = [rounds.both, rounds.slow].map((some) =>
        some.map(({ wallMs }) => wallMs),
      );
      return [
        {
          measure: 'sweep of two environments, 50 ms and 200 ms: of the slower one alone',
          value: medianRatio(own ?? [], other ?? []),
          unit: 'ratio',
          goal: { atMost: 1.1 },
          note: `${Math.round(median(own ?? []))} ms to ${Math.round(median(other ?? []))} ms, ${CREDENTIALS} credentials each`,
        },
      ];
    }),
};
