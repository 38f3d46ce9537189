import type { Statement } from './policies.ts';

/** One call that IAM decides on. */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  /** Condition keys that come with it. */
  readonly context?: Readonly<Record<string, string>>;
}

/** A pattern of IAM: `*` is any text, `?` any character. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}

/** How a value of a condition is compared; ARNs and names here hold no colons to tell apart. */
const OPERATORS: Readonly<Record<string, (wanted: string, given: string) => boolean>> = {
  StringEquals: (wanted, given) => wanted === given,
  ArnEquals: matches,
  ArnLike: matches,
};

function holds(conditions: Statement['conditions'], context: IamRequest['context'] = {}): boolean {
  return Object.entries(conditions).every(([operator, keys]) => {
    const compare = OPERATORS[operator];
    if (compare === undefined) throw new TypeError(`${operator} is not known here`);
    return Object.entries(keys).every(([key, values]) => {
      const given = context[key];
      return given !== undefined && values.some((wanted) => compare(wanted, given));
    });
  });
}

/** Whether a statement speaks of a request, for or against it. */
export function applies(statement: Statement, { action, resource, context }: IamRequest): boolean {
  return (
    statement.actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    statement.resources.some((pattern) => matches(pattern, resource)) &&
    holds(statement.conditions, context)
  );
}

/** IAM's decision: something allows it, and nothing denies it. */
export function isAllowed(statements: readonly Statement[], request: IamRequest): boolean {
  const applying = statements.filter((statement) => applies(statement, request));
  return (
    applying.some(({ effect }) => effect === 'Allow') &&
    !applying.some(({ effect }) => effect === 'Deny')
  );
}

/** Every action and resource that statements allow and none of the requests needs. */
export function unused(
  statements: readonly Statement[],
  requests: readonly IamRequest[],
): string[] {
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => {
      const needs = (part: Partial<Statement>) =>
        requests.some((request) => applies({ ...statement, ...part }, request));
      return [
        ...statement.actions.filter((action) => !needs({ actions: [action] })),
        ...statement.resources.filter((resource) => !needs({ resources: [resource] })),
      ].map((part) => `${statement.sid}: ${part}`);
    });
}
