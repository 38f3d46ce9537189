import type { z } from 'zod';
import { type ConfigFault, isMaterial, unknownKey } from './faults.ts';
import { isObject } from './json-object.ts';
import { keysOf, partOf } from './known-keys.ts';
import { nearestName } from './nearest.ts';

/** A configuration whose misspelt keys were taken for what they most likely mean. */
export interface Understood {
  readonly input: unknown;
  /** One for each key that was misspelt; their paths are as written. */
  readonly faults: readonly ConfigFault[];
  /** The path that people find in their file, of one in `input`. */
  asWritten(path: readonly PropertyKey[]): readonly PropertyKey[];
}

/**
 * Renames misspelt keys, so that what stands under them is examined in the same pass. A key that is
 * there as well is left to itself: nobody knows which of the two is meant.
 */
export function understandKeys(input: unknown, schema: z.core.$ZodType): Understood {
  const faults: ConfigFault[] = [];
  /** Written keys by the path that they were understood as. */
  const written = new Map<string, string>();
  const asWritten = (path: readonly PropertyKey[]) =>
    path.map((key, index) => written.get(JSON.stringify(path.slice(0, index + 1))) ?? key);

  const understand = (
    value: unknown,
    part: z.core.$ZodType | undefined,
    path: readonly PropertyKey[],
  ): unknown => {
    if (part === undefined) return value;
    const inner = (one: unknown, key: string | number) =>
      understand(one, partOf(part, key), [...path, key]);
    if (Array.isArray(value)) return value.map(inner);
    if (!isObject(value)) return value;
    const known = keysOf(part);
    const taken = new Set(Object.keys(value));
    const entries = Object.entries(value).map(([key, one]): [string, unknown] => {
      const isKept = known.includes(key) || isMaterial(key, known);
      const meant = isKept ? null : nearestName(key, known);
      if (meant === null || taken.has(meant)) return [key, inner(one, key)];
      taken.add(meant);
      faults.push(unknownKey(asWritten([...path, key]), known));
      written.set(JSON.stringify([...path, meant]), key);
      return [meant, inner(one, meant)];
    });
    return Object.fromEntries(entries);
  };

  return { input: understand(input, schema, []), faults, asWritten };
}
