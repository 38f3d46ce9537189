/** What the type of a value is called in a message: JSON's words, and what TypeScript may hand in. */
export function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value instanceof Promise) return 'promise';
  return value === null ? 'null' : typeof value;
}

/**
 * Words for a value of the wrong type, or none at all.
 *
 * @param what such as `an array`
 * @param example how it is written
 */
export function wants(what: string, example: string) {
  return {
    error: ({ input }: { readonly input?: unknown }): string =>
      input === undefined
        ? `is missing; write ${what}, such as ${example}`
        : `is of type ${typeOf(input)}; it must be ${what}, such as ${example}`,
  };
}
