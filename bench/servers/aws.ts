import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { portOf } from '../../simulator/http-host.ts';
import { serveParent } from '../process.ts';
import { type Item, Table } from './table.ts';

/** The calls of AWS since they were asked for last, by operation. */
export type Calls = Readonly<Record<string, number>>;

// The few operations that the function calls, kept in memory. Secrets need not be stored: whatever
// name is asked for holds an API key that is visibly not real.
const CREATED = Date.parse('2026-01-01T00:00:00Z') / 1_000;
const tables = new Map<string, Table>();
let calls: Record<string, number> = {};

function secretNamed(name: string) {
  return {
    ARN: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`,
    Name: name,
    VersionId: '00000000-0000-4000-8000-000000000001',
    SecretString: JSON.stringify({ login: 'pied-piper-7133', secret: 'not-a-real-secret' }),
    VersionStages: ['AWSCURRENT'],
    CreatedDate: CREATED,
  };
}

interface TableRequest {
  readonly TableName: string;
  readonly Key: Item;
  readonly Item: Item;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Item;
  readonly ExclusiveStartKey?: Item;
  readonly ConditionExpression?: string;
}

const OPERATIONS: Readonly<Record<string, (request: never) => object | null>> = {
  BatchGetSecretValue: ({ SecretIdList }: { SecretIdList: string[] }) => ({
    SecretValues: SecretIdList.map(secretNamed),
    Errors: [],
  }),
  GetSecretValue: ({ SecretId }: { SecretId: string }) => secretNamed(SecretId),
  Query: ({ TableName, ExpressionAttributeValues, ExclusiveStartKey }: TableRequest) =>
    tableOf(TableName).query(ExpressionAttributeValues[':pk'], ExclusiveStartKey),
  GetItem: ({ TableName, Key }: TableRequest) => ({ Item: tableOf(TableName).get(Key) }),
  PutItem: ({ TableName, Item, ...rest }: TableRequest) =>
    tableOf(TableName).put(Item, rest.ConditionExpression, rest.ExpressionAttributeValues),
  UpdateItem: ({ TableName, Key, UpdateExpression, ExpressionAttributeNames }: TableRequest) =>
    tableOf(TableName).update(Key, UpdateExpression, ExpressionAttributeNames),
  DeleteItem: () => ({}),
};

function tableOf(name: string): Table {
  const table = tables.get(name) ?? new Table();
  tables.set(name, table);
  return table;
}

const server = createServer(async (request, response) => {
  const body = await text(request);
  const target = String(request.headers['x-amz-target'] ?? 'sns.Publish');
  const operation = target.slice(target.lastIndexOf('.') + 1);
  calls[operation] = (calls[operation] ?? 0) + 1;
  if (operation === 'Publish') {
    const id = '<PublishResult><MessageId>not-real</MessageId></PublishResult>';
    response.setHeader('Content-Type', 'text/xml');
    response.end(`<PublishResponse>${id}</PublishResponse>`);
    return;
  }
  const act = OPERATIONS[operation];
  if (act === undefined) throw new Error(`The function calls ${operation}, which is new.`);
  const answer = act(JSON.parse(body) as never);
  response.setHeader('Content-Type', 'application/x-amz-json-1.0');
  response.statusCode = answer === null ? 400 : 200;
  response.end(JSON.stringify(answer ?? { __type: 'ConditionalCheckFailedException' }));
});
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  serveParent({ url: `http://127.0.0.1:${portOf(server)}` }, (): Calls => {
    const counted = calls;
    calls = {};
    return counted;
  });
});
