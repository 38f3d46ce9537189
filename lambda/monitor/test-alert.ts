import type { Alert } from '../alerts/alert.ts';
import { alertMessage } from '../alerts/message.ts';
import { isoTime } from '../clock.ts';
import { MonitorError, nameOf } from '../errors.ts';
import type { Report } from '../report.ts';
import { reportAlert } from './deliver.ts';
import type { Invocation, MonitorTools } from './monitor.ts';
import { reportOf } from './report.ts';

/**
 * Sends one alert of event `test` through the real topic, under the name of the first environment.
 *
 * @throws MonitorError `ALERT_NOT_SENT` when SNS does not take it
 */
export async function sendTestAlert(
  { id: runId, logUrl }: Invocation,
  { config, topic, clock, newId }: MonitorTools,
): Promise<Report> {
  const startedAt = isoTime(clock.now());
  const id = newId();
  const alert: Alert = {
    id,
    incidentId: id,
    event: 'test',
    environment: config.environments[0]?.name ?? 'production',
    code: 'TEST',
    occurredAt: startedAt,
    owedAt: startedAt,
    isFlapping: false,
    logUrl,
    failedChecks: 0,
    checks: [],
  };
  const published = await topic.publish(alertMessage(alert)).catch((cause: unknown) => {
    const message = `SNS did not take the test alert (${nameOf(cause)}).`;
    throw new MonitorError('ALERT_NOT_SENT', message, { cause });
  });
  if (published === 'refused') {
    throw new MonitorError('ALERT_NOT_SENT', 'SNS refused the test alert for good.');
  }
  return reportOf({
    runId,
    trigger: 'on-demand',
    startedAt,
    finishedAt: isoTime(clock.now()),
    results: [],
    alerts: [reportAlert(alert, true)],
  });
}
