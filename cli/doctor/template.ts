/** A part as a template describes it. */
export interface TemplatePart {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** A template of CloudFormation, as far as it matters here. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplatePart>>;
}

/** The value at a path of properties; undefined where there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce(
    (inner, name) =>
      isObject(inner) && Object.hasOwn(inner, name) ? Reflect.get(inner, name) : undefined,
    value,
  );
}

/** Whether a value refers to one of some parts, however deep, by `Ref` or `Fn::GetAtt`. */
export function refersTo(value: unknown, logicalIds: ReadonlySet<string>): boolean {
  if (!isObject(value)) return false;
  if (Array.isArray(value)) return value.some((one) => refersTo(one, logicalIds));
  return Object.entries(value).some(([key, inner]) => {
    const [target] = key === 'Ref' ? [inner] : key === 'Fn::GetAtt' ? [inner].flat() : [];
    // The short form of YAML has the attribute behind a dot.
    if (typeof target === 'string') return logicalIds.has(target.split('.')[0] ?? '');
    return refersTo(inner, logicalIds);
  });
}

/** Whether two values of one template come to the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
