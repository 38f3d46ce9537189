import { randomUUID } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { InventoryLine } from '../../lambda/monitor/distributed/inventory.ts';
import type { Ended } from '../../simulator/state-machine/execution.ts';
import { stateMachine } from '../../simulator/state-machine/state-machine.ts';
import type { Invoked } from '../../simulator/state-machine/world.ts';
import { type AwsProxy, startAwsProxy } from './aws-proxy.ts';
import type { FunctionProcess } from './function-process.ts';
import type { Access, DeployedFunction, DeployedSweeps } from './stack.ts';

/** The functions that the state machine calls, by their handlers. */
export type Part = 'coordinate' | 'checkBatch';

/** The synthesized state machine, with the deployed functions and files. */
export interface Sweeper {
  /** Stand between each function and AWS. */
  readonly proxies: Readonly<Record<Part, AwsProxy>>;
  /** Runs one execution to its end. Nothing waits for its turn. */
  sweep(): Promise<Ended>;
  /** Kills the process that checks a credential at this moment. */
  killBatchOf(credential: string): Promise<void>;
  /** Kills the process that plans or concludes at this moment. */
  killCoordinator(): Promise<void>;
  /** Lets maps fail to read their items, or not any more. */
  setUnreadable(isUnreadable: boolean): void;
  /** Reads a file of the last run. */
  readFile(name: string): Promise<unknown>;
  close(): Promise<void>;
}

interface Running {
  readonly part: Part;
  readonly payload: unknown;
}

/** Starts an instance of a function, which reaches AWS at an address. */
export type StartPart = (part: DeployedFunction, url: string) => Promise<FunctionProcess>;

/** Opens a state machine as it was deployed. */
export async function openSweeper(
  { definition, functions, bucketName }: DeployedSweeps,
  access: Access,
  { start, clockAheadMs }: { start: StartPart; clockAheadMs: number },
): Promise<Sweeper> {
  const s3 = new S3Client({ ...access, forcePathStyle: true });
  const proxies: Record<Part, AwsProxy> = {
    coordinate: await startAwsProxy(access.endpoint),
    checkBatch: await startAwsProxy(access.endpoint),
  };
  const idle: Record<Part, FunctionProcess[]> = { coordinate: [], checkBatch: [] };
  const running = new Map<FunctionProcess, Running>();
  let isUnreadable = false;
  let run = '';

  /** As Lambda does: an instance has one invocation at a time, and is used again. */
  const invoke = async (arn: string, payload: unknown): Promise<Invoked> => {
    const deployed = functions.find((one) => one.arn === arn);
    if (deployed === undefined) throw new Error(`There is no function ${arn}.`);
    const part = deployed.handler.replace('index.', '') as Part;
    const instance = idle[part].pop() ?? (await start(deployed, proxies[part].url));
    running.set(instance, { part, payload });
    const invoked = await instance.invoke(payload);
    // Who was killed is not used again.
    if (running.delete(instance)) idle[part].push(instance);
    return invoked;
  };
  const kill = async (isMeant: (one: Running) => boolean) => {
    const found = [...running].filter(([, one]) => isMeant(one));
    if (found.length !== 1) throw new Error(`${found.length} such functions are running.`);
    for (const [instance] of found) {
      running.delete(instance);
      await instance.kill();
    }
  };
  const getObject = async (Bucket: string, Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  };

  const machine = stateMachine(definition, {
    clock: { now: () => Date.now() + clockAheadMs, sleep: async () => {} },
    invoke,
    getObject: (bucket, key) =>
      isUnreadable ? Promise.reject(new Error('not readable')) : getObject(bucket, key),
    putObject: async (Bucket, Key, Body) => {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
  });
  return {
    proxies,
    sweep: () => {
      run = `run-${randomUUID()}`;
      return machine.start(run);
    },
    killBatchOf: (credential) =>
      kill(({ part, payload }) => {
        if (part !== 'checkBatch') return false;
        const { Items } = payload as { Items: readonly InventoryLine[] };
        return Items.some((line) => line.credential.name === credential);
      }),
    killCoordinator: () => kill(({ part }) => part === 'coordinate'),
    setUnreadable: (is) => {
      isUnreadable = is;
    },
    readFile: async (name) => JSON.parse(await getObject(bucketName, `runs/${run}/${name}`)),
    close: async () => {
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    },
  };
}
