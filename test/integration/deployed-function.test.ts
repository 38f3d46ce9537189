import { describe, expect, it } from 'vitest';
import { CODE_CALLS, type CodeCall, WIDGET_CALLS } from '../support/aws-calls.ts';
import { describeWithAws } from './moto.ts';
import { dashboard } from './suite-dashboard.ts';
import { failingAws } from './suite-failing-aws.ts';
import { interruptions } from './suite-interruptions.ts';
import { onDemand } from './suite-on-demand.ts';
import { operations } from './suite-operations.ts';
import { secrecy } from './suite-secrecy.ts';
import { secretChanges } from './suite-secret-changes.ts';
import { sweeps } from './suite-sweeps.ts';
import { useDeployment } from './use-deployment.ts';

// One file, so that the product is synthesized and the emulator started but once.
describeWithAws('the deployed function', () => {
  const bench = useDeployment();

  describe('at a sweep', () => sweeps(bench));
  describe('on demand', () => onDemand(bench));
  describe('when a secret has changed', () => secretChanges(bench));
  describe('and the commands about it', () => operations(bench));
  describe('and its dashboard', () => dashboard(bench));
  describe('killed, or run twice at once', () => interruptions(bench));
  describe('when AWS fails', () => failingAws(bench));
  describe('full of secrets', () => secrecy(bench));

  // Last, when all that the code can do has been done.
  it('makes the calls of AWS that its policies are tested with, and no others', () => {
    const named = (calls: readonly CodeCall[]) =>
      calls.map(({ action, about }) => `${action} ${about}`).sort();

    expect(bench.codeCalls).toEqual(named(CODE_CALLS));
    expect(bench.widgetCalls).toEqual(named(WIDGET_CALLS));
  });
});
