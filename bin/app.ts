import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { loadConfig } from '../lambda/config/load.ts';
import { MonitorError } from '../lambda/errors.ts';
import { AuthMonitorStack } from '../lib/auth-monitor-stack.ts';

const app = new App({ autoSynth: false });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

try {
  const config = await loadConfig({
    path: app.node.tryGetContext('config'),
    env: process.env,
    directory: process.cwd(),
  });
  new AuthMonitorStack(app, app.node.tryGetContext('stackName') ?? 'QontoAuthMonitor', {
    monitor: { config },
  });
  app.synth();
} catch (error) {
  // The faults of a configuration are for its author: where the stack trace points says nothing.
  if (!(error instanceof MonitorError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
