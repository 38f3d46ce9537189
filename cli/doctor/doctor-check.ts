import type { Clock } from '../../lambda/clock.ts';
import type { StatusSnapshot } from '../../lambda/monitor/ports.ts';
import type { AwsOptions } from '../aws-client.ts';
import type { AlarmState } from './alarm-states.ts';
import type { DeployedMonitor } from './deployed-monitor.ts';
import type { Deployment } from './deployment.ts';
import type { ScheduleState } from './schedule-state.ts';

/** What a look at one part of a deployment comes to. */
export interface Finding {
  /**
   * `problem`: the monitor does not do its work, or not all of it; `unknown`: that could not be seen;
   * `warning`: it is as somebody wants it, and worth saying.
   */
  readonly verdict: 'ok' | 'problem' | 'warning' | 'unknown';
  /** What is so, on one line. */
  readonly says: string;
  /** What to do about it, step by step; commands stand alone in a step. */
  readonly todo?: readonly string[];
}

/** What looks reach out with. What several need is read once. */
export interface DoctorTools {
  readonly deployment: Deployment;
  readonly monitor: DeployedMonitor;
  readonly aws: AwsOptions;
  readonly clock: Pick<Clock, 'now'>;
  /** The schedule as it is now; null where there is none. */
  readonly schedule: () => Promise<ScheduleState | null>;
  /** The alarms about the monitor as they are now. */
  readonly alarms: () => Promise<readonly AlarmState[]>;
  /** What the status table holds. */
  readonly statuses: () => Promise<StatusSnapshot>;
  /** Where the app is that the stack was deployed from. */
  readonly directory: string;
  /** The configuration's file, where it is not the usual one. */
  readonly config: string | undefined;
}

/** One thing that can be wrong with a deployment. */
export interface DoctorCheck {
  readonly title: string;
  /** Faults of AWS are thrown: then it is unknown. */
  look(tools: DoctorTools): Promise<readonly Finding[]>;
}

/** A finding that all is well. */
export function ok(says: string): Finding {
  return { verdict: 'ok', says };
}

/** What brings back what was changed or deleted by hand: a plain deployment does not see that. */
export const REVERT = 'npx cdk deploy --revert-drift';
