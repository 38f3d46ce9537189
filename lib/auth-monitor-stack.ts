import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuthMonitor } from './auth-monitor.ts';
import type { AuthMonitorProps } from './auth-monitor-props.ts';

/** Properties of an {@link AuthMonitorStack}. */
export interface AuthMonitorStackProps extends StackProps {
  /** What its monitor is built from. */
  readonly monitor: AuthMonitorProps;
}

/** A stack that holds one monitor and nothing else, with the outputs that its tools look for. */
export class AuthMonitorStack extends Stack {
  /** The monitor. */
  readonly monitor: AuthMonitor;

  constructor(scope: Construct, id: string, { monitor, ...props }: AuthMonitorStackProps) {
    super(scope, id, {
      description: 'Watches Qonto API credentials and says why one stopped authenticating.',
      ...props,
    });
    this.monitor = new AuthMonitor(this, 'Monitor', monitor);

    const { function: monitorFunction, topic, table, distributed, dashboard } = this.monitor;
    this.addOutput('MonitorFunctionName', monitorFunction.functionName, 'Checks on demand.');
    this.addOutput('AlertTopicArn', topic.topicArn, 'Receives every alert.');
    this.addOutput('StateTableName', table.tableName, 'What is remembered between sweeps.');
    if (distributed) {
      const { stateMachineArn } = distributed.stateMachine;
      this.addOutput('SweepStateMachineArn', stateMachineArn, 'Sweeps many credentials.');
    }
    if (dashboard) {
      this.addOutput('DashboardUrl', dashboard.url, 'Shows all of it.');
      this.addOutput(
        'DashboardFunctionArn',
        dashboard.function.functionArn,
        'Draws the dashboard; who looks at it must be allowed to invoke this.',
      );
    }
  }

  /** The command line finds outputs by these names, so they are kept from CDK's renaming. */
  private addOutput(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description }).overrideLogicalId(name);
  }
}
