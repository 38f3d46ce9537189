import { type BadConfig, bad } from './bad-config.ts';
import { LEAST } from './config-text.ts';

const check = (key: string, value: unknown, words: string) =>
  bad(
    `check.${key} ${JSON.stringify(value)}`,
    { ...LEAST, check: { [key]: value } },
    `check.${key}`,
    words,
  );

const schedule = (text: unknown, words: string) =>
  bad(`the schedule ${JSON.stringify(text)}`, { ...LEAST, schedule: text }, 'schedule', words);

/** When checks are made, and how. */
export const BAD_SETTINGS: readonly BadConfig[] = [
  schedule('5 minutes', 'is neither rate('),
  schedule('', 'is neither rate('),
  schedule('at(2026-11-23T12:00:00)', 'is neither rate('),
  schedule('rate(5 minutes) ', 'is neither rate('),
  schedule('cron(0 8 * * ? *', 'is neither rate('),
  schedule(5, 'write one such as "rate(5 minutes)"'),
  schedule('rate(30 seconds)', 'shortest interval, "rate(1 minute)"'),
  schedule('rate(0 minutes)', 'write one such as "rate(5 minutes)"'),
  schedule('rate(5 minute)', 'write one such as "rate(5 minutes)"'),
  schedule('rate(2 hour)', 'write one such as "rate(2 hours)"'),
  schedule('rate(5 min)', 'is no rate'),
  schedule('cron(* * * * *)', 'has 5 fields in cron(…), not six'),
  schedule('cron(0 8 * * *)', 'Unix cron has five'),
  schedule('cron()', 'has 1 fields'),
  schedule('cron(60 8 * * ? *)', 'has "60" as minutes, which is 0 to 59'),
  schedule('cron(0 24 * * ? *)', 'has "24" as hours, which is 0 to 23'),
  schedule('cron(0 8 32 * ? *)', 'has "32" as day-of-month, which is 1 to 31'),
  schedule('cron(0 8 * 13 ? *)', 'has "13" as month, which is 1 to 12 or JAN to DEC'),
  schedule('cron(0 8 ? * 0 *)', 'has "0" as day-of-week, which is 1 to 7 or SUN to SAT'),
  schedule('cron(0 8 ? * MO *)', 'has "MO" as day-of-week'),
  schedule('cron(0 8 * * ? 1969)', 'has "1969" as year'),
  schedule('cron(0/0 8 * * ? *)', 'has "0/0" as minutes'),
  schedule('cron(0 8 * * MON *)', 'has to have ? as exactly one of'),
  schedule('cron(0 8 ? * ? *)', 'has to have ? as exactly one of'),
  schedule('cron(0 8 1,? * ? *)', 'has ? among others'),
  check('timeout', '10', 'ms, s, m, h or d'),
  check('timeout', '0s', 'from 50ms to 60s'),
  check('timeout', '2m', 'from 50ms to 60s'),
  check('timeout', 10, '"10s"'),
  check('confirmAfter', '-1s', 'ms, s, m, h or d'),
  check('confirmAfter', '1d', 'at most 60s'),
  check('concurrency', 0, 'below 1'),
  check('concurrency', 2.5, 'whole number'),
  check('concurrency', 201, '200'),
  check('experiments', 'yes', 'boolean'),
  check('retries', 3, 'known key'),
];

const alerts = (key: string, value: unknown, path: string, words: string) =>
  bad(
    `alerts.${key} ${JSON.stringify(value)}`,
    { ...LEAST, alerts: { [key]: value } },
    path,
    words,
  );

/** Who is told, and when. */
export const BAD_ALERTS: readonly BadConfig[] = [
  alerts('emails', ['payments@example'], 'alerts.emails[0]', 'e-mail'),
  alerts('emails', ['a@example.com', 'Team <b@example.com>'], 'alerts.emails[1]', 'e-mail'),
  alerts('emails', 'payments@example.com', 'alerts.emails', 'array'),
  alerts('slack', { workspaceId: 'T1' }, 'alerts.slack.channelId', 'is missing'),
  alerts('slack', { workspaceId: 'acme', channelId: 'C1' }, 'alerts.slack.workspaceId', 'T…'),
  alerts('slack', { workspaceId: 'T1', channelId: '#dev' }, 'alerts.slack.channelId', 'C…'),
  alerts('webhooks', ['http://hooks.example.com'], 'alerts.webhooks[0]', 'SNS posts to https'),
  alerts('webhooks', ['http://localhost'], 'alerts.webhooks[0]', 'SNS posts to https'),
  alerts('webhooks', ['hooks.example.com'], 'alerts.webhooks[0]', 'is not a URL'),
  alerts('unreachableAfter', 0, 'alerts.unreachableAfter', 'below 1'),
  alerts('recoverAfter', 1.5, 'alerts.recoverAfter', 'whole number'),
  alerts('recoverAfter', '2', 'alerts.recoverAfter', 'whole number'),
  alerts('remindEvery', 'daily', 'alerts.remindEvery', '"never"'),
  alerts('remindEvery', '1s', 'alerts.remindEvery', 'from 1m'),
  alerts('remindEvery', 24, 'alerts.remindEvery', '"24h"'),
  alerts('sms', ['+33600000000'], 'alerts.sms', 'known key'),
];
