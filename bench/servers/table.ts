/** A value as DynamoDB's API writes it. */
export type Attribute = Readonly<Record<string, unknown>>;

/** An item, or its key. */
export type Item = Readonly<Record<string, Attribute>>;

/** What one page of a query holds at most. */
const PAGE_BYTES = 1_024 * 1_024;

/** A table of DynamoDB in memory, keyed by `pk` and `sk`. */
export class Table {
  readonly #items = new Map<string, Item>();

  get(key: Item): Item | undefined {
    return this.#items.get(nameOf(key));
  }

  /** @returns null when the stored version is not the one that the condition names */
  put(item: Item, condition: string | undefined, values: Item | undefined): object | null {
    const stored = this.get(item);
    const isMet =
      condition === undefined ||
      (values === undefined ? stored === undefined : stored?.version?.N === values[':expected']?.N);
    if (!isMet) return null;
    this.#items.set(nameOf(item), item);
    return {};
  }

  /** Carries out what an update expression removes from maps and adds to numbers. */
  update(key: Item, expression: string, names: Readonly<Record<string, string>>): object {
    const item = structuredClone({ ...key, ...this.get(key) }) as Record<string, Attribute>;
    const [, removed = '', counted] = /^REMOVE (.*?)(?: ADD (\S+) \S+)?$/.exec(expression) ?? [];
    for (const path of removed.split(', ').filter(Boolean)) {
      const [map = '', entry = ''] = path.split('.').map((name) => names[name] ?? name);
      delete (item[map]?.M as Record<string, unknown> | undefined)?.[entry];
    }
    if (counted !== undefined) {
      const name = names[counted] ?? counted;
      item[name] = { N: String(Number(item[name]?.N ?? 0) + 1) };
    }
    this.#items.set(nameOf(key), item);
    return {};
  }

  /** One page of a partition, from the item after the start key on. */
  query(partition: Attribute | undefined, start: Item | undefined): object {
    const own = [...this.#items.values()].filter(({ pk }) => pk?.S === partition?.S);
    const first = start === undefined ? 0 : own.findIndex((one) => nameOf(one) === nameOf(start));
    const rest = own.slice(start === undefined ? 0 : first + 1);
    const page: Item[] = [];
    let bytes = 0;
    for (const item of rest) {
      bytes += JSON.stringify(item).length;
      if (bytes > PAGE_BYTES) break;
      page.push(item);
    }
    const last = page.at(-1);
    return {
      Items: page,
      Count: page.length,
      ...(last !== undefined &&
        page.length < rest.length && { LastEvaluatedKey: { pk: last.pk, sk: last.sk } }),
    };
  }
}

function nameOf({ pk, sk }: Item): string {
  return JSON.stringify([pk?.S, sk?.S]);
}
