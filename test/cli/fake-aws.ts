import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { portOf } from '../../simulator/http-host.ts';

/** What the function answers to an invocation. */
export interface FunctionAnswer {
  readonly payload: unknown;
  /** The function threw. */
  readonly isError?: boolean;
}

/** The few operations of AWS that the command line uses, on loopback. */
export interface FakeAws {
  readonly url: string;
  /** Secrets by name; the last of a list is current, the one before it AWSPREVIOUS. */
  readonly secrets: Map<string, readonly string[]>;
  /** Every secret operation is answered by this error instead. */
  refuse: string | null;
  /** Output of the stack `QontoAuthMonitor`; null: there is no such stack. */
  functionName: string | null;
  answer: FunctionAnswer;
  /** Events that the function was invoked with, and its name. */
  readonly invocations: { readonly name: string; readonly event: unknown }[];
  close(): Promise<void>;
}

/** Starts it on a free port. */
export async function startFakeAws(): Promise<FakeAws> {
  const server = createServer((request, response) => {
    void serve(aws, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const aws: FakeAws = {
    url: `http://127.0.0.1:${portOf(server)}`,
    secrets: new Map(),
    refuse: null,
    functionName: 'the-function',
    answer: { payload: null },
    invocations: [],
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return aws;
}

async function serve(
  aws: FakeAws,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? '');
  const target = String(request.headers['x-amz-target'] ?? '');

  if (invoked !== null) {
    aws.invocations.push({ name: invoked[1] ?? '', event: JSON.parse(body) });
    const failed = aws.answer.isError ? { 'X-Amz-Function-Error': 'Unhandled' } : {};
    respond(response, 200, aws.answer.payload, failed);
  } else if (target.startsWith('secretsmanager.')) {
    if (aws.refuse !== null) respond(response, 400, { __type: aws.refuse, Message: 'refused' });
    else secretsManager(aws, target.slice('secretsmanager.'.length), JSON.parse(body), response);
  } else {
    describeStacks(aws, response);
  }
}

interface SecretsRequest {
  readonly SecretIdList?: readonly string[];
  readonly SecretId?: string;
  readonly VersionStage?: string;
}

function secretsManager(
  { secrets }: FakeAws,
  operation: string,
  { SecretIdList = [], SecretId = '', VersionStage = 'AWSCURRENT' }: SecretsRequest,
  response: ServerResponse,
): void {
  const storedAs = (id: string, stage: string) => {
    const versions = secrets.get(id) ?? [];
    const index = versions.length - (stage === 'AWSCURRENT' ? 1 : 2);
    const text = versions[index];
    if (text === undefined) return null;
    return {
      Name: id,
      ARN: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${id}-AbCdEf`,
      SecretString: text,
      VersionId: `version-${index + 1}`,
      CreatedDate: Date.now() / 1_000,
    };
  };
  if (operation === 'BatchGetSecretValue') {
    const found = SecretIdList.map((id) => storedAs(id, 'AWSCURRENT'));
    respond(response, 200, {
      SecretValues: found.filter((value) => value !== null),
      Errors: SecretIdList.filter((_, index) => found[index] === null).map((id) => {
        return { SecretId: id, ErrorCode: 'ResourceNotFoundException', Message: 'none' };
      }),
    });
    return;
  }
  const value = storedAs(SecretId, VersionStage);
  if (value === null) respond(response, 400, { __type: 'ResourceNotFoundException' });
  else respond(response, 200, value);
}

function describeStacks({ functionName }: FakeAws, response: ServerResponse): void {
  const member = `<member><OutputKey>MonitorFunctionName</OutputKey><OutputValue>${functionName}</OutputValue></member>`;
  const [status, body] =
    functionName === null
      ? [400, '<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>']
      : [
          200,
          `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>QontoAuthMonitor</StackName><Outputs>${member}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
        ];
  response.writeHead(status, { 'Content-Type': 'text/xml' });
  response.end(body);
}

function respond(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', ...headers });
  response.end(JSON.stringify(value));
}
