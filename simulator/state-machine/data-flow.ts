import { StateFault } from './fault.ts';
import { fill, find, putAt } from './paths.ts';

/**
 * What the input or output of a state may be, in bytes of UTF-8.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MOST_BYTES = 256 * 1024;

/** How long a value is as JSON, in bytes of UTF-8. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null');
}

/**
 * A value that is not too large to travel.
 *
 * @throws StateFault `States.DataLimitExceeded`
 */
export function within<T>(value: T, what: string): T {
  const bytes = bytesOf(value);
  if (bytes <= MOST_BYTES) return value;
  throw new StateFault(
    'States.DataLimitExceeded',
    `${what} has ${bytes} bytes, and may have ${MOST_BYTES}.`,
  );
}

/** The fields that say what a state makes of its input. */
export interface Inbound {
  readonly InputPath: string;
  readonly Parameters?: Readonly<Record<string, unknown>> | undefined;
}

/** The fields that say what a state makes of its result. */
export interface Outbound {
  readonly ResultSelector?: Readonly<Record<string, unknown>> | undefined;
  readonly ResultPath?: string | null;
  readonly OutputPath: string;
}

/** What a state works on: its input by `InputPath`, and then by `Parameters`. */
export function effectiveInput(
  { InputPath, Parameters }: Inbound,
  raw: unknown,
  context: unknown,
): unknown {
  const input = find(InputPath, { input: raw, context });
  return Parameters === undefined ? input : fill(Parameters, { input, context });
}

/** What a state hands on of its result: by `ResultSelector`, `ResultPath` and `OutputPath`. */
export function outputOf(
  { ResultSelector, ResultPath = '$', OutputPath }: Outbound,
  raw: unknown,
  result: unknown,
  context: unknown,
): unknown {
  const selected =
    ResultSelector === undefined ? result : fill(ResultSelector, { input: result, context });
  return find(OutputPath, { input: putAt(ResultPath, raw, selected), context });
}
