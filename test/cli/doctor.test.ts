import { describe, expect, it } from 'vitest';
import { judgeAlarms } from '../../cli/doctor/checks/alarms.ts';
import { codeOf, judgeCode } from '../../cli/doctor/checks/code.ts';
import { judgeSchedule, startsSweeps } from '../../cli/doctor/checks/schedule.ts';
import { judgeCredentials } from '../../cli/doctor/checks/secrets.ts';
import { judgeSlack } from '../../cli/doctor/checks/slack.ts';
import { judgeStack } from '../../cli/doctor/checks/stack.ts';
import { judgeSubscriptions } from '../../cli/doctor/checks/subscriptions.ts';
import { judgeSweeps } from '../../cli/doctor/checks/sweeps.ts';
import type { Finding } from '../../cli/doctor/doctor-check.ts';
import { entryOf } from '../../lambda/monitor/check.ts';
import { reportOf } from '../../lambda/monitor/report.ts';
import { unknownRecord } from '../../lambda/monitor/status-record.ts';
import { alertOf } from '../support/alerts.ts';
import { checkResult, START } from '../support/check-results.ts';

const MINUTE = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();
const verdictsOf = (findings: readonly Finding[]) => findings.map(({ verdict }) => verdict);

const subscription = (SubscriptionArn: string, Endpoint = 'payments@team.test') => ({
  SubscriptionArn,
  Protocol: 'email',
  Endpoint,
});

describe('doctor, of subscriptions', () => {
  it('finds those that were never confirmed, so that nobody would be told', () => {
    const findings = judgeSubscriptions('alerts', [subscription('PendingConfirmation')]);

    expect(verdictsOf(findings)).toEqual(['problem', 'problem']);
    expect(findings[0]?.says).toBe(
      'alerts: email payments@team.test was never confirmed, and receives nothing',
    );
    expect(findings[1]?.says).toBe('alerts: nobody is told');
  });

  it('is content with one that is confirmed, and says which others are not', () => {
    const confirmed = subscription('arn:aws:sns:eu-west-1:123456789012:alerts:1');

    expect(judgeSubscriptions('alerts', [confirmed])).toEqual([
      { verdict: 'ok', says: 'alerts: 1 subscriber' },
    ]);
    expect(
      verdictsOf(judgeSubscriptions('alerts', [confirmed, subscription('PendingConfirmation')])),
    ).toEqual(['problem', 'ok']);
    expect(verdictsOf(judgeSubscriptions('alerts', [confirmed, subscription('Deleted')]))).toEqual([
      'warning',
      'ok',
    ]);
  });

  it('finds that nobody is subscribed', () => {
    expect(verdictsOf(judgeSubscriptions('alerts', []))).toEqual(['problem']);
  });
});

describe('doctor, of sweeps', () => {
  const table = { records: [], mutes: [], lastSweepAt: iso(START) };

  it.each([
    [4 * MINUTE, 'ok'],
    [16 * MINUTE, 'warning'],
    [25 * 60 * MINUTE, 'problem'],
  ])('%i ms after the last one: %s', (age, verdict) => {
    expect(verdictsOf(judgeSweeps(table, START + age))).toEqual([verdict]);
  });

  it('finds that none has finished', () => {
    expect(verdictsOf(judgeSweeps({ ...table, lastSweepAt: null }, START))).toEqual(['problem']);
  });

  it('finds alerts that could not be delivered for a quarter of an hour', () => {
    const { checks, ...alert } = alertOf();
    const [check] = checks;
    if (check === undefined) throw new Error('an alert has a check');
    const owing = {
      ...unknownRecord('sandbox', 'mobile-app'),
      outbox: { [alert.id]: { ...alert, check } },
    };
    const judge = (after: number) =>
      verdictsOf(
        judgeSweeps({ ...table, records: [owing], lastSweepAt: iso(START + after) }, START + after),
      );

    expect(judge(15 * MINUTE)).toEqual(['ok']);
    expect(judge(16 * MINUTE)).toEqual(['ok', 'problem']);
  });

  it('reminds of what is muted, as long as it is', () => {
    const mutes = [
      { environment: 'sandbox', credential: 'mobile-app', until: iso(START + MINUTE) },
    ];

    expect(verdictsOf(judgeSweeps({ ...table, mutes }, START))).toEqual(['ok', 'warning']);
    expect(verdictsOf(judgeSweeps({ ...table, mutes }, START + MINUTE))).toEqual(['ok']);
  });
});

