import { StateFault } from './fault.ts';

/** What paths look into: `$` is the state's input, `$$` the context object. */
export interface Scope {
  readonly input: unknown;
  readonly context: unknown;
}

type Json = Record<string, unknown>;

const STEP = /\.([A-Za-z_][\w-]*)|\['([^'\]]+)'\]|\[(\d+)\]/y;

/** The steps of a reference path: `.name`, `['name']` and `[0]`, nothing that may find several. */
function stepsOf(path: string): { isContext: boolean; steps: string[] } {
  const isContext = path.startsWith('$$');
  const rest = path.slice(isContext ? 2 : 1);
  const steps: string[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < rest.length) {
    const [, name, quoted, index] = STEP.exec(rest) ?? [];
    const step = name ?? quoted ?? index;
    if (step === undefined) throw new Error(`This path is not understood here: ${path}`);
    steps.push(step);
  }
  return { isContext, steps };
}

/**
 * What a path finds.
 *
 * @throws StateFault when it finds nothing
 */
export function find(path: string, scope: Scope, fault = 'States.Runtime'): unknown {
  const { isContext, steps } = stepsOf(path);
  let value: unknown = isContext ? scope.context : scope.input;
  for (const step of steps) {
    if (!isJson(value) || !Object.hasOwn(value, step)) {
      throw new StateFault(fault, `The path ${path} finds nothing.`);
    }
    value = value[step];
  }
  return value;
}

/** The input with a value put where a `ResultPath` says; null discards the value. */
export function putAt(path: string | null, input: unknown, value: unknown): unknown {
  if (path === null) return input;
  const { isContext, steps } = stepsOf(path);
  if (isContext) throw new Error(`Nothing is put into the context object: ${path}`);
  return put(steps, input, value);
}

function put([step, ...rest]: readonly string[], into: unknown, value: unknown): unknown {
  if (step === undefined) return value;
  if (into !== undefined && (!isJson(into) || Array.isArray(into))) {
    throw new StateFault('States.ResultPathMatchFailure', `The result cannot be put at ${step}.`);
  }
  return { ...into, [step]: put(rest, into?.[step], value) };
}

/** A payload template filled in: fields whose names end with `.$` hold paths or `States.Format`. */
export function fill(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((one) => fill(one, scope));
  if (!isJson(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), evaluate(String(value), scope)]
        : [name, fill(value, scope)],
    ),
  );
}

const FORMAT = /^States\.Format\('((?:[^'\\]|\\.)*)'((?:,\s*\$[^,)]*)*)\)$/;

function evaluate(expression: string, scope: Scope): unknown {
  const fault = 'States.ParameterPathFailure';
  if (expression.startsWith('$')) return find(expression, scope, fault);
  const [, pattern, list] = FORMAT.exec(expression) ?? [];
  if (pattern === undefined || list === undefined) {
    throw new Error(`This expression is not understood here: ${expression}`);
  }
  const paths = list.split(',').slice(1);
  const pieces = pattern.split('{}');
  if (pieces.length !== paths.length + 1) {
    throw new StateFault('States.IntrinsicFailure', `Not as many values as places: ${expression}`);
  }
  return pieces.reduce((text, piece, index) => {
    const value = find(paths[index - 1]?.trim() ?? '', scope, fault);
    return `${text}${typeof value === 'string' ? value : JSON.stringify(value)}${piece}`;
  });
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
