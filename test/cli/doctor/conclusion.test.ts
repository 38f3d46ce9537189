import { describe, expect, it } from 'vitest';
import { conclusionOf, exitCodeOf } from '../../../cli/doctor/conclusion.ts';
import type { Finding } from '../../../cli/doctor/doctor-check.ts';
import { completeStep } from '../../../cli/doctor/steps.ts';

describe('what doctor comes to', () => {
  const examined = (...verdicts: Finding['verdict'][]) =>
    verdicts.map((verdict) => ({ title: 'Sweeps', findings: [{ verdict, says: 'a is b' }] }));

  it.each([
    [['ok', 'ok'], 0, 'Good.'],
    [['ok', 'warning'], 0, 'Good, but: sweeps: a is b.'],
    [['ok', 'unknown'], 2, 'Good, but: not everything could be seen (sweeps).'],
    [['problem'], 1, 'Not good: 1 problem (sweeps).'],
    [
      ['problem', 'problem', 'unknown', 'warning'],
      1,
      'Not good: 2 problems (sweeps), and not everything could be seen (sweeps).',
    ],
  ] as const)('%j: exit code %i, %s', (verdicts, exitCode, conclusion) => {
    const all = examined(...verdicts);

    expect([exitCodeOf(all), conclusionOf(all)]).toEqual([exitCode, conclusion]);
  });

  it('completes commands with what it was called with, to be copied as they are', () => {
    const options = { stack: 'Payments', function: 'f', profile: 'p', region: 'r' };
    const complete = (step: string) => completeStep(step, options);

    expect(complete('npx qonto-auth-monitor test-alert')).toBe(
      'npx qonto-auth-monitor test-alert --stack Payments --function f --profile p --region r',
    );
    expect(complete('npx qonto-auth-monitor unmute -e a -c b')).toBe(
      'npx qonto-auth-monitor unmute -e a -c b --stack Payments --profile p --region r',
    );
    expect(complete('npx cdk deploy')).toBe('npx cdk deploy Payments --profile p');
    expect(complete('aws sns subscribe')).toBe('aws sns subscribe --profile p --region r');
    expect(complete('npx qonto-auth-monitor store -e a -c b')).toBe(
      'npx qonto-auth-monitor store -e a -c b --profile p --region r',
    );
    expect(complete('npx qonto-auth-monitor explain X')).toBe('npx qonto-auth-monitor explain X');
    expect(complete('Look at the log.')).toBe('Look at the log.');
    const usual = { stack: 'QontoAuthMonitor' };
    expect(completeStep('npx cdk deploy', usual)).toBe('npx cdk deploy');
  });
});
