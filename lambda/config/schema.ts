import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { isLoopback } from './loopback.ts';
import { isTimeZone, WEEKDAYS } from './maintenance.ts';
import { SECRET_FIELDS } from './monitor-config.ts';
import { nameFault } from './name.ts';
import { scheduleFaults } from './schedule.ts';

/** A name: shown to people and part of the status table's keys. */
const name = z.string().check((context) => {
  const fault = nameFault(context.value);
  if (fault !== null) context.issues.push({ code: 'custom', message: fault, input: context.value });
});

const notADuration = (example: string) =>
  `is not a duration; write a number and ms, s, m, h or d in quotation marks, such as ${example}`;

const duration = (atLeastMs: number, atMostMs: number, range: string, never?: 'never') =>
  z.string(notADuration(never ? '"24h", or "never"' : '"10s"')).check((context) => {
    const text = context.value;
    const ms = parseDuration(text);
    if (text === never || (ms !== null && ms >= atLeastMs && ms <= atMostMs)) return;
    const message =
      ms === null
        ? notADuration(never ? '"24h", or "never"' : '"10s"')
        : `is out of range; ${range}`;
    context.issues.push({ code: 'custom', message, input: text });
  });

const count = (most: number) =>
  z
    .int(`is not a whole number from 1 to ${most}`)
    .min(1, 'is below 1')
    .max(most, `is above ${most}`);

/** Why a text is no URL that is called here, or null. */
function urlFault(text: string): string | null {
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) {
    return 'is not a URL; write one such as "https://thirdparty.qonto.com"';
  }
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? null : 'is not an https URL';
}

function hostFault(text: string): string | null {
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol === 'http:' && !isLoopback(hostname)) {
    return 'is not https; credentials travel over https only (http is for loopback addresses)';
  }
  return username !== '' || password !== '' || /[?#]/.test(text)
    ? 'holds a user, a query or a fragment; write the origin alone'
    : null;
}

function webhookFault(text: string): string | null {
  return new URL(text).protocol === 'https:' ? null : 'is not https; SNS posts to https endpoints';
}

const url = (alsoRefused: (text: string) => string | null) =>
  z.string().check((context) => {
    const text = context.value;
    const fault = urlFault(text) ?? alsoRefused(text);
    if (fault !== null) context.issues.push({ code: 'custom', message: fault, input: text });
  });

const hostUrl = url(hostFault);
const webhookUrl = url(webhookFault);

/** `NAME`, `ARN`, or either with `#KEY`. */
const secretReference = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9/_+=.@-]{1,512}|arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+)(?:#[^#]+)?$/,
    'is not the name or ARN of a secret (letters, digits and /_+=.@-), alone or followed by #KEY',
  )
  .describe('Name or ARN of a secret in Secrets Manager; NAME#KEY takes one key of it.');

const credential = z
  .strictObject({
    name: name.describe('How reports and alerts call this credential.'),
    secret: secretReference,
    method: z
      .enum(['api_key', 'oauth'])
      .optional()
      .describe('Told by the content of the secret when left out.'),
    tokens: z
      .enum(['observe', 'manage'])
      .optional()
      .describe('observe (default) never spends a refresh token; manage owns the grant.'),
    fields: z
      .partialRecord(z.enum(SECRET_FIELDS), z.string().min(1, 'is empty; name a key of the secret'))
      .optional()
      .describe('Which key of the secret holds which field.'),
  })
  .describe('One set of authentication material.');

/** The secrets of an environment, found by their tags. */
const discover = z
  .strictObject({
    tags: z
      .record(
        z
          .string()
          .min(1, 'is empty; name a tag')
          .max(128, 'is longer than a tag may be (128 characters)'),
        z.string().max(256, 'is longer than the value of a tag may be (256 characters)'),
      )
      .refine((all) => Object.keys(all).length > 0, 'is empty; name at least one tag')
      .describe('A secret is watched if it has each of these tags, with exactly this value.'),
    method: credential.shape.method,
    fields: credential.shape.fields,
  })
  .describe('Watches every secret with some tags, each as a credential of its own name.');

const environment = z
  .strictObject({
    kind: z
      .enum(['production', 'sandbox'])
      .optional()
      .describe('Taken from the names production and sandbox; required for any other name.'),
    apiUrl: hostUrl.optional(),
    oauthUrl: hostUrl.optional(),
    stagingToken: z
      .strictObject({ secret: secretReference })
      .optional()
      .describe('One staging token for all credentials of a sandbox.'),
    credentials: z
      .array(credential)
      .min(1, 'is empty; list at least one credential')
      .optional()
      .describe('Required, unless discover finds them.'),
    discover: discover.optional(),
  })
  .describe('One Qonto deployment.');

