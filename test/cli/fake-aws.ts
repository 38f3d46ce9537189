import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { portOf } from '../../simulator/http-host.ts';
import { secretsManager } from './fake-secrets.ts';

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
  /** Versions at stage AWSPENDING, by the secret's name. */
  readonly pending: Map<string, { readonly text: string; readonly versionId: string }>;
  /** Every secret operation is answered by this error instead. */
  refuse: string | null;
  /** Every operation that writes a secret is answered by this error instead. */
  refuseWrites: string | null;
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
    pending: new Map(),
    refuse: null,
    refuseWrites: null,
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
    const operation = target.slice('secretsmanager.'.length);
    const isWrite = !/^(?:(?:Batch)?Get|List)/.test(operation);
    const refused = aws.refuse ?? (isWrite ? aws.refuseWrites : null);
    if (refused !== null) respond(response, 400, { __type: refused, Message: 'refused' });
    else secretsManager(aws, operation, JSON.parse(body), response);
  } else {
    describeStacks(aws, response);
  }
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

/** Answers as an AWS service does that speaks JSON. */
export function respond(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', ...headers });
  response.end(JSON.stringify(value));
}
