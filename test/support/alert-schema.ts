import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ allErrors: true });

// Only the form that the documents have: to the millisecond, in UTC.
ajv.addFormat('date-time', (text: string) => {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
});

const validate = ajv.compile(
  JSON.parse(
    readFileSync(new URL('../../schema/alert.schema.json', import.meta.url), 'utf8'),
  ) as object,
);

/** What the published JSON Schema finds wrong with an alert's document; empty when it is valid. */
export function schemaFaults(document: unknown): string[] {
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message = 'is invalid' }) => `${instancePath || 'the document'} ${message}`,
  );
}
