import { describe, expect, it } from 'vitest';
import { judgeAlarms } from '../../../cli/doctor/checks/alarms.ts';
import { judgeCredentials, rememberedCredential } from '../../../cli/doctor/checks/credentials.ts';
import { judgeSchedule } from '../../../cli/doctor/checks/schedule.ts';
import { judgeSlack, latestOf } from '../../../cli/doctor/checks/slack.ts';
import { judgeStack } from '../../../cli/doctor/checks/stack.ts';
import { ALARMS, ALERTS, judgeSubscriptions } from '../../../cli/doctor/checks/subscriptions.ts';
import type { Finding } from '../../../cli/doctor/doctor-check.ts';
import { entryOf } from '../../../lambda/monitor/check.ts';
import { unknownRecord } from '../../../lambda/monitor/status-record.ts';
import type { Status } from '../../../lambda/report.ts';
import { type CheckWords, checkResult, START } from '../../support/check-results.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const verdictsOf = (findings: readonly Finding[]) => findings.map(({ verdict }) => verdict);

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const CONFIRMED = { SubscriptionArn: `${TOPIC}:1`, Protocol: 'sqs', Endpoint: 'queue' };

function subscription(SubscriptionArn: string, target = 'email payments@team.test') {
  const [Protocol = '', Endpoint = ''] = target.split(' ');
  return { SubscriptionArn, Protocol, Endpoint };
}

describe('doctor, of subscriptions', () => {
  const pending = (target?: string) => subscription('PendingConfirmation', target);

  it('finds one that was never confirmed, once, and that nobody is told because of it', () => {
    expect(judgeSubscriptions(ALERTS, TOPIC, [pending()])).toEqual([
      {
        verdict: 'problem',
        says: 'alerts: email payments@team.test was never confirmed, so nobody is told',
        todo: [
          'Follow the link in the mail "AWS Notification - Subscription Confirmation" to payments@team.test.',
          'After two days, have a new one sent:',
          `aws sns subscribe --topic-arn ${TOPIC} --protocol email --notification-endpoint payments@team.test`,
        ],
      },
    ]);
  });

  it.each([
    ['https https://hooks.team.test/qonto', /SubscriptionConfirmation: open the SubscribeURL/],
    ['https https://global.sns-api.chatbot.amazonaws.com', /Amazon Q Developer confirms it/],
    ['sqs arn:aws:sqs:eu-west-1:210987654321:other', /ConfirmSubscription/],
  ])('says how %s is confirmed, and speaks of no mail', (target, step) => {
    const [found] = judgeSubscriptions(ALERTS, TOPIC, [pending(target)]);

    expect(found?.todo?.[0]).toMatch(step);
    expect(JSON.stringify(found)).not.toContain('mail');
  });

  it('is content with one that is confirmed, and says which others are not', () => {
    expect(judgeSubscriptions(ALERTS, TOPIC, [CONFIRMED])).toEqual([
      { verdict: 'ok', says: 'alerts: 1 subscriber' },
    ]);
    const [other, rest] = judgeSubscriptions(ALERTS, TOPIC, [CONFIRMED, pending()]);
    expect([other?.verdict, rest?.verdict]).toEqual(['problem', 'ok']);
    expect(other?.says).toMatch(/, so it receives nothing$/);
    const left = judgeSubscriptions(ALERTS, TOPIC, [CONFIRMED, subscription('Deleted')]);
    expect(verdictsOf(left)).toEqual(['warning', 'ok']);
  });

  it('finds that nobody is subscribed, with what reaches that topic', () => {
    const [alerts] = judgeSubscriptions(ALERTS, TOPIC, []);
    const [alarms] = judgeSubscriptions(ALARMS, TOPIC, []);

    expect([alerts?.verdict, alarms?.verdict]).toEqual(['problem', 'problem']);
    expect(String(alerts?.todo)).toMatch(/"webhooks".*test-alert/);
    expect(String(alarms?.todo)).not.toMatch(/webhooks|test-alert/);
    expect(String(alarms?.todo)).toMatch(/"emails" or "slack"/);
    expect(verdictsOf(judgeSubscriptions(ALERTS, TOPIC, [subscription('Deleted')]))).toEqual([
      'warning',
      'problem',
    ]);
  });
});

