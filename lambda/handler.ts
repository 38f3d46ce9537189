import type { Context } from 'aws-lambda';
import { printMetrics } from './aws/embedded-metrics.ts';
import { logUrlOf } from './aws/log-url.ts';
import { createMonitor } from './monitor/monitor.ts';
import { config, managedTools, runOf, toolsOfChecks, toolsOfStatuses } from './runtime.ts';

const monitor = createMonitor({ ...toolsOfChecks(), ...managedTools(), ...toolsOfStatuses() });

/** The monitor's function: an event in, a report out. */
export function handler(event: unknown, context?: Context): Promise<unknown> {
  return runOf(context, async (run) => {
    const report = await monitor(event, { ...run, logUrl: logUrlOf(run.id, process.env) });
    if (config.metrics && report.trigger === 'schedule') printMetrics(report);
    return report;
  });
}
