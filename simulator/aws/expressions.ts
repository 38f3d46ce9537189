/** A value as DynamoDB has it on the wire. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}

/** An item, or a map in one. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** What stands for names and values in an expression. */
export interface Substitutes {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
}

const TOKEN = /\s*([(),]|<=|>=|<>|[=<>]|[:#]?[\w.#]+)/y;

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  const text = expression.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new Error(`This expression is not understood here: ${text}`);
    tokens.push(token);
  }
  return tokens;
}

/** Whether an item (empty: there is none) meets a condition: comparisons, existence, AND and OR. */
export function meets(condition: string, item: Item, substitutes: Substitutes): boolean {
  const tokens = tokensOf(condition);
  let at = 0;
  const next = (): string => {
    const token = tokens[at];
    if (token === undefined) throw new Error(`This condition ends too early: ${condition}`);
    at += 1;
    return token;
  };
  const operandOf = (token: string) => operand(token, item, substitutes);
  const term = (): boolean => {
    const token = next();
    if (token === '(') {
      const inner = either();
      next();
      return inner;
    }
    if (token === 'attribute_exists' || token === 'attribute_not_exists') {
      next();
      const isThere = operandOf(next()) !== undefined;
      next();
      return isThere === (token === 'attribute_exists');
    }
    const compare = COMPARE[next()];
    if (compare === undefined) throw new Error(`This condition is not understood: ${condition}`);
    const [left, right] = [operandOf(token), operandOf(next())];
    return left !== undefined && right !== undefined && compare(ordered(left), ordered(right));
  };
  const both = (): boolean => {
    let result = term();
    while (tokens[at]?.toUpperCase() === 'AND') {
      at += 1;
      result = term() && result;
    }
    return result;
  };
  const either = (): boolean => {
    let result = both();
    while (tokens[at]?.toUpperCase() === 'OR') {
      at += 1;
      result = both() || result;
    }
    return result;
  };
  const result = either();
  if (at < tokens.length) throw new Error(`This condition is not understood: ${condition}`);
  return result;
}

type Ordered = string | number;

const COMPARE: Readonly<Record<string, (left: Ordered, right: Ordered) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function ordered(value: AttributeValue): Ordered {
  if (value.N !== undefined) return Number(value.N);
  if (value.S !== undefined) return value.S;
  throw new Error(`This is not compared here: ${JSON.stringify(value)}`);
}

function pathOf(token: string, { ExpressionAttributeNames: names = {} }: Substitutes): string[] {
  return token.split('.').map((step) => {
    const name = step.startsWith('#') ? names[step] : step;
    if (name === undefined) throw new Error(`The expression has no name for ${step}.`);
    return name;
  });
}

function operand(token: string, item: Item, substitutes: Substitutes): AttributeValue | undefined {
  if (token.startsWith(':')) return substitutes.ExpressionAttributeValues?.[token];
  const [first = '', ...rest] = pathOf(token, substitutes);
  return rest.reduce<AttributeValue | undefined>((value, step) => value?.M?.[step], item[first]);
}

/** An item after an update: SET, ADD and REMOVE. */
export function updated(expression: string, before: Item, substitutes: Substitutes): Item {
  const tokens = tokensOf(expression);
  let item = before;
  let clause = '';
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] ?? '';
    if (/^(?:SET|ADD|REMOVE)$/.test(token)) {
      clause = token;
      at += 1;
    } else if (token === ',') {
      at += 1;
    } else {
      const path = pathOf(token, substitutes);
      const valueAt = at + (clause === 'SET' ? 2 : 1);
      const value = operand(tokens[valueAt] ?? '', before, substitutes);
      at = clause === 'REMOVE' ? at + 1 : valueAt + 1;
      if (clause === 'REMOVE') item = withAt(path, item, undefined);
      else if (value === undefined) throw new Error(`An update without a value: ${expression}`);
      else if (clause === 'SET') item = withAt(path, item, value);
      else item = withAt(path, item, sum(operand(token, before, substitutes), value));
    }
  }
  return item;
}

function sum(before: AttributeValue | undefined, added: AttributeValue): AttributeValue {
  if (added.SS !== undefined) {
    return { SS: [...new Set([...(before?.SS ?? []), ...added.SS])] };
  }
  return { N: String(Number(before?.N ?? 0) + Number(added.N)) };
}

function withAt(
  [step = '', ...rest]: readonly string[],
  into: Item,
  value: AttributeValue | undefined,
): Item {
  const { [step]: old, ...others } = into;
  if (rest.length > 0) return { ...others, [step]: { M: withAt(rest, old?.M ?? {}, value) } };
  return value === undefined ? others : { ...others, [step]: value };
}
