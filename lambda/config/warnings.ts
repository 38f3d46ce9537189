import { HOSTS } from '../qonto/environments.ts';
import { type ConfigWarning, warning } from './config-warning.ts';
import { maintenanceWarnings } from './maintenance-warnings.ts';
import type { EnvironmentConfig, EnvironmentKind, MonitorConfig } from './monitor-config.ts';
import { nearestName } from './nearest.ts';
import { endsSomeDay, intervalsOf } from './schedule.ts';
import { secretWarnings } from './secret-warnings.ts';
import { knownHost, URL_KEYS } from './url.ts';

type Rule = (config: MonitorConfig) => ConfigWarning[];

/** Everything in a configuration that deserves a second look, in its order. */
export function configWarnings(config: MonitorConfig): ConfigWarning[] {
  return RULES.flatMap((rule) => rule(config));
}

const RULES: readonly Rule[] = [
  everyMinute,
  endingSchedule,
  ofEnvironments(kindAgainstName),
  ofEnvironments(hostOfOtherKind),
  ofEnvironments(misspeltHost),
  ofEnvironments(hostOfThisMachine),
  ofEnvironments(stagingTokenInProduction),
  secretWarnings,
  exampleAddresses,
  repeatedSubscribers,
  chatWebhooks,
  impatient,
  oftenReminded,
  maintenanceWarnings,
];

function everyMinute({ schedule }: MonitorConfig): ConfigWarning[] {
  if (intervalsOf(schedule).shortest > 1) return [];
  const text =
    'sweeps every minute: one that waits for an answer can outlast that, and the next then runs beside it. "rate(5 minutes)" is usual, and a changed secret is checked at once anyway.';
  return [warning('everyMinute', ['schedule'], text)];
}

function endingSchedule({ schedule }: MonitorConfig): ConfigWarning[] {
  if (!endsSomeDay(schedule)) return [];
  const text = 'names years: after the last of them nothing is checked any more. Write * as year.';
  return [warning('endingSchedule', ['schedule'], text)];
}

function ofEnvironments(rule: (environment: EnvironmentConfig) => ConfigWarning[]): Rule {
  return ({ environments }) => environments.flatMap(rule);
}

/** Qonto's sandbox with a production key is refused; the reverse is no more than an alert. */
function hostOfOtherKind({ name, kind, ...urls }: EnvironmentConfig): ConfigWarning[] {
  return URL_KEYS.flatMap((key) => {
    const other = knownHost(urls[key])?.kind;
    if (other === undefined || other === kind) return [];
    const text = `is the ${other}'s, but the environment's kind is ${kind}: its credentials will be refused there. Write "${HOSTS[kind][key]}", or leave it out.`;
    return [warning('hostOfOtherKind', ['environments', name, key], text)];
  });
}

/** So few changed letters of a host of Qonto's make a misspelt one, not another's. */
const MOST_CHANGED_OF_HOST = 0.15;

function misspeltHost({ name, ...urls }: EnvironmentConfig): ConfigWarning[] {
  const hosts = Object.values(HOSTS).flatMap((of) => URL_KEYS.map((key) => of[key]));
  return URL_KEYS.flatMap((key) => {
    if (knownHost(urls[key]) !== undefined) return [];
    const meant = nearestName(new URL(urls[key]).origin, hosts, MOST_CHANGED_OF_HOST);
    if (meant === null) return [];
    const text = `is no host of Qonto's, and receives the credentials; did you mean "${meant}"? A proxy of your own may be called so.`;
    return [warning('misspeltHost', ['environments', name, key], text)];
  });
}

const KIND_OF_NAME: Readonly<Record<string, EnvironmentKind>> = {
  production: 'production',
  prod: 'production',
  live: 'production',
  sandbox: 'sandbox',
};

function kindAgainstName({ name, kind }: EnvironmentConfig): ConfigWarning[] {
  const named = KIND_OF_NAME[name.toLowerCase()];
  if (named === undefined || named === kind) return [];
  const text = `is ${kind}, but alerts will call the environment ${name}: whoever reads them looks in the wrong place. Rename it, or write "${named}".`;
  return [warning('kindAgainstName', ['environments', name, 'kind'], text)];
}

function hostOfThisMachine({ name, ...urls }: EnvironmentConfig): ConfigWarning[] {
  return URL_KEYS.filter((key) => urls[key].startsWith('http:')).map((key) =>
    warning(
      'hostOfThisMachine',
      ['environments', name, key],
      'is a loopback address, which a deployed function does not reach.',
    ),
  );
}

