import type { Clock } from '../../lambda/clock.ts';
import { AwsFault } from './fault.ts';
import { MemoryTable } from './table.ts';
import { MemoryVault } from './vault.ts';

/** A request to AWS as it leaves an SDK client. */
export interface AwsRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What AWS answers. */
export interface AwsAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

type Published = Readonly<Record<string, string>>;

/**
 * The parts of AWS that distributed sweeps call, in memory: one table, secrets, a topic, and objects
 * by bucket and key. Real SDK clients talk to it. It counts what is called, and refuses what it does
 * not know.
 */
export class MemoryAws {
  readonly table = new MemoryTable();
  readonly vault: MemoryVault;
  /** Objects by `bucket/key`. */
  readonly objects = new Map<string, string>();
  /** What was published, each by the names of its fields. */
  readonly published: Published[] = [];
  readonly #calls = new Map<string, number>();
  readonly #clock: Clock;
  readonly #latencyMs: number;

  /** @param latencyMs how long each call takes by the clock */
  constructor(clock: Clock, latencyMs = 0) {
    this.vault = new MemoryVault(() => clock.now());
    this.#clock = clock;
    this.#latencyMs = latencyMs;
  }

  /** How often each operation was called, as IAM names it, since the last look. */
  takeCalls(): Record<string, number> {
    const calls = Object.fromEntries([...this.#calls].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#calls.clear();
    return calls;
  }

  async answer(request: AwsRequest): Promise<AwsAnswer> {
    await this.#clock.sleep(this.#latencyMs);
    const target = request.headers['x-amz-target'];
    if (target !== undefined) return this.#json(target, request.body);
    if (new URLSearchParams(request.body).get('Action') === 'Publish') {
      return this.#publish(request.body);
    }
    return this.#object(request);
  }

  #count(action: string): void {
    this.#calls.set(action, (this.#calls.get(action) ?? 0) + 1);
  }

  #json(target: string, body: string): AwsAnswer {
    const operation = target.slice(target.lastIndexOf('.') + 1);
    const isTable = target.startsWith('DynamoDB_');
    this.#count(`${isTable ? 'dynamodb' : 'secretsmanager'}:${operation}`);
    const { operations } = isTable ? this.table : this.vault;
    const work = operations[operation];
    if (work === undefined) throw new Error(`Nobody knows ${target} here.`);
    try {
      return jsonAnswer(200, work(JSON.parse(body) as never));
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      return jsonAnswer(400, { __type: error.name, message: error.name, ...error.details });
    }
  }

  #publish(body: string): AwsAnswer {
    this.#count('sns:Publish');
    this.published.push(Object.fromEntries(new URLSearchParams(body)));
    return {
      statusCode: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${this.published.length}</MessageId></PublishResult></PublishResponse>`,
    };
  }

  #object({ method, hostname, path, body }: AwsRequest): AwsAnswer {
    const inHost = /^(.+)\.s3\./.exec(hostname)?.[1];
    const name = decodeURIComponent((inHost === undefined ? '' : inHost) + path).replace(/^\//, '');
    if (method === 'PUT') {
      this.#count('s3:PutObject');
      this.objects.set(name, body);
      return { statusCode: 200, headers: { etag: '"0"' }, body: '' };
    }
    if (method !== 'GET') throw new Error(`Nobody knows ${method} ${path} here.`);
    this.#count('s3:GetObject');
    const found = this.objects.get(name);
    if (found !== undefined) {
      return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: found };
    }
    const error = '<Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>';
    return { statusCode: 404, headers: { 'content-type': 'application/xml' }, body: error };
  }
}

function jsonAnswer(statusCode: number, value: unknown): AwsAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(value),
  };
}