describe('doctor, of the rest', () => {
  it.each([
    ['UPDATE_COMPLETE', 'ok'],
    ['CREATE_COMPLETE', 'ok'],
    ['UPDATE_IN_PROGRESS', 'warning'],
    ['UPDATE_ROLLBACK_COMPLETE', 'problem'],
    ['ROLLBACK_COMPLETE', 'problem'],
  ])('a stack in %s: %s', (status, verdict) => {
    expect(judgeStack(status).verdict).toBe(verdict);
  });

  it.each([
    [{ state: 'ENABLED', expression: 'rate(5 minutes)', isRight: true }, 'ok'],
    [{ state: 'ENABLED', expression: 'rate(5 minutes)', isRight: false }, 'problem'],
    [{ state: 'DISABLED', expression: 'rate(5 minutes)', isRight: true }, 'problem'],
    [null, 'problem'],
  ])('a schedule that is %j: %s', (found, verdict) => {
    expect(judgeSchedule(found).verdict).toBe(verdict);
  });

  it('a schedule starts the function, or the state machine where there is one', () => {
    const MonitorFunctionName = 'monitor';
    const SweepStateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:sweeps';
    const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:monitor';

    expect(startsSweeps(functionArn, { MonitorFunctionName })).toBe(true);
    expect(startsSweeps(`${functionArn}-of-others`, { MonitorFunctionName })).toBe(false);
    const distributed = { MonitorFunctionName, SweepStateMachineArn };
    expect(startsSweeps(SweepStateMachineArn, distributed)).toBe(true);
    expect(startsSweeps(functionArn, distributed)).toBe(false);
  });

  it('sweeps that are distributed may take several intervals', () => {
    const table = { records: [], mutes: [], lastSweepAt: iso(START) };

    expect(verdictsOf(judgeSweeps(table, START + 30 * MINUTE))).toEqual(['warning']);
    expect(verdictsOf(judgeSweeps(table, START + 30 * MINUTE, 45 * MINUTE))).toEqual(['ok']);
  });

  it.each([
    [{ delivered: 3, failed: 0, unsupported: 0 }, 'ok'],
    [{ delivered: 3, failed: 1, unsupported: 0 }, 'problem'],
    [{ delivered: 3, failed: 0, unsupported: 1 }, 'warning'],
    [{ delivered: 0, failed: 0, unsupported: 0 }, 'unknown'],
  ])('a Slack channel with %j: %s', (deliveries, verdict) => {
    expect(judgeSlack(deliveries).verdict).toBe(verdict);
  });

  it('alarms: quiet, ringing, gone, switched off, or none', () => {
    const alarm = { name: 'a', state: 'OK', description: 'Look at the log.', isEnabled: true };

    expect(verdictsOf(judgeAlarms(['a'], [alarm]))).toEqual(['ok']);
    expect(judgeAlarms(['a'], [{ ...alarm, state: 'ALARM' }])).toEqual([
      { verdict: 'problem', says: 'a is in ALARM', todo: ['Look at the log.'] },
    ]);
    expect(verdictsOf(judgeAlarms(['a', 'b'], [alarm]))).toEqual(['problem']);
    expect(verdictsOf(judgeAlarms(['a'], [{ ...alarm, isEnabled: false }]))).toEqual(['warning']);
    expect(verdictsOf(judgeAlarms([], []))).toEqual(['warning']);
  });

  it('credentials: that a secret cannot be read is a problem of the deployment', () => {
    const report = (...codes: (Parameters<typeof checkResult>[0] & object)['code'][]) =>
      reportOf({
        runId: 'run',
        trigger: 'on-demand',
        startedAt: iso(START),
        finishedAt: iso(START),
        results: codes.map((code) => entryOf(checkResult({ code: code ?? null }), 'unknown')),
        alerts: [],
      });

    expect(judgeCredentials(report(null, null))).toEqual([
      { verdict: 'ok', says: 'all 2 authenticate' },
    ]);
    const [denied, rest] = judgeCredentials(report('SECRET_ACCESS_DENIED', null));
    expect(denied?.verdict).toBe('problem');
    expect(denied?.todo?.length).toBeGreaterThan(0);
    expect(rest?.says).toBe('1 of 2 authenticate');
    expect(verdictsOf(judgeCredentials(report('API_KEY_REJECTED', null)))).toEqual(['warning']);
    expect(verdictsOf(judgeCredentials(report('SECRETS_MANAGER_UNAVAILABLE')))).toEqual([
      'warning',
      'warning',
    ]);
  });

  it('code: the same asset or another', () => {
    const template = (S3Key: string) => ({
      Resources: {
        Function: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key } } },
        Topic: { Type: 'AWS::SNS::Topic' },
      },
    });
    const here = codeOf(template('abc.zip'));

    expect(here).toEqual({ Function: 'abc.zip' });
    expect(judgeCode(codeOf(template('abc.zip')), here).verdict).toBe('ok');
    expect(judgeCode(codeOf(template('def.zip')), here).verdict).toBe('warning');
    expect(judgeCode({}, here).verdict).toBe('warning');
  });
});
