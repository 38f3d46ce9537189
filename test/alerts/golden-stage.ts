import { createHash } from 'node:crypto';
import { logUrlOf } from '../../lambda/aws/log-url.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import type { QontoClient, RawAnswer } from '../../lambda/qonto/client.ts';
import { HOSTS } from '../../lambda/qonto/environments.ts';
import type { PublishedAlert } from '../../simulator/memory/topic.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { type Stage, useStage } from '../monitor/stage.ts';
import { HOUR, MINUTE } from '../monitor/timeline.ts';

/** What an answer takes here; the clock stands still meanwhile. */
const ANSWER_MS = 87;

/** A stage whose alerts are the same in every run, and read as those of a deployed function. */
export interface GoldenStage extends Stage {
  /** One sweep, five minutes after the one before. */
  sweep(): Promise<void>;
  sweeps(count: number): Promise<void>;
  testAlert(): Promise<void>;
  /** The alert that was published last. */
  last(): PublishedAlert;
}

/**
 * The real monitor on the simulator, from three in the morning on. It knows Qonto by its own
 * addresses, one request goes out at a time, and trace ids and alert ids are counted.
 */
export async function useGoldenStage(
  environments: MonitorConfigInput['environments'],
): Promise<GoldenStage> {
  const stage = await useStage(environments);
  stage.pass(15 * HOUR);
  const config = parseConfig({ environments, check: { concurrency: 1 } }, 'test');
  let runs = 0;
  const monitor = createMonitor({
    ...stage.tools,
    config,
    client: countedTraceIds(atQontosAddresses(stage.tools.client, stage.simulator)),
    // Others wait at the same time as a credential does: time does not add up.
    clock: { now: stage.now, sleep: async () => undefined },
    newId: counted('a1e27000-0000-4000-8000-'),
  });
  const run = async (event: object) => {
    runs += 1;
    const id = `c0ffee00-0000-4000-8000-${String(runs).padStart(12, '0')}`;
    await monitor(event, { id, logUrl: logUrlOf(id, LAMBDA) });
  };
  const sweep = async () => {
    stage.pass(5 * MINUTE);
    await run({});
  };
  return {
    ...stage,
    monitor,
    sweep,
    sweeps: async (count) => {
      for (let done = 0; done < count; done += 1) await sweep();
    },
    testAlert: () => run({ action: 'test-alert' }),
    last: () => {
      const last = stage.topic.published.at(-1);
      if (last === undefined) throw new Error('nothing was published');
      return last;
    },
  };
}

/** What Lambda tells a function of its log. */
const LAMBDA = {
  AWS_REGION: 'eu-west-3',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/qonto-auth-monitor',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/24/[$LATEST]5f2d0c4e9b7a4d1c8e3f6a0b9c8d7e6f',
};

/** Ids that count up behind a common beginning. */
function counted(start: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${start}${String(count).padStart(12, '0')}`;
  };
}

/** Sends to the simulator what is addressed to Qonto. */
function atQontosAddresses(client: QontoClient, simulator: Simulator): QontoClient {
  const addresses = (['production', 'sandbox'] as const).flatMap((kind) => [
    [HOSTS[kind].apiUrl, simulator[kind].apiUrl] as const,
    [HOSTS[kind].oauthUrl, simulator[kind].oauthUrl] as const,
  ]);
  return {
    ...client,
    send: (request) => {
      const address = addresses.find(([qonto]) => request.url.startsWith(qonto));
      if (address === undefined) throw new Error(`${request.url} is not an address of Qonto`);
      return client.send({ ...request, url: request.url.replace(...address) });
    },
  };
}

/** Puts a counted trace id for each of the simulator's, which are random. */
function countedTraceIds(client: QontoClient): QontoClient {
  const known = new Map<string, string>();
  const steady = (text: string) =>
    text.replace(/\b[0-9a-f]{32}\b/g, (random) => {
      const traceId =
        known.get(random) ?? createHash('md5').update(`trace ${known.size}`).digest('hex');
      known.set(random, traceId);
      return traceId;
    });
  return {
    ...client,
    send: async (request) => {
      const answer = await client.send(request);
      return answer.kind === 'answered'
        ? { ...withText(answer, steady), durationMs: ANSWER_MS }
        : { ...answer, durationMs: ANSWER_MS };
    },
  };
}

function withText(answer: RawAnswer, change: (text: string) => string): RawAnswer {
  return {
    ...answer,
    bodyText: change(answer.bodyText),
    header: (name) => {
      const value = answer.header(name);
      return value === null ? null : change(value);
    },
  };
}
