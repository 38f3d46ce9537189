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

/** The keys that a schema knows of the object at a path; none where keys are free. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { innerType, shape, element, keyType, valueType } = definitionOf(schema);
  if (innerType !== undefined) return knownKeys(innerType, path);
  const [first, ...rest] = path;
  if (first === undefined) {
    return Object.keys(shape ?? (keyType && definitionOf(keyType).entries) ?? {});
  }
  const part = shape?.[String(first)] ?? element ?? valueType;
  return part === undefined ? [] : knownKeys(part, rest);
}
