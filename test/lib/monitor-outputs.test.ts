import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { AuthMonitor } from '../../lib/auth-monitor.ts';
import { EXAMPLE, MANY, synthesize, temporaryFolder } from './synthesize.ts';

function teamStack(): Stack {
  const context = { 'aws:cdk:bundling-stacks': [] };
  return new Stack(new App({ outdir: temporaryFolder(), context }), 'Payments');
}

function outputsOf(stack: Stack): Record<string, { Value: unknown; Description?: string }> {
  return Template.fromStack(stack).toJSON().Outputs;
}

const NAMES = [
  'MonitorFunctionName',
  'AlertTopicArn',
  'StateTableName',
  'DashboardUrl',
  'DashboardFunctionArn',
];

describe('the outputs of a monitor', () => {
  it('are those of its own stack, in a stack of a team as well', () => {
    const stack = teamStack();
    new AuthMonitor(stack, 'QontoMonitor', { config: EXAMPLE });
    const outputs = outputsOf(stack);
    const own = outputsOf(synthesize(EXAMPLE).stack);

    expect(Object.keys(outputs)).toEqual(NAMES);
    expect(Object.keys(own)).toEqual(NAMES);
    for (const name of NAMES) expect(outputs[name]?.Description).toBe(own[name]?.Description);
    expect(outputs.StateTableName?.Value).toEqual({
      Ref: expect.stringMatching(/^QontoMonitorStateTable/),
    });
  });

  it('name the state machine where there is one', () => {
    const stack = teamStack();
    new AuthMonitor(stack, 'QontoMonitor', { config: MANY });

    expect(outputsOf(stack).SweepStateMachineArn?.Value).toEqual({
      Ref: expect.stringMatching(/^QontoMonitorSweepsStateMachine/),
    });
  });

  it('are of the first monitor of a stack, all of them', () => {
    const stack = teamStack();
    new AuthMonitor(stack, 'First', { config: EXAMPLE, dashboard: false });
    new AuthMonitor(stack, 'Second', { config: EXAMPLE });
    const outputs = outputsOf(stack);

    expect(Object.keys(outputs)).toEqual(NAMES.slice(0, 3));
    expect(JSON.stringify(outputs)).not.toContain('Second');
  });

  it('are of each monitor that has a stack of its own in an app', () => {
    const first = teamStack();
    const second = new Stack(first.node.root as App, 'Other');
    for (const stack of [first, second]) new AuthMonitor(stack, 'M', { config: EXAMPLE });

    expect([first, second].map((stack) => Object.keys(outputsOf(stack)))).toEqual([NAMES, NAMES]);
  });

  it('leave an output as it is that the team has named so, before or after', () => {
    const stack = teamStack();
    new CfnOutput(stack, 'AlertTopicArn', { value: 'before' });
    new AuthMonitor(stack, 'QontoMonitor', { config: EXAMPLE });
    new CfnOutput(stack, 'Named', { value: 'after' }).overrideLogicalId('StateTableName');
    const outputs = outputsOf(stack);

    expect(Object.keys(outputs).sort()).toEqual([...NAMES].sort());
    expect([outputs.AlertTopicArn?.Value, outputs.StateTableName?.Value]).toEqual([
      'before',
      'after',
    ]);
  });
});