describe('doctor, of a Slack channel', () => {
  it.each([
    ['messages arrived', { delivered: START }, 'ok'],
    ['the last message was lost', { delivered: START - HOUR, failed: START }, 'problem'],
    ['messages arrive again', { delivered: START, failed: START - MINUTE }, 'ok'],
    ['none ever arrived', { failed: START - 300 * DAY }, 'problem'],
    ['the last one came months ago', { delivered: START - 200 * DAY }, 'ok'],
    ['the last one was not shown', { delivered: START - HOUR, unsupported: START }, 'warning'],
    ['both within what CloudWatch tells apart', { delivered: START, failed: START }, 'unknown'],
    ['nothing was ever sent', {}, 'unknown'],
  ])('%s', (_, deliveries, verdict) => {
    expect(judgeSlack(deliveries, START).verdict).toBe(verdict);
  });

  it('looks at the latest of what CloudWatch has counted', () => {
    const result = (Id: string, ...counts: [number, number][]) => ({
      Id,
      Timestamps: counts.map(([minutes]) => new Date(START - minutes * MINUTE)),
      Values: counts.map(([, value]) => value),
    });

    expect(
      latestOf([
        result('delivered', [90, 2], [3, 1], [1, 0]),
        result('failed', [120, 50]),
        result('failed', [7, 1]),
        result('unsupported', [2, 0]),
      ]),
    ).toEqual({ delivered: START - 3 * MINUTE, failed: START - 7 * MINUTE });
  });
});

