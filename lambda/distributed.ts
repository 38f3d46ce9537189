import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { printMetrics } from './aws/embedded-metrics.ts';
import { logUrlOf } from './aws/log-url.ts';
import { runBoard } from './aws/run-board.ts';
import { runFiles } from './aws/run-files.ts';
import {
  type BatchAnswer,
  type BatchInput,
  checkBatch as check,
} from './monitor/distributed/batch.ts';
import { type ConcludeInput, concludeSweep } from './monitor/distributed/conclude.ts';
import { type PlanInput, planSweep } from './monitor/distributed/plan.ts';
import type { RunFiles } from './monitor/distributed/ports.ts';
import {
  AWS_CLIENT,
  config,
  dynamo,
  environmentVariable,
  managedTools,
  runOf,
  tableName,
  toolsOfChecks,
  toolsOfStatuses,
} from './runtime.ts';

const checks = toolsOfChecks();
const board = runBoard(dynamo, tableName);

/** What the state machine calls the coordinator with. */
export type CoordinatorInput =
  | ({ readonly step: 'plan' } & PlanInput)
  | ({ readonly step: 'conclude' } & ConcludeInput);

/** It refreshes no tokens. */
const coordinatorTools = lazily(() => ({
  ...checks,
  ...toolsOfStatuses(),
  board,
  files: withMetrics(runFiles(new S3Client(AWS_CLIENT), environmentVariable('RUNS_BUCKET_NAME'))),
}));

/** The first and the last step of a distributed sweep. */
export function coordinate(input: CoordinatorInput, context?: Context): Promise<unknown> {
  return runOf(context, async ({ id }) =>
    input.step === 'plan'
      ? planSweep(input, coordinatorTools())
      : concludeSweep(input, { logUrl: logUrlOf(id, process.env) }, coordinatorTools()),
  );
}

const batchTools = lazily(() => ({ ...checks, ...managedTools(), board }));

/** Where nobody says when the function ends. */
const UNTOLD_RUN_MS = 60_000;

/** A batch of a distributed sweep. */
export function checkBatch(input: BatchInput, context?: Context): Promise<BatchAnswer> {
  return runOf(context, ({ deadline }) =>
    check(input, deadline ?? Date.now() + UNTOLD_RUN_MS, batchTools()),
  );
}

/** A report that is written is one that metrics are made of. */
function withMetrics(files: RunFiles): RunFiles {
  return {
    ...files,
    async writeReport(run, report) {
      await files.writeReport(run, report);
      if (config.metrics) printMetrics(report);
    },
  };
}

/** Each of the two functions has what the other lacks: topic and bucket, or the queue that heals. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
