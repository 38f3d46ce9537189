import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A rule of cdk-nag, as its report names it, and why it does not apply to a construct. */
export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
}

/** Acknowledges findings of cdk-nag on a construct and what is in it, for every app that runs it. */
export function acknowledge(construct: IConstruct, ...findings: readonly Acknowledgement[]): void {
  Validations.of(construct).acknowledge(...findings);
}
