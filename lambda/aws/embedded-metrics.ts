import type { Outcome, Report } from '../report.ts';

const OUTCOMES: readonly Outcome[] = ['authenticated', 'rejected', 'inconclusive'];

/**
 * How many credentials of each environment had each outcome at their last check, as lines of
 * CloudWatch's embedded metric format: printed to the log, each becomes a value of the metric
 * `Credentials`. Outcomes that nothing had are 0, so that a graph has no holes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics({ results, finishedAt }: Report): string[] {
  const environments = [...new Set(results.map(({ environment }) => environment))];
  return environments.flatMap((environment) =>
    OUTCOMES.map((outcome) =>
      JSON.stringify({
        _aws: {
          Timestamp: Date.parse(finishedAt),
          CloudWatchMetrics: [
            {
              Namespace: 'QontoAuthMonitor',
              Dimensions: [['environment', 'outcome']],
              Metrics: [{ Name: 'Credentials', Unit: 'Count' }],
            },
          ],
        },
        environment,
        outcome,
        Credentials: results.filter(
          (entry) => entry.environment === environment && entry.outcome === outcome,
        ).length,
      }),
    ),
  );
}

/** Straight to the log: a logger would wrap the lines, and CloudWatch not know them any more. */
export function printMetrics(report: Report): void {
  for (const line of embeddedMetrics(report)) process.stdout.write(`${line}\n`);
}
