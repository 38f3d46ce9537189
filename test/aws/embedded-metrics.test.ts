import { describe, expect, it } from 'vitest';
import { embeddedMetrics } from '../../lambda/aws/embedded-metrics.ts';
import type { Outcome, Report } from '../../lambda/report.ts';

function reportOf(...results: [environment: string, outcome: Outcome][]): Report {
  return {
    finishedAt: '2026-11-23T12:00:00.000Z',
    results: results.map(([environment, outcome]) => ({ environment, outcome })),
  } as unknown as Report;
}

describe('embeddedMetrics', () => {
  it('writes a line as CloudWatch reads it for each environment and outcome', () => {
    const [first, ...others] = embeddedMetrics(
      reportOf(['production', 'authenticated'], ['production', 'authenticated']),
    );

    expect(JSON.parse(String(first))).toEqual({
      _aws: {
        Timestamp: Date.UTC(2026, 10, 23, 12),
        CloudWatchMetrics: [
          {
            Namespace: 'QontoAuthMonitor',
            Dimensions: [['environment', 'outcome']],
            Metrics: [{ Name: 'Credentials', Unit: 'Count' }],
          },
        ],
      },
      environment: 'production',
      outcome: 'authenticated',
      Credentials: 2,
    });
    expect(others.map((line) => JSON.parse(line).Credentials)).toEqual([0, 0]);
  });

  it('keeps environments apart', () => {
    const lines = embeddedMetrics(
      reportOf(['production', 'rejected'], ['sandbox', 'inconclusive'], ['sandbox', 'rejected']),
    ).map((line) => JSON.parse(line));

    expect(
      lines.map(({ environment, outcome, Credentials }) => [environment, outcome, Credentials]),
    ).toEqual([
      ['production', 'authenticated', 0],
      ['production', 'rejected', 1],
      ['production', 'inconclusive', 0],
      ['sandbox', 'authenticated', 0],
      ['sandbox', 'rejected', 1],
      ['sandbox', 'inconclusive', 1],
    ]);
  });

  it('writes nothing where nothing is watched', () => {
    expect(embeddedMetrics(reportOf())).toEqual([]);
  });
});
