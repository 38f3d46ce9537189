import { type Item, meets, type Substitutes, updated } from './expressions.ts';
import { AwsFault } from './fault.ts';

/** What one answer of a query holds at most, in bytes. */
const PAGE_BYTES = 1_024 * 1_024;

interface KeyInput extends Substitutes {
  readonly Key: Item;
  readonly ConditionExpression?: string;
}

interface PutInput extends Substitutes {
  readonly Item: Item;
  readonly ConditionExpression?: string;
}

interface UpdateInput extends KeyInput {
  readonly UpdateExpression: string;
}

interface QueryInput extends Substitutes {
  readonly KeyConditionExpression: string;
  readonly ExclusiveStartKey?: Item;
}

/** A DynamoDB table in memory, keyed by `pk` and `sk`; one operation after the other. */
export class MemoryTable {
  readonly #items = new Map<string, Item>();

  /** Bytes that queries have read, by which they are paid for. */
  queriedBytes = 0;

  readonly operations: Readonly<Record<string, (input: never) => object>> = {
    GetItem: ({ Key }: KeyInput) => ({ Item: this.#items.get(nameOf(Key)) }),
    PutItem: ({ Item, ...rest }: PutInput) => {
      this.#mustMeet(Item, rest);
      this.#items.set(nameOf(Item), Item);
      return {};
    },
    UpdateItem: ({ Key, UpdateExpression, ...rest }: UpdateInput) => {
      const before = this.#mustMeet(Key, rest);
      this.#items.set(nameOf(Key), updated(UpdateExpression, { ...Key, ...before }, rest));
      return {};
    },
    DeleteItem: ({ Key, ...rest }: KeyInput) => {
      this.#mustMeet(Key, rest);
      this.#items.delete(nameOf(Key));
      return {};
    },
    Query: (input: QueryInput) => this.#query(input),
  };

  #mustMeet(
    key: Item,
    { ConditionExpression, ...substitutes }: Substitutes & { ConditionExpression?: string },
  ): Item {
    const item = this.#items.get(nameOf(key)) ?? {};
    if (ConditionExpression !== undefined && !meets(ConditionExpression, item, substitutes)) {
      throw new AwsFault('ConditionalCheckFailedException', { Item: item });
    }
    return item;
  }

  #query({ KeyConditionExpression, ExclusiveStartKey, ...substitutes }: QueryInput): object {
    const found = [...this.#items]
      .filter(([, item]) => meets(KeyConditionExpression, item, substitutes))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const start = ExclusiveStartKey === undefined ? '' : nameOf(ExclusiveStartKey);
    const page: Item[] = [];
    let bytes = 0;
    for (const [name, item] of found) {
      if (name <= start) continue;
      if (bytes >= PAGE_BYTES) return this.#page(page, bytes, page.at(-1));
      page.push(item);
      bytes += bytesOf(item);
    }
    return this.#page(page, bytes);
  }

  #page(Items: readonly Item[], bytes: number, last?: Item): object {
    this.queriedBytes += bytes;
    if (last === undefined) return { Items };
    return { Items, LastEvaluatedKey: { pk: last.pk, sk: last.sk } };
  }
}

/** About as DynamoDB counts: names and values, without what says their types. */
function bytesOf(item: Item): number {
  return JSON.stringify(item).replace(/"(?:S|N|M|L|BOOL|NULL|SS)":/g, '').length;
}

function nameOf({ pk, sk }: Item): string {
  return JSON.stringify([pk?.S, sk?.S]);
}
