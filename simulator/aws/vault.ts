import { AwsFault } from './fault.ts';

/** What a secret is labelled with. */
export type Tags = Readonly<Record<string, string>>;

interface Stored {
  readonly current: Version;
  readonly previous: Version | null;
  readonly tags: Tags;
}

interface Version {
  readonly text: string;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

interface ListInput {
  readonly Filters: readonly { readonly Values: readonly string[] }[];
  readonly MaxResults: number;
  readonly NextToken?: string;
}

/** Secrets Manager in memory: the current version of each secret, and the one before. */
export class MemoryVault {
  readonly #secrets = new Map<string, Stored>();
  readonly #now: () => number;
  #versions = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Stores a new version; an object as JSON. */
  put(name: string, content: unknown, tags?: Tags): void {
    this.#versions += 1;
    const current = {
      text: typeof content === 'string' ? content : JSON.stringify(content),
      id: `00000000-0000-4000-8000-${String(this.#versions).padStart(12, '0')}`,
      createdAt: this.#now(),
    };
    const before = this.#secrets.get(name);
    this.#secrets.set(name, {
      current,
      previous: before?.current ?? null,
      tags: tags ?? before?.tags ?? {},
    });
  }

  readonly operations: Readonly<Record<string, (input: never) => object>> = {
    BatchGetSecretValue: ({ SecretIdList }: { SecretIdList: readonly string[] }) => ({
      SecretValues: SecretIdList.flatMap((name) => {
        const version = this.#secrets.get(name)?.current;
        return version === undefined ? [] : [entryOf(name, version)];
      }),
      Errors: SecretIdList.filter((name) => !this.#secrets.has(name)).map((SecretId) => ({
        SecretId,
        ErrorCode: 'ResourceNotFoundException',
      })),
    }),
    GetSecretValue: ({ SecretId, VersionStage }: { SecretId: string; VersionStage?: string }) => {
      const secret = this.#secrets.get(SecretId);
      const version = VersionStage === 'AWSPREVIOUS' ? secret?.previous : secret?.current;
      if (!version) throw new AwsFault('ResourceNotFoundException');
      return entryOf(SecretId, version);
    },
    ListSecrets: ({ Filters, MaxResults, NextToken = '0' }: ListInput) => {
      const wanted = Filters.flatMap(({ Values }) => Values);
      const found = [...this.#secrets].filter(([, { tags }]) =>
        Object.keys(tags).some((tag) => wanted.some((start) => tag.startsWith(start))),
      );
      const end = Number(NextToken) + MaxResults;
      return {
        SecretList: found.slice(Number(NextToken), end).map(([Name, { tags }]) => ({
          Name,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        })),
        ...(end < found.length && { NextToken: String(end) }),
      };
    },
  };
}

function entryOf(Name: string, { text, id, createdAt }: Version): object {
  return { Name, SecretString: text, VersionId: id, CreatedDate: createdAt / 1_000 };
}
