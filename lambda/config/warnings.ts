import { HOSTS } from '../qonto/environments.ts';
import { formatPath } from './faults.ts';
import type { CredentialConfig, EnvironmentConfig, MonitorConfig } from './monitor-config.ts';
import { endsSomeDay, intervalsOf } from './schedule.ts';

/** Something in a configuration that is legal and most likely not meant, or unwise. */
export interface ConfigWarning {
  /** Stable, to acknowledge it by. */
  readonly id: string;
  readonly path: string;
  /** What it leads to and what would be better; follows the path. */
  readonly text: string;
}

type Rule = (config: MonitorConfig) => ConfigWarning[];

/** Everything in a configuration that deserves a second look, in its order. */
export function configWarnings(config: MonitorConfig): ConfigWarning[] {
  return RULES.flatMap((rule) => rule(config));
}

const RULES: readonly Rule[] = [
  everyMinute,
  endingSchedule,
  ofEnvironments(hostOfOtherKind),
  ofEnvironments(hostOfThisMachine),
  ofEnvironments(stagingTokenInProduction),
  sharedSecrets,
  exampleAddresses,
  impatient,
  oftenReminded,
];

function warning(id: string, path: readonly PropertyKey[], text: string): ConfigWarning {
  return { id, path: formatPath(path), text };
}

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

const URLS = ['apiUrl', 'oauthUrl'] as const;

function hostOfOtherKind({ name, kind, ...urls }: EnvironmentConfig): ConfigWarning[] {
  const other = kind === 'production' ? 'sandbox' : 'production';
  return URLS.filter(
    (key) => urls[key] !== HOSTS[kind][key] && urls[key] === HOSTS[other][key],
  ).map((key) =>
    warning(
      'hostOfOtherKind',
      ['environments', name, key],
      `is the ${other}'s, but the environment's kind is ${kind}: its credentials will be refused there.`,
    ),
  );
}

function hostOfThisMachine({ name, ...urls }: EnvironmentConfig): ConfigWarning[] {
  return URLS.filter((key) => urls[key].startsWith('http:')).map((key) =>
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

/** The same values: one key of one secret, read by the same names. */
function isSameMaterial(a: CredentialConfig, b: CredentialConfig): boolean {
  const namesOf = ({ fields }: CredentialConfig) => JSON.stringify(Object.entries(fields).sort());
  return (
    a.secret.secretId === b.secret.secretId &&
    a.secret.key === b.secret.key &&
    namesOf(a) === namesOf(b)
  );
}

function sharedSecrets({ environments }: MonitorConfig): ConfigWarning[] {
  const uses = environments.flatMap(({ name, kind, credentials }) =>
    credentials.map((credential, index) => ({
      credential,
      kind,
      path: ['environments', name, 'credentials', index, 'secret'],
    })),
  );
  return uses.flatMap(({ credential, kind, path }, index) => {
    const first = uses.slice(0, index).find((use) => isSameMaterial(use.credential, credential));
    if (first === undefined) return [];
    const where = `is that of ${formatPath(first.path)} as well`;
    return kind === first.kind
      ? [warning('sharedSecret', path, `${where}: one change fails both.`)]
      : [
          warning(
            'secretOfOtherKind',
            path,
            `${where}: Qonto's production and sandbox never accept the same credential, so one of them will be refused.`,
          ),
        ];
  });
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

function impatient({ alerts }: MonitorConfig): ConfigWarning[] {
  if (alerts.unreachableAfter > 1) return [];
  const text = 'is 1: a single timeout or error of Qonto alerts. 3 is usual.';
  return [warning('impatient', ['alerts', 'unreachableAfter'], text)];
}

const HOUR_MS = 3_600_000;

function oftenReminded({ alerts }: MonitorConfig): ConfigWarning[] {
  if (alerts.remindEveryMs === null || alerts.remindEveryMs >= HOUR_MS) return [];
  const text = 'reminds more than once an hour: people stop reading. "24h" is usual.';
  return [warning('oftenReminded', ['alerts', 'remindEvery'], text)];
}
