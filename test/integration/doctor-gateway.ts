import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { portOf } from '../../simulator/http-host.ts';
import { passOn } from './aws-proxy.ts';
import type { Invocation } from './runtime-api.ts';

/** A part of a stack that the emulator leaves out of it. */
export interface MissingPart {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

/** Stands between a command and AWS, and does what the emulator cannot. */
export interface DoctorGateway {
  readonly url: string;
  /** Parts that stacks hold besides those that the emulator knows of. */
  missing: readonly MissingPart[];
  /** Answers invocations of the function. */
  invoke: (event: unknown) => Promise<Invocation | { readonly text: string }>;
  /** Addresses whose subscriptions wait: the emulator confirms them all. */
  unconfirmed: readonly string[];
  /** Calls whose body or path holds one of these words are refused, as by IAM. */
  denied: readonly string[];
  close(): Promise<void>;
}

/** Starts a gateway before the emulator at `target`. */
export async function startDoctorGateway(target: string): Promise<DoctorGateway> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const asked = `${request.url} ${request.headers['x-amz-target'] ?? ''} ${body}`;
    if (gateway.denied.some((word) => asked.includes(word))) {
      const isQuery = body.includes('Action=');
      response.writeHead(isQuery ? 403 : 400, { 'x-amzn-errortype': 'AccessDeniedException' });
      response.end(
        isQuery
          ? '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>'
          : '{"__type":"AccessDeniedException"}',
      );
    } else if (/^\/2015-03-31\/functions\/[^/]+\/invocations/.test(request.url ?? '')) {
      const invocation = await gateway.invoke(JSON.parse(body.toString()));
      const failed = 'errorType' in invocation ? { 'X-Amz-Function-Error': 'Unhandled' } : {};
      response.writeHead(200, failed);
      response.end(textOf(invocation));
    } else {
      const answer = await passOn(target, request, body);
      const isOf = (action: string) => asked.includes(`Action=${action}`);
      const amended = isOf('ListStackResources')
        ? withParts(answer.body.toString(), gateway.missing)
        : isOf('ListSubscriptionsByTopic')
          ? withoutConfirmations(answer.body.toString(), gateway.unconfirmed)
          : answer.body;
      response.writeHead(answer.status, { 'Content-Type': answer.contentType });
      response.end(amended);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway: DoctorGateway = {
    url: `http://127.0.0.1:${portOf(server)}`,
    missing: [],
    unconfirmed: [],
    denied: [],
    invoke: async () => ({ errorType: 'None', errorMessage: 'There is no function.' }),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return gateway;
}

function textOf(invocation: Invocation | { readonly text: string }): string {
  if ('text' in invocation) return invocation.text;
  return JSON.stringify('payload' in invocation ? invocation.payload : invocation);
}

function withParts(answer: string, parts: readonly MissingPart[]): string {
  const members = parts.map(
    ({ type, logicalId, physicalId }) =>
      `<member><ResourceType>${type}</ResourceType><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId></member>`,
  );
  const end = '</StackResourceSummaries>';
  return answer.replace(end, `${members.join('')}${end}`);
}

function withoutConfirmations(answer: string, endpoints: readonly string[]): string {
  return answer.replace(/<member>.*?<\/member>/gs, (member) =>
    endpoints.some((one) => member.includes(`<Endpoint>${one}</Endpoint>`))
      ? member.replace(/(<SubscriptionArn>)[^<]*/, '$1PendingConfirmation')
      : member,
  );
}
