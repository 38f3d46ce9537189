/** An object of whose values nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys: no list, no null. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object as it is, and an empty one in place of anything else. */
export function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The credentials of an environment as they are written; none where they are no list. */
export function credentialsOf(environment: Json): Json[] {
  return Array.isArray(environment.credentials) ? environment.credentials.map(asObject) : [];
}
