/** What a CDK app imports from the package. */

export { type ConfigSource, loadConfig } from '../lambda/config/load.ts';
export type {
  CredentialConfig,
  EnvironmentConfig,
  MonitorConfig,
} from '../lambda/config/monitor-config.ts';
export { defineMonitor, parseConfig } from '../lambda/config/parse.ts';
export type { MonitorConfigInput } from '../lambda/config/schema.ts';
export { MonitorError, type MonitorErrorCode } from '../lambda/errors.ts';
export { AuthMonitor } from './auth-monitor.ts';
export type { AuthMonitorProps } from './auth-monitor-props.ts';
export { AuthMonitorStack, type AuthMonitorStackProps } from './auth-monitor-stack.ts';
export type { MonitorDashboard } from './dashboard.ts';
export type { DistributedSweeps } from './distributed-sweeps.ts';
export type { OperationsAlarms } from './operations-alarms.ts';
export { RotationGate, type RotationGateProps } from './rotation-gate.ts';
