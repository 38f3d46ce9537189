import { z } from 'zod';
import { isTimeZone, nearestTimeZone, WEEKDAYS } from './maintenance.ts';
import { SECRET_FIELDS } from './monitor-config.ts';
import { scheduleFaults } from './schedule.ts';
import { count, duration, hostUrl, name, secretReference, text } from './schema-fields.ts';
import { webhookFault } from './url.ts';
import { wants } from './wording.ts';

const CREDENTIAL = '{ "name": "accounting", "secret": "qonto/production/accounting" }';

const credential = z
  .strictObject(
    {
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
        .partialRecord(
          z.enum(SECRET_FIELDS),
          z
            .string(wants('the name of a key of the secret', '"QONTO_LOGIN"'))
            .min(1, 'is empty; name a key of the secret'),
          wants('an object', '{ "login": "QONTO_LOGIN" }'),
        )
        .optional()
        .describe('Which key of the secret holds which field.'),
    },
    wants('an object', CREDENTIAL),
  )
  .describe('One set of authentication material.');

const TAGS_EXAMPLE = '{ "qonto-monitor": "production" }';
const TAGS = wants('an object', TAGS_EXAMPLE);

/** The secrets of an environment, found by their tags. */
const discover = z
  .strictObject(
    {
      tags: z
        .record(
          z.string().min(1).max(128),
          z
            .string(wants('the value of a tag', '"production"'))
            .max(256, 'is longer than the value of a tag may be (256 characters)'),
          {
            error: (issue) =>
              issue.code === 'invalid_key'
                ? 'is not the name of a tag, which has 1 to 128 characters'
                : TAGS.error(issue),
          },
        )
        .refine((all) => Object.keys(all).length > 0, 'is empty; name at least one tag')
        .describe('A secret is watched if it has each of these tags, with exactly this value.'),
      method: credential.shape.method,
      fields: credential.shape.fields,
    },
    wants('an object', `{ "tags": ${TAGS_EXAMPLE} }`),
  )
  .describe('Watches every secret with some tags, each as a credential of its own name.');

const environment = z
  .strictObject(
    {
      kind: z
        .enum(['production', 'sandbox'])
        .optional()
        .describe('Taken from the names production and sandbox; required for any other name.'),
      apiUrl: hostUrl('apiUrl').optional(),
      oauthUrl: hostUrl('oauthUrl').optional(),
      stagingToken: z
        .strictObject(
          { secret: secretReference },
          wants('an object', '{ "secret": "qonto/sandbox/staging-token" }'),
        )
        .optional()
        .describe('One staging token for all credentials of a sandbox.'),
      credentials: z
        .array(credential, wants('an array', `[${CREDENTIAL}]`))
        .min(1, 'is empty; list at least one credential')
        .optional()
        .describe('Required, unless discover finds them.'),
      discover: discover.optional(),
    },
    wants('an object', `{ "credentials": [${CREDENTIAL}] }`),
  )
  .describe('One Qonto deployment.');

const check = z.strictObject(
  {
    timeout: duration({
      atLeastMs: 50,
      atMostMs: 60_000,
      range: 'from 50ms to 60s',
      example: '"10s"',
    }).default('10s'),
    confirmAfter: duration({
      atLeastMs: 0,
      atMostMs: 60_000,
      range: 'of at most 60s',
      example: '"2s"',
    }).default('2s'),
    concurrency: count(200)
      .default(20)
      .describe(
        'Checks under way at once in an environment. Environments of the same apiUrl share it; others do not wait for one another.',
      ),
    experiments: z.boolean(wants('a boolean', 'true, without quotation marks')).default(true),
    engine: z
      .enum(['function', 'distributed-map'])
      .optional()
      .describe(
        'What sweeps run in: one run of the function, or a Distributed Map of Step Functions. Left out: the latter for more than 200 credentials, and where secrets are discovered.',
      ),
  },
  wants('an object', '{ "timeout": "10s" }'),
);

const WINDOW = '{ "days": ["sunday"], "from": "22:00", "until": "23:00" }';