const check = z.strictObject({
  timeout: duration(50, 60_000, 'from 50ms to 60s').default('10s'),
  confirmAfter: duration(0, 60_000, 'at most 60s').default('2s'),
  concurrency: count(200)
    .default(20)
    .describe(
      'Checks under way at once in an environment. Environments of the same apiUrl share it; others do not wait for one another.',
    ),
  experiments: z.boolean().default(true),
  engine: z
    .enum(['function', 'distributed-map'])
    .optional()
    .describe(
      'What sweeps run in: one run of the function, or a Distributed Map of Step Functions. Left out: the latter for more than 200 credentials, and where secrets are discovered.',
    ),
});

/** `2026-12-01T22:00`, on the wall clock. */
const MOMENT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d$/;

/** `22:00`, on the wall clock. */
const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

const maintenanceWindow = z
  .strictObject({
    environment: z.string().optional().describe('All environments when left out.'),
    credential: z.string().optional().describe('All credentials when left out.'),
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1, 'is empty; name at least one day, or leave it out for a window that comes once')
      .optional()
      .describe('For a window that comes every week.'),
    from: z.string().describe('"22:00" with days, else "2026-12-01T22:00".'),
    until: z
      .string()
      .describe('Like from; with days, a time that is not after it is on the next day.'),
    timeZone: z
      .string()
      .refine(isTimeZone, 'is not a time zone; write one such as "Europe/Paris"')
      .default('UTC')
      .describe('Whose wall clock is meant.'),
    reason: z.string().optional().describe('For whoever reads the configuration.'),
  })
  .check((context) => {
    const { days, from, until } = context.value;
    const [form, example] = days ? [TIME_OF_DAY, '"22:00"'] : [MOMENT, '"2026-12-01T22:00"'];
    const refuse = (key: string, input: string, message: string) =>
      context.issues.push({ code: 'custom', path: [key], message, input });
    for (const [key, text] of Object.entries({ from, until })) {
      if (!form.test(text)) {
        const kind = days ? 'a time of the day' : 'a moment (for a window without days)';
        refuse(key, text, `is not ${kind}; write it like ${example}`);
      }
    }
    if (!days && MOMENT.test(from) && MOMENT.test(until) && until <= from) {
      refuse('until', until, 'is not after from');
    }
  });

const alerts = z.strictObject({
  emails: z.array(z.email('is not an e-mail address')).optional(),
  slack: z
    .strictObject({
      workspaceId: z.string().regex(/^T[A-Z0-9]+$/, 'is not a Slack workspace id (T…)'),
      channelId: z.string().regex(/^[CG][A-Z0-9]+$/, 'is not a Slack channel id (C… or G…)'),
    })
    .optional(),
  webhooks: z.array(webhookUrl).optional(),
  unreachableAfter: count(1_000).default(3),
  recoverAfter: count(1_000).default(1),
  remindEvery: duration(60_000, 366 * 86_400_000, 'from 1m to 366d', 'never').default('24h'),
  maintenance: z
    .array(maintenanceWindow)
    .optional()
    .describe('Alerts wait in these times; what is still true at the end is told then.'),
  keepHistory: duration(86_400_000, 3_660 * 86_400_000, 'from 1d to 3660d').default('90d'),
});

const schedule = z
  .string('is not a text; write one such as "rate(5 minutes)"')
  .check((context) => {
    for (const message of scheduleFaults(context.value)) {
      context.issues.push({ code: 'custom', message, input: context.value });
    }
  })
  // Editors check no more than this.
  .meta({ pattern: '^(?:rate|cron)\\(.+\\)$' });

/**
 * The configuration as people write it (contract, section 2). This one schema gives the types, the
 * validation and the JSON Schema for editors.
 */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    schedule: schedule
      .default('rate(5 minutes)')
      .describe('When sweeps run: an EventBridge Scheduler expression.'),
    environments: z
      .record(z.string(), environment)
      .refine((all) => Object.keys(all).length > 0, 'is empty; add at least one environment'),
    check: check.prefault({}),
    alerts: alerts.prefault({}),
  })
  .describe('Configuration of qonto-auth-monitor.');

/** What a configuration file or `defineMonitor` holds. */
export type MonitorConfigInput = z.input<typeof configSchema>;

/** A configuration that passed the schema, its scalar defaults filled in. */
export type ParsedConfig = z.output<typeof configSchema>;
