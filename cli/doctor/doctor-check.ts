import type { Clock } from '../../lambda/clock.ts';
import type { Report } from '../../lambda/report.ts';
import type { awsSettings } from '../aws-options.ts';
import type { Deployment } from './deployment.ts';

/** What a look at one part of a deployment comes to. */
export interface Finding {
  readonly verdict: 'ok' | 'problem' | 'warning' | 'unknown';
  /** What is so, on one line. */
  readonly says: string;
  /** What to do about it, step by step; commands stand alone in a step. */
  readonly todo?: readonly string[];
}

/** What looks reach out with. */
export interface DoctorTools {
  readonly deployment: Deployment;
  readonly settings: ReturnType<typeof awsSettings>;
  readonly clock: Pick<Clock, 'now'>;
  /** Lets the deployed function check everything on demand. */
  readonly checkNow: () => Promise<Report>;
  /** Where the project is that the stack was deployed from. */
  readonly directory: string;
  /** The configuration's file, where it is not the usual one. */
  readonly config?: string;
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
