import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuthMonitor } from './auth-monitor.ts';
import type { AuthMonitorProps } from './auth-monitor-props.ts';

/** Properties of an {@link AuthMonitorStack}. */
export interface AuthMonitorStackProps extends StackProps {
  /** What its monitor is built from. */
  readonly monitor: AuthMonitorProps;
}

/** A stack that holds one monitor and nothing else. */
export class AuthMonitorStack extends Stack {
  /** The monitor. */
  readonly monitor: AuthMonitor;

  constructor(scope: Construct, id: string, { monitor, ...props }: AuthMonitorStackProps) {
    super(scope, id, {
      description: 'Watches Qonto API credentials and says why one stopped authenticating.',
      ...props,
    });
    this.monitor = new AuthMonitor(this, 'Monitor', monitor);
  }
}
