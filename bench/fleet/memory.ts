import { readFile } from 'node:fs/promises';
import { type AwsServer, serveAws } from '../../simulator/aws/reach.ts';
import type { Invoked } from '../../simulator/state-machine/world.ts';
import { startFunction } from '../../test/integration/function-process.ts';
import { Fleet, type FleetOptions } from './fleet.ts';
import type { Prepared } from './prepare.ts';

/** The most memory that a process of the coordinator had, by its step, in MiB. */
export type PeakMemory = Readonly<Record<'plan' | 'conclude', number>>;

/**
 * Measures the coordinator's memory in processes of its bundle, one for each step, while a fleet is
 * checked, then finds no answer until people are told, then is checked again: all is remembered of each.
 */
export async function measureMemory({ synthesis, options }: Prepared, size: number) {
  const peaks = { plan: 0, conclude: 0 };
  let server: AwsServer | null = null;
  const coordinate = async (input: unknown, fleet: Fleet): Promise<Invoked> => {
    server ??= await serveAws(fleet.aws);
    const { step } = input as { step: keyof PeakMemory };
    const instance = await startFunction({
      assetFolder: synthesis.sweepsFolder ?? '',
      handler: 'index.coordinate',
      timeoutMs: options.deployed.coordinator.timeoutMs,
      env: {
        ...ENVIRONMENT,
        RUNS_BUCKET_NAME: options.deployed.bucket,
        AWS_ENDPOINT_URL: server.url,
        CLOCK_AHEAD_MS: String(Math.max(0, fleet.time.now() - Date.now())),
      },
    });
    const invoked = await instance.invoke(input);
    peaks[step] = Math.max(peaks[step], await peakOf(instance.pid));
    await instance.kill();
    return invoked;
  };
  const fleet = new Fleet({
    ...options,
    size,
    coordinate,
    start: Date.now(),
  } satisfies FleetOptions);
  for (const isSilent of [false, true, true, true, false]) {
    fleet.qonto.silentUntil = isSilent ? Infinity : 0;
    const { ended } = await fleet.sweep();
    if (ended.status !== 'SUCCEEDED') throw new Error(`The sweep failed: ${ended.cause}`);
  }
  await (server as AwsServer | null)?.close();
  return peaks as PeakMemory;
}

const ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'not-real',
  AWS_SECRET_ACCESS_KEY: 'not-real',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  STATE_TABLE_NAME: 'table',
  ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
};

/** The most that was ever resident of a process, in MiB, as Linux counts it. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024);
}