function stagingTokenInProduction({ name, kind, stagingToken }: EnvironmentConfig) {
  if (kind !== 'production' || stagingToken === null) return [];
  const text = 'is never sent to production, which has no staging gate. Take it out.';
  return [warning('stagingTokenInProduction', ['environments', name, 'stagingToken'], text)];
}

/** RFC 2606 keeps these for examples: nobody has a mailbox there. */
const EXAMPLE_HOST = /(?:^|\.)(?:example\.(?:com|net|org)|example|invalid|test|localhost)$/i;

function exampleAddresses({ alerts }: MonitorConfig): ConfigWarning[] {
  const hosts = [
    ...alerts.emails.map((email, index) => ({
      path: ['alerts', 'emails', index],
      host: email.slice(email.lastIndexOf('@') + 1),
    })),
    ...alerts.webhooks.map((url, index) => ({
      path: ['alerts', 'webhooks', index],
      host: new URL(url).hostname,
    })),
  ];
  return hosts
    .filter(({ host }) => EXAMPLE_HOST.test(host))
    .map(({ path, host }) =>
      warning(
        'exampleAddress',
        path,
        `is at ${host}, where nobody receives. Write a real address.`,
      ),
    );
}

function repeatedSubscribers({ alerts }: MonitorConfig): ConfigWarning[] {
  return (['emails', 'webhooks'] as const).flatMap((key) => {
    // Hosts and, in practice, mailboxes take either case; a webhook's path may not.
    const all = alerts[key].map((one) => (key === 'emails' ? one.toLowerCase() : one));
    return all.flatMap((one, index) => {
      const first = all.indexOf(one);
      if (first === index) return [];
      const text = `repeats ${key}[${first}], which is told already. Take it out.`;
      return [warning('repeatedSubscriber', ['alerts', key, index], text)];
    });
  });
}

/** Webhooks of chats take messages of their own form alone, and never confirm what SNS asks. */
const CHATS: readonly (readonly [at: RegExp, name: string, better: string])[] = [
  [
    /^https:\/\/hooks\.slack(?:-gov)?\.com\//i,
    'Slack',
    'Write alerts.slack with workspaceId and channelId instead.',
  ],
  [
    /^https:\/\/(?:[^/]+\.webhook\.office\.com|outlook\.office(?:365)?\.com|[^/]+\.logic\.azure\.com|[^/]+\.powerplatform\.com)[:/]/i,
    'Microsoft Teams',
    "Let Amazon Q Developer in chat applications subscribe to the stack's topic (AlertTopicArn) instead.",
  ],
  [
    /^https:\/\/(?:[^/]+\.)?discord(?:app)?\.com\/api\/webhooks\//i,
    'Discord',
    'Put a function between them that confirms and translates, or write alerts.emails or alerts.slack.',
  ],
  [
    /^https:\/\/chat\.googleapis\.com\//i,
    'Google Chat',
    'Put a function between them that confirms and translates, or write alerts.emails or alerts.slack.',
  ],
];

function chatWebhooks({ alerts }: MonitorConfig): ConfigWarning[] {
  return alerts.webhooks.flatMap((url, index) => {
    const [, name, better] = CHATS.find(([at]) => at.test(url)) ?? [];
    if (name === undefined) return [];
    const text = `is an incoming webhook of ${name}, which does not confirm a subscription of SNS: nothing would ever arrive. ${better}`;
    return [warning('chatWebhook', ['alerts', 'webhooks', index], text)];
  });
}

function impatient({ alerts }: MonitorConfig): ConfigWarning[] {
  if (alerts.unreachableAfter > 1) return [];
  const text = 'is 1: a single timeout or error of Qonto alerts. 3 is usual.';
  return [warning('impatient', ['alerts', 'unreachableAfter'], text)];
}

const MINUTE_MS = 60_000;
/** Nobody has to write it, so it is no news that a rarer schedule is slower. */
const REMINDED_BY_DEFAULT_MS = 24 * 60 * MINUTE_MS;

/** Reminders come with sweeps. */
function oftenReminded({ alerts, schedule }: MonitorConfig): ConfigWarning[] {
  const every = alerts.remindEveryMs;
  if (every === null) return [];
  const path = ['alerts', 'remindEvery'];
  const between = intervalsOf(schedule).shortest * MINUTE_MS;
  if (every < between && every !== REMINDED_BY_DEFAULT_MS) {
    const text = `is shorter than the time between sweeps (${schedule}), and reminders come with sweeps: each of them reminds. Write a longer time.`;
    return [warning('remindedBySweeps', path, text)];
  }
  if (Math.max(every, between) >= 60 * MINUTE_MS) return [];
  const text = 'reminds more than once an hour: people stop reading. "24h" is usual.';
  return [warning('oftenReminded', path, text)];
}