describe('doctor, of credentials', () => {
  const states = (...codes: CheckWords['code'][]) =>
    codes.map((code) => entryOf(checkResult({ code: code ?? null }), 'unknown'));
  const judge = (...codes: CheckWords['code'][]) => judgeCredentials(states(...codes), 'now');

  it('is content when all authenticate', () => {
    expect(judge(null, null)).toEqual([{ verdict: 'ok', says: 'all 2 authenticate now' }]);
    expect(judge(null)).toEqual([{ verdict: 'ok', says: 'the only one authenticates now' }]);
  });

  it('finds a secret that the function may not read, with what mends it', () => {
    const [denied, rest] = judge('SECRET_ACCESS_DENIED', null);

    expect(denied?.verdict).toBe('problem');
    expect(denied?.says).toMatch(/^sandbox\/mobile-app: .* \(SECRET_ACCESS_DENIED\)$/);
    expect(denied?.todo?.length).toBeGreaterThan(0);
    expect(rest).toEqual({ verdict: 'ok', says: '1 of 2 authenticate now' });
  });

  it('finds what is rejected, be it one or all, and names it', () => {
    expect(judge('API_KEY_REJECTED', null)[0]).toEqual({
      verdict: 'problem',
      says: '1 of 2 is rejected now: sandbox/mobile-app (API_KEY_REJECTED)',
      todo: ['npx qonto-auth-monitor invoke'],
    });
    expect(verdictsOf(judge('API_KEY_REJECTED', 'API_KEY_SWAPPED'))).toEqual(['problem']);
  });

  it('does not call bad what could not be checked', () => {
    expect(verdictsOf(judge('SECRETS_MANAGER_UNAVAILABLE', 'PROVIDER_ERROR'))).toEqual(['unknown']);
    expect(verdictsOf(judgeCredentials([], 'now'))).toEqual(['unknown']);
  });

  it('names a few of many', () => {
    const denied = judge(...Array<'SECRET_NOT_FOUND'>(9).fill('SECRET_NOT_FOUND'));
    const [refused] = judge(...Array<'API_KEY_REJECTED'>(9).fill('API_KEY_REJECTED'));

    expect(denied).toHaveLength(6);
    expect(denied.at(-1)?.says).toMatch(/^4 of 9 more cannot be read now: .*, and 1 more$/);
    expect(refused?.says).toMatch(/^9 of 9 are rejected now: .*, and 6 more$/);
  });

  it('takes them as they are remembered where there are too many to ask', () => {
    const remembered = (status: Status, code?: CheckWords['code']) => {
      const lastResult = code === undefined ? null : checkResult({ code });
      return rememberedCredential({ ...unknownRecord('sandbox', 'a'), status, lastResult });
    };
    const judge = (...states: ReturnType<typeof remembered>[]) =>
      judgeCredentials(states, 'at the last sweep');

    expect(judge(remembered('healthy', null), remembered('healthy', null))).toEqual([
      { verdict: 'ok', says: 'all 2 authenticate at the last sweep' },
    ]);
    // Neither a first failure to check nor none yet is healthy; and a failing one stays so meanwhile.
    const unclear = [remembered('healthy', 'PROVIDER_ERROR'), remembered('unknown')];
    expect(judge(remembered('failing', 'PROVIDER_ERROR'), ...unclear)).toMatchObject([
      { verdict: 'problem', says: expect.stringMatching(/^1 of 3 is rejected at the last sweep/) },
      { verdict: 'unknown', says: expect.stringMatching(/^2 of 3 could not be checked at/) },
    ]);
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
    [{}, 'ok'],
    [{ state: 'DISABLED' }, 'problem'],
    [{ target: 'arn:aws:lambda:eu-west-1:123456789012:function:other' }, 'problem'],
    [null, 'problem'],
  ])('a schedule that is %j: %s', (different, verdict) => {
    const target = 'arn:aws:lambda:eu-west-1:123456789012:function:monitor';
    const usual = { state: 'ENABLED', expression: 'rate(5 minutes)', target };
    const found = different && { ...usual, ...different };

    expect(judgeSchedule(found, { what: 'the function', id: 'monitor' }).verdict).toBe(verdict);
  });

  it('a schedule that starts the state machine, or the function in its place', () => {
    const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:sweeps';
    const judge = (target: string) =>
      judgeSchedule(
        { state: 'ENABLED', expression: 'rate(5 minutes)', target },
        { what: 'the state machine', id: machine },
      );

    expect(judge(machine)).toEqual({
      verdict: 'ok',
      says: 'enabled, rate(5 minutes), starts the state machine',
    });
    const old = 'arn:aws:lambda:eu-west-1:123456789012:function:monitor';
    expect(judge(old).verdict).toBe('problem');
  });

  it('alarms: quiet, ringing, gone, switched off, without action, or none at all', () => {
    const description = 'Look at the log.';
    const alarm = { name: 'a', state: 'OK', description, isEnabled: true, tells: [TOPIC] };
    const judge = (different: Partial<typeof alarm>, names = ['a']) =>
      judgeAlarms(names, [{ ...alarm, ...different }]);

    expect(verdictsOf(judge({}))).toEqual(['ok']);
    expect(judge({ state: 'ALARM' })).toEqual([
      { verdict: 'problem', says: 'a is in ALARM', todo: [description] },
    ]);
    expect(verdictsOf(judge({}, ['a', 'b']))).toEqual(['problem']);
    expect(judge({ isEnabled: false })).toEqual([
      {
        verdict: 'problem',
        says: 'the actions of a are switched off: it tells nobody',
        todo: ['aws cloudwatch enable-alarm-actions --alarm-names a'],
      },
    ]);
    expect(verdictsOf(judge({ tells: [] }))).toEqual(['problem']);
    expect(verdictsOf(judgeAlarms([], []))).toEqual(['problem']);
  });
});
