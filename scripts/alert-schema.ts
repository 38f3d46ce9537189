import { z } from 'zod';
import { type AlertDocument, SEVERITY } from '../lambda/alerts/alert.ts';
import { CATALOGUE } from '../lambda/diagnosis/catalogue.ts';

const codesOf = (...kinds: (typeof CATALOGUE)[keyof typeof CATALOGUE]['kind'][]) =>
  z.enum(
    Object.entries(CATALOGUE)
      .filter(([, { kind }]) => kinds.includes(kind))
      .map(([code]) => code) as [string, ...string[]],
  );

const time = z.iso.datetime().describe('ISO 8601 in UTC.');

/** What is left empty where a document would be too large otherwise. */
const words = z.string().describe('Empty where the document would be too large otherwise.');

const check = z.object({
  environment: z.string(),
  credential: z.string(),
  method: z.enum(['api_key', 'oauth']).nullable(),
  outcome: z.enum(['authenticated', 'rejected', 'inconclusive']).nullable(),
  status: z.enum(['unknown', 'healthy', 'failing', 'unreachable']),
  diagnosis: z
    .object({
      code: codesOf('rejected', 'inconclusive'),
      title: words,
      cause: words,
      remedy: z.array(z.string()),
      confidence: z.enum(['confirmed', 'likely', 'possible']),
      evidence: z.array(z.string()),
      docsUrl: words,
    })
    .nullable()
    .describe('Null when authenticated.'),
  warnings: z.array(
    z.object({ code: codesOf('warning'), title: words, remedy: z.array(z.string()) }),
  ),
  traceId: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,128}$/)
    .nullable(),
  http: z
    .object({
      status: z.int(),
      contentType: z.string().nullable(),
      durationMs: z.number().min(0),
    })
    .nullable(),
  secretVersion: z.string().nullable(),
  checkedAt: time.nullable(),
  nextCheckAt: time.optional(),
  failingSince: time.nullable(),
  lastHealthyAt: time.nullable(),
});

/** The document for machines (contract, section 6): what SQS, Lambda and Firehose receive. */
export const alertSchema = z
  .object({
    schema: z.literal('qonto-auth-monitor/alert@1'),
    id: z.string().min(1).describe('The same when the same alert is delivered again.'),
    incidentId: z.string().min(1).describe('The id of the alert that opened the incident.'),
    event: z.enum(Object.keys(SEVERITY) as [keyof typeof SEVERITY]),
    severity: z.enum(['critical', 'warning', 'info']),
    environment: z.string(),
    summary: z.string().describe('One line.'),
    occurredAt: time,
    flapping: z
      .literal(true)
      .optional()
      .describe('No more is told until the credentials have been calm for an hour.'),
    checks: z.array(check).describe('The first ones, where there are very many.'),
  })
  .describe('An alert of qonto-auth-monitor. Fields may be added.');

// Whatever the type allows, the schema names; a field that only one of them has does not compile.
type Document = z.infer<typeof alertSchema>;
type Same<A, B> = keyof A extends keyof B ? (keyof B extends keyof A ? true : never) : never;
const SAME_FIELDS: Same<Document, AlertDocument> &
  Same<Document['checks'][number], AlertDocument['checks'][number]> = true;
void SAME_FIELDS;
