import { AwsFault } from './fault.ts';

interface Version {
  readonly text: string;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Secrets Manager in memory: the current version of each secret, and the one before. */
export class MemoryVault {
  readonly #secrets = new Map<string, { current: Version; previous: Version | null }>();
  readonly #now: () => number;
  #versions = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Stores a new version; an object as JSON. */
  put(name: string, content: unknown): void {
    this.#versions += 1;
    const current = {
      text: typeof content === 'string' ? content : JSON.stringify(content),
      id: `00000000-0000-4000-8000-${String(this.#versions).padStart(12, '0')}`,
      createdAt: this.#now(),
    };
    this.#secrets.set(name, { current, previous: this.#secrets.get(name)?.current ?? null });
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
  };
}

function entryOf(Name: string, { text, id, createdAt }: Version): object {
  return { Name, SecretString: text, VersionId: id, CreatedDate: createdAt / 1_000 };
}
