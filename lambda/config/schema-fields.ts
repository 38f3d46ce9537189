import { z } from 'zod';
import { HOSTS } from '../qonto/environments.ts';
import { nearestDuration, parseDuration } from './duration.ts';
import { nameFault } from './name.ts';
import { SECRET_REFERENCE, secretFault } from './secret-reference.ts';
import { hostFault, type UrlKey } from './url.ts';
import { wants } from './wording.ts';

/** What a duration may be, and how it is written. */
interface DurationRange {
  readonly atLeastMs: number;
  readonly atMostMs: number;
  /** Such as `from 50ms to 60s`. */
  readonly range: string;
  /** Such as `"10s"`. */
  readonly example: string;
  /** A word that is allowed as well. */
  readonly never?: 'never';
}

/** A duration within a range. */
export const duration = ({ atLeastMs, atMostMs, range, example, never }: DurationRange) => {
  const form = 'is not a duration; write a number and ms, s, m, h or d in quotation marks, such as';
  return z.string(`${form} ${example}`).check((context) => {
    const text = context.value;
    const ms = parseDuration(text);
    if (text === never || (ms !== null && ms >= atLeastMs && ms <= atMostMs)) return;
    const nearest = nearestDuration(text);
    const notOne = nearest
      ? `is not a duration; did you mean ${JSON.stringify(nearest)}?`
      : `${form} ${example}`;
    const message = ms === null ? notOne : `is out of range; write a duration ${range}`;
    context.issues.push({ code: 'custom', message, input: text });
  });
};

/** A whole number from 1 on. */
export const count = (most: number) => {
  const right = `a whole number from 1 to ${most}`;
  return z
    .int({
      error: ({ input }) =>
        typeof input === 'string' && /^\d+$/.test(input)
          ? `is a text, not ${right}; write ${input} without quotation marks`
          : `is not ${right}`,
    })
    .min(1, `is below 1; write ${right}`)
    .max(most, `is above ${most}; write ${right}`);
};

/** A text about which one function knows what is wrong. */
export const text = (what: string, example: string, faultOf: (value: string) => string | null) =>
  z.string(wants(what, example)).check((context) => {
    const message = faultOf(context.value);
    if (message !== null) {
      context.issues.push({ code: 'custom', message, input: context.value });
    }
  });

/** A host that an environment names. */
export const hostUrl = (key: UrlKey) =>
  text('a text', `"${HOSTS.production[key]}"`, (value) => hostFault(value, key));

/** A name: shown to people and part of the status table's keys. */
export const name = text('a text', '"accounting"', nameFault);

/** `NAME`, `ARN`, or either with `#KEY`. */
export const secretReference = text('the name of a secret', '"qonto/accounting"', secretFault)
  .meta({ pattern: SECRET_REFERENCE.source })
  .describe('Name or ARN of a secret in Secrets Manager; NAME#KEY takes one key of it.');
