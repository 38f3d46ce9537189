import type { z } from 'zod';

/** The part of a schema's inner form that leads on to its parts. */
interface Definition {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly innerType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly keyType?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly entries?: Readonly<Record<string, string>>;
}

const definitionOf = (schema: z.core.$ZodType) => schema._zod.def as Definition;

/** The keys that a schema knows of an object; none where keys are free. */
export function keysOf(schema: z.core.$ZodType): string[] {
  const { innerType, shape, keyType } = definitionOf(schema);
  if (innerType !== undefined) return keysOf(innerType);
  return Object.keys(shape ?? (keyType && definitionOf(keyType).entries) ?? {});
}

/** What a schema demands of the value under a key, if it knows the key. */
export function partOf(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  const { innerType, shape, element, valueType } = definitionOf(schema);
  if (innerType !== undefined) return partOf(innerType, key);
  if (typeof key === 'number') return element;
  const word = String(key);
  return shape !== undefined && Object.hasOwn(shape, word) ? shape[word] : valueType;
}

/** The keys that a schema knows of the object at a path; none where keys are free. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const [first, ...rest] = path;
  if (first === undefined) return keysOf(schema);
  const part = partOf(schema, first);
  return part === undefined ? [] : knownKeys(part, rest);
}
