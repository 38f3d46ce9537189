import type { SecretField } from '../config/monitor-config.ts';

/** Fields that hold a moment, as text or as a number. */
export const TIME_FIELDS: ReadonlySet<SecretField> = new Set(['expiresAt', 'refreshedAt']);

/** Why a text that starts like JSON is no object. */
export function whatIsWrong(text: string): string {
  try {
    JSON.parse(text);
    return 'is an array of JSON, and an object is wanted';
  } catch {
    return 'starts like JSON and is not valid JSON';
  }
}

/**
 * What is wrong with the type of a field's value.
 *
 * Numbers are not taken as text: leading zeros and all digits beyond the sixteenth would be lost, and a
 * right key sent as a wrong one.
 */
export function typeFact(field: SecretField, value: unknown): string {
  if (TIME_FIELDS.has(field)) return `the field "${field}" is neither text nor a number`;
  if (field === 'scope') return 'the field "scope" is neither text nor a list';
  return typeof value === 'number'
    ? `the field "${field}" is a number, and must be text: put it in quotation marks`
    : `the field "${field}" is not text`;
}
