import {
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { type AwsOptions, awsClient } from '../aws-client.ts';
import { ask } from './ask.ts';

/** A schedule as it stands, whatever was deployed. */
export interface ScheduleState {
  /** `ENABLED` or `DISABLED`. */
  readonly state: string;
  /** `rate(...)` or `cron(...)`, unless somebody has changed it. */
  readonly expression: string;
  /** The ARN of what it starts. */
  readonly target: string;
}

/**
 * Reads a schedule.
 *
 * @param id its name, with its group before it where it has one
 * @returns null where it was deleted
 */
export async function readSchedule(id: string, options: AwsOptions): Promise<ScheduleState | null> {
  const client = awsClient(SchedulerClient, options);
  const [Name, GroupName] = id.split('|').reverse();
  try {
    return await ask('scheduler:GetSchedule', id, async () => {
      const { State, ScheduleExpression, Target } =
        (await client
          .send(new GetScheduleCommand({ Name, ...(GroupName && { GroupName }) }))
          .catch((error: unknown) => {
            if (error instanceof ResourceNotFoundException) return null;
            throw error;
          })) ?? {};
      if (State === undefined) return null;
      return {
        state: State,
        expression: ScheduleExpression ?? '',
        target: Target?.Arn ?? '',
      };
    });
  } finally {
    client.destroy();
  }
}
