import { isoTime } from '../../lambda/clock.ts';
import type { Ended } from './execution.ts';

/** A child of a Distributed Map; one that never began has not ended. */
export interface Child {
  readonly name: string;
  readonly input: unknown;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly ended: Ended | null;
}

/** Where a run's files go. */
export interface Destination {
  readonly id: string;
  readonly machine: string;
  readonly bucket: string;
  readonly prefix: string;
}

/** The files of a run. */
export interface ResultFiles {
  readonly mapRunArn: string;
  readonly manifestKey: string;
  readonly all: readonly { readonly key: string; readonly body: string }[];
}

/** Whatever region and account. */
const ARN = 'arn:aws:states:eu-west-1:123456789012';

/**
 * The files that a ResultWriter writes: a file for each way to end, and the list of them.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export function resultFiles(destination: Destination, children: readonly Child[]): ResultFiles {
  const { id, machine, bucket, prefix } = destination;
  const folder = `${prefix}/${id}`;
  const mapRunArn = `${ARN}:mapRun:${machine}/Map:${id}`;
  const manifestKey = `${folder}/manifest.json`;
  const kinds = { FAILED: [], PENDING: [], SUCCEEDED: [] } as Record<Kind, Child[]>;
  for (const child of children) kinds[kindOf(child)].push(child);

  const files = Object.entries(kinds)
    .filter(([, members]) => members.length > 0)
    .map(([kind, members]) => ({
      kind,
      key: `${folder}/${kind}_0.json`,
      body: JSON.stringify(members.map((child) => entryOf(child, machine))),
    }));
  const listed = (kind: Kind) =>
    files
      .filter((file) => file.kind === kind)
      .map(({ key, body }) => ({ Key: key, Size: Buffer.byteLength(body) }));
  const manifest = {
    DestinationBucket: bucket,
    MapRunArn: mapRunArn,
    ResultFiles: {
      FAILED: listed('FAILED'),
      PENDING: listed('PENDING'),
      SUCCEEDED: listed('SUCCEEDED'),
    },
  };
  return {
    mapRunArn,
    manifestKey,
    all: [...files, { key: manifestKey, body: JSON.stringify(manifest) }],
  };
}

type Kind = 'FAILED' | 'PENDING' | 'SUCCEEDED';

/** Those that ran out of time are among the failed. */
function kindOf({ ended }: Child): Kind {
  if (ended === null) return 'PENDING';
  return ended.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED';
}

function entryOf({ name, input, startedAt, stoppedAt, ended }: Child, machine: string): object {
  const about = {
    ExecutionArn: `${ARN}:execution:${machine}/Map:${name}`,
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: name,
    StateMachineArn: `${ARN}:stateMachine:${machine}/Map`,
  };
  if (ended === null) return { ...about, Status: 'PENDING' };
  const times = {
    RedriveCount: 0,
    StartDate: isoTime(startedAt),
    Status: ended.status,
    StopDate: isoTime(stoppedAt),
  };
  return ended.status === 'SUCCEEDED'
    ? {
        ...about,
        ...times,
        Output: JSON.stringify(ended.output),
        OutputDetails: { Included: true },
        RedriveStatus: 'NOT_REDRIVABLE',
        RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      }
    : { ...about, ...times, Error: ended.error, Cause: ended.cause, RedriveStatus: 'REDRIVABLE' };
}