/** What its fields mean together is looked at apart, so that no other fault hides it. */
const maintenanceWindow = z.strictObject(
  {
    environment: z.string().optional().describe('All environments when left out.'),
    credential: z.string().optional().describe('All credentials when left out.'),
    days: z
      .array(z.enum(WEEKDAYS), wants('an array', '["sunday"]'))
      .min(1, 'is empty; name at least one day, or leave it out for a window that comes once')
      .optional()
      .describe('For a window that comes every week.'),
    from: z
      .string(wants('a text', '"22:00"'))
      .describe('"22:00" with days, else "2026-12-01T22:00".'),
    until: z
      .string(wants('a text', '"23:00"'))
      .describe(
        'Like from; with days, a time that is not after it is on the next day: the same time is 24 hours later.',
      ),
    timeZone: z
      .string()
      .refine(isTimeZone, {
        error: ({ input }) => {
          const meant = nearestTimeZone(String(input));
          return `is not a time zone; ${meant ? `did you mean "${meant}"?` : 'write one such as "Europe/Paris"'}`;
        },
      })
      .default('UTC')
      .describe('Whose wall clock is meant.'),
    reason: z.string().optional().describe('For whoever reads the configuration.'),
  },
  wants('an object', WINDOW),
);

const alerts = z.strictObject(
  {
    emails: z
      .array(
        z.email('is not an e-mail address; write one such as "payments@example.com"'),
        wants('an array', '["payments@example.com"]'),
      )
      .optional(),
    slack: z
      .strictObject(
        {
          workspaceId: z
            .string(wants('an id', '"T0EXAMPLE"'))
            .regex(
              /^T[A-Z0-9]+$/,
              'is not a Slack workspace id (T…); write one such as "T0EXAMPLE"',
            ),
          channelId: z
            .string(wants('an id', '"C0EXAMPLE"'))
            .regex(
              /^[CG][A-Z0-9]+$/,
              'is not a Slack channel id (C… or G…), which ends a channel\'s link; write one such as "C0EXAMPLE"',
            ),
        },
        wants('an object', '{ "workspaceId": "T0EXAMPLE", "channelId": "C0EXAMPLE" }'),
      )
      .optional(),
    webhooks: z
      .array(
        text('a URL', '"https://hooks.example.com/qonto"', webhookFault),
        wants('an array', '["https://hooks.example.com/qonto"]'),
      )
      .optional(),
    unreachableAfter: count(1_000).default(3),
    recoverAfter: count(1_000).default(1),
    remindEvery: duration({
      atLeastMs: 60_000,
      atMostMs: 366 * 86_400_000,
      range: 'from 1m to 366d',
      example: '"24h", or "never"',
      never: 'never',
    }).default('24h'),
    maintenance: z
      .array(maintenanceWindow, wants('an array', `[${WINDOW}]`))
      .optional()
      .describe('Alerts wait in these times; what is still true at the end is told then.'),
    keepHistory: duration({
      atLeastMs: 86_400_000,
      atMostMs: 3_660 * 86_400_000,
      range: 'from 1d to 3660d',
      example: '"90d"',
    }).default('90d'),
  },
  wants('an object', '{ "emails": ["payments@example.com"] }'),
);

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
  .strictObject(
    {
      $schema: z.string().optional(),
      schedule: schedule
        .default('rate(5 minutes)')
        .describe('When sweeps run: an EventBridge Scheduler expression.'),
      environments: z
        .record(
          z.string(),
          environment,
          wants('an object', `{ "production": { "credentials": [${CREDENTIAL}] } }`),
        )
        .refine((all) => Object.keys(all).length > 0, 'is empty; add at least one environment'),
      check: check.prefault({}),
      alerts: alerts.prefault({}),
    },
    wants('an object', `{ "environments": { "production": { "credentials": [${CREDENTIAL}] } } }`),
  )
  .describe('Configuration of qonto-auth-monitor.');

/** What a configuration file or `defineMonitor` holds. */
export type MonitorConfigInput = z.input<typeof configSchema>;

/** A configuration that passed the schema, its scalar defaults filled in. */
export type ParsedConfig = z.output<typeof configSchema>;
