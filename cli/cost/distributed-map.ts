import { batchesOf, PACE, restSeconds } from '../../lambda/monitor/distributed/pace.ts';
import { ASSUMED, GB, STACK } from './assumed.ts';
import { type CostItem, item } from './items.ts';
import { HOURS_A_MONTH, sweepsAMonth, type Workload } from './workload.ts';

/** Plan, choice, map, conclude, and the start. */
const STEPS = 5;

/** Start, plan, choice, end: of an execution that finds an earlier sweep under way. */
const STEPS_OF_IDLE = 4;

/** The inventory, the report, and what the map writes: a manifest, and files of answers. */
const FILES_WRITTEN = 5;

/** The inventory twice, the manifest, and the answers. */
const FILES_READ = 5;

/** Running sweeps in a Distributed Map: its steps, its children and what they call, its files. */
export function distributedMap(load: Workload): CostItem[] {
  const { credentials } = load;
  const sweeps = sweepsAMonth(load);
  const starts = sweepsAMonth({ intervalMs: load.scheduleMs });
  const batches = batchesOf(credentials);
  const rounds = Math.ceil(Math.min(credentials, PACE.batchSize) / load.concurrency);
  const checkSeconds = ASSUMED.secondsPerSweep + rounds * ASSUMED.secondsPerRound;
  const coordinatorSeconds =
    ASSUMED.secondsPerPlanAndConclusion + (credentials / 1_000) * ASSUMED.secondsPerThousand;
  const childSeconds = secondsOfChild(batches, checkSeconds);
  const lambdaGbSeconds =
    (batches * checkSeconds * STACK.memoryMb + coordinatorSeconds * STACK.coordinatorMb) / 1_024;
  const sentBytes =
    credentials * ASSUMED.bytesSentPerCheck + credentials * ASSUMED.bytesSentPerConnection;
  const filesKept = (sweeps * STACK.runDays * 24) / HOURS_A_MONTH;
  return [
    item('stateTransition', sweeps * STEPS + (starts - sweeps) * STEPS_OF_IDLE),
    item('expressRequest', sweeps * batches),
    item('expressGbSecond', (sweeps * batches * childSeconds * ASSUMED.childMb) / 1_024),
    item('lambdaRequest', sweeps * (batches + 1) + starts),
    item('lambdaGbSecond', sweeps * lambdaGbSeconds),
    item('schedulerInvocation', starts),
    item('filePut', sweeps * FILES_WRITTEN),
    item('fileGet', sweeps * FILES_READ),
    item('fileGb', (filesKept * credentials * ASSUMED.fileBytesPerCheck) / GB),
    // Statuses are read by the first and the last step, here the second time; a batch reads whether
    // Qonto asked to wait, and an execution writes that it is the one under way, and that it was.
    item('tableRead', sweeps * (Math.ceil((credentials * ASSUMED.recordBytes) / 4_096) + batches)),
    item('tableWrite', starts + sweeps),
    item('sentGb', (sweeps * sentBytes) / GB),
  ];
}

/** A child waits for its turn, checks and rests; as many as may be under way always are. */
function secondsOfChild(batches: number, checkSeconds: number): number {
  const turn = PACE.turnMs / 1_000;
  const work = checkSeconds + restSeconds(checkSeconds * 1_000);
  const wait = ((batches - 1) / 2) * turn;
  return Math.max(Math.min(wait + work, PACE.concurrency * turn), work);
}
