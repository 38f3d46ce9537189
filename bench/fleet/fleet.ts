import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { runBoard } from '../../lambda/aws/run-board.ts';
import { runFiles } from '../../lambda/aws/run-files.ts';
import { secretsManagerFinder } from '../../lambda/aws/secret-finder.ts';
import { secretsManagerReader } from '../../lambda/aws/secrets.ts';
import { statusTable } from '../../lambda/aws/status-table.ts';
import { snsTopic } from '../../lambda/aws/topic.ts';
import type { RuntimeConfig } from '../../lambda/config/monitor-config.ts';
import type { CoordinatorInput } from '../../lambda/distributed.ts';
import { type BatchInput, checkBatch } from '../../lambda/monitor/distributed/batch.ts';
import { concludeSweep, type SweepSummary } from '../../lambda/monitor/distributed/conclude.ts';
import { planSweep } from '../../lambda/monitor/distributed/plan.ts';
import { MemoryAws } from '../../simulator/aws/memory-aws.ts';
import { clientOf } from '../../simulator/aws/reach.ts';
import type { Ended } from '../../simulator/state-machine/execution.ts';
import { stateMachine } from '../../simulator/state-machine/state-machine.ts';
import type { Invoked, Visit } from '../../simulator/state-machine/world.ts';
import { VirtualTime } from '../../simulator/virtual-time.ts';
import type { Deployed } from './deployed.ts';
import { Instances } from './instances.ts';
import { FleetQonto } from './qonto.ts';

/** How long a call of AWS takes, in milliseconds. */
const AWS_LATENCY_MS = 10;

const START = Date.parse('2026-11-23T12:00:00Z');

/** The tag of the secrets that are watched. */
export const WATCHED = { 'qonto-auth-monitor': 'production' };

/** What a fleet is made of. */
export interface FleetOptions {
  readonly size: number;
  readonly config: RuntimeConfig;
  readonly deployed: Deployed;
  /** Whether Qonto throttles an address after 200 answers of 401 in an hour. @default false */
  readonly isStrict?: boolean;
  /** When it begins, epoch milliseconds. */
  readonly start?: number;
  /** Carries out the coordinator's steps in place of this process. */
  readonly coordinate?: (input: unknown, fleet: Fleet) => Promise<Invoked>;
}

/** A sweep that is over. */
export interface Sweep {
  readonly ended: Ended;
  /** What the last step answered; null when there was none. */
  readonly summary: SweepSummary | null;
  /** Epoch milliseconds of virtual time. */
  readonly startedAt: number;
  readonly tookMs: number;
  readonly realMs: number;
  /** Calls of AWS by operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly visits: readonly Visit[];
}

/** Many credentials, and the synthesized state machine that sweeps them, on virtual time. */
export class Fleet {
  readonly time: VirtualTime;
  readonly qonto: FleetQonto;
  readonly names: readonly string[];
  readonly aws: MemoryAws;
  /** The batch, by its place, whose function is killed in the middle of the next sweep. */
  killedBatch: number | null = null;
  readonly #instances: Instances;
  readonly #options: FleetOptions;
  readonly #visits: Visit[] = [];
  readonly #machine: ReturnType<typeof stateMachine>;
  #sweeps = 0;
  #batches = 0;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.time = new VirtualTime(options.start ?? START);
    this.qonto = new FleetQonto(options.isStrict ?? false);
    this.#instances = new Instances(this.time);
    const { clock } = this.#instances;
    this.aws = new MemoryAws(clock, AWS_LATENCY_MS);
    this.names = Array.from(
      { length: options.size },
      (_, index) => `fleet/app-${String(index + 1).padStart(5, '0')}`,
    );
    for (const name of this.names) this.mend(name);
    this.#machine = stateMachine(options.deployed.definition, {
      clock: this.time,
      invoke: this.#functions(),
      getObject: async (bucket, key) => {
        const text = this.aws.objects.get(`${bucket}/${key}`);
        if (text === undefined) throw new Error('NoSuchKey');
        return text;
      },
      putObject: async (bucket, key, body) => {
        this.aws.objects.set(`${bucket}/${key}`, body);
      },
      left: (visit) => this.#visits.push(visit),
    });
  }

  /** Stores a key that works. */
  mend(name: string): void {
    this.aws.vault.put(name, this.qonto.createKey(loginOf(name)), WATCHED);
  }

  /** Lets a key die at Qonto. */
  revoke(name: string): void {
    this.qonto.revokeKey(loginOf(name));
  }

  /** Runs one sweep to its end. */
  async sweep(): Promise<Sweep> {
    this.#sweeps += 1;
    this.#batches = 0;
    this.#visits.length = 0;
    this.aws.takeCalls();
    const realStart = performance.now();
    const startedAt = this.time.now();
    const ended = await this.time.run(() => this.#machine.start(`sweep-${this.#sweeps}`));
    return {
      ended,
      summary: ended.status === 'SUCCEEDED' ? (ended.output as SweepSummary) : null,
      startedAt,
      tookMs: this.time.now() - startedAt,
      realMs: performance.now() - realStart,
      calls: this.aws.takeCalls(),
      visits: [...this.#visits],
    };
  }

  /** The functions, put together as the deployed ones are. */
  #functions() {
    const { config, deployed, coordinate } = this.#options;
    const { clock } = this.#instances;
    const client = clientOf(this.aws);
    const dynamo = new DynamoDBClient(client);
    const secretsManager = new SecretsManagerClient(client);
    const board = runBoard(dynamo, 'table');
    const checks = {
      config,
      clock,
      board,
      secrets: secretsManagerReader(secretsManager),
      client: this.qonto.clientFor(clock, config.check.timeoutMs),
    };
    let ids = 0;
    const coordinator = {
      ...checks,
      finder: secretsManagerFinder(secretsManager),
      statuses: statusTable(dynamo, 'table', config.alerts.keepHistoryMs),
      topic: snsTopic(client, 'arn:aws:sns:eu-west-1:123456789012:alerts'),
      files: runFiles(new S3Client(client), deployed.bucket),
      log: { info: () => {}, error: () => {} },
      newId: () => {
        ids += 1;
        return `id-${ids}`;
      },
    };
    const steps = (input: CoordinatorInput): Promise<unknown> =>
      input.step === 'plan'
        ? planSweep(input, coordinator)
        : concludeSweep(input, { logUrl: null }, coordinator);
    const batchOf = (timeoutMs: number) => (input: BatchInput) =>
      checkBatch(input, this.time.now() + timeoutMs, checks);

    return (name: string, payload: unknown): Promise<Invoked> => {
      if (name === deployed.coordinator.arn) {
        return coordinate === undefined
          ? this.#instances.invoke(steps, payload, deployed.coordinator.timeoutMs)
          : coordinate(payload, this);
      }
      if (name !== deployed.batch.arn) throw new Error(`There is no function ${name}.`);
      const { timeoutMs } = deployed.batch;
      const isKilled = this.#batches === this.killedBatch;
      this.#batches += 1;
      // In the middle: it has asked, and not yet answered.
      return this.#instances.invoke(
        batchOf(timeoutMs),
        payload,
        timeoutMs,
        isKilled ? 150 : Infinity,
      );
    };
  }
}

function loginOf(name: string): string {
  return `${name.replace(/\W/g, '-')}-1234`;
}
