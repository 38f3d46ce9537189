import { deploy, type Instance, startInstance } from './deployment.ts';
import { interleave, median, medianRatio } from './median.ts';
import type { Row, Theme } from './row.ts';
import { startAws, startQonto, using } from './world.ts';

const DELAY_MS = 20;
const MIB = 1_024 * 1_024;

/** What grows with the credentials, and what with the checks that were made. */
export const GROWTH: Theme = {
  name: 'growth',
  run: async () => [await sizeRow(), ...(await memoryRows())],
};

function sizeRow(): Promise<Row> {
  return using(async (keep) => {
    const aws = await keep(startAws());
    const qonto = await keep(startQonto(DELAY_MS));
    const start = (credentials: number) =>
      keep(
        startInstance(
          deploy({
            environments: [{ url: qonto.url, credentials }],
            concurrency: 20,
            awsUrl: aws.url,
          }),
        ),
      );
    const [thousand, hundred] = [await start(1_000), await start(100)];
    // As many checks in each round, so that both are as warm.
    const contestants = {
      thousand: async () => (await thousand.sweep()).wallMs / 1_000,
      hundred: async () => (await hundred.sweep(10)).wallMs / 1_000,
    };
    await interleave(contestants, 3);
    const times = await interleave(contestants, 9);
    return {
      measure: 'sweep of 1,000 credentials, per credential: of one of 100',
      value: medianRatio(times.thousand, times.hundred),
      unit: 'ratio',
      goal: { atMost: 1.1 },
      note: `${median(times.thousand).toFixed(2)} ms to ${median(times.hundred).toFixed(2)} ms`,
    };
  });
}

const CREDENTIALS = 100;

/** Room as a function of 256 MB has it: without a limit, V8 lets garbage lie while there is memory. */
const ROOM = ['--max-old-space-size=230', '--max-semi-space-size=12'];

function memoryRows(): Promise<Row[]> {
  return using(async (keep) => {
    const aws = await keep(startAws());
    const qonto = await keep(startQonto(0));
    const environments = [{ url: qonto.url, credentials: CREDENTIALS }];
    const deployed = deploy({ environments, concurrency: 20, awsUrl: aws.url });
    // One that is asked to collect, and one that is left alone, as Lambda leaves it.
    const asked = await keep(startInstance(deployed, [...ROOM, '--expose-gc']));
    const alone = await keep(startInstance(deployed, ROOM));
    const live = await growthOf(asked, ({ liveBytes }) => liveBytes);
    const resident = await growthOf(alone, ({ rssBytes }) => rssBytes);
    return [
      {
        measure: 'memory of the process after 10,000 checks: of that after 1,000',
        value: resident.ratio,
        unit: 'ratio',
        goal: { atMost: 1.05 },
        note: resident.note,
      },
      {
        measure: 'what is alive after 10,000 checks: of that after 1,000',
        value: live.ratio,
        unit: 'ratio',
        goal: { atMost: 1.05 },
        note: live.note,
      },
    ];
  });
}

async function growthOf(
  instance: Instance,
  bytesOf: (sweep: Awaited<ReturnType<Instance['sweep']>>) => number,
): Promise<{ ratio: number; note: string }> {
  const before = bytesOf(await instance.sweep(1_000 / CREDENTIALS));
  const after = bytesOf(await instance.sweep(9_000 / CREDENTIALS));
  const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
  return { ratio: after / before, note: `${mib(after)} to ${mib(before)}` };
}
