import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { portOf } from '../../simulator/http-host.ts';

/** A call of an AWS API as it passed by. */
export interface AwsCall {
  /** As in IAM's names of actions: `dynamodb`. */
  readonly service: string;
  /** `PutItem`, `Publish`, whatever the protocol. */
  readonly operation: string;
  readonly body: string;
}

/** Which calls of an operation are meant. */
export interface Which {
  /** How many of them. @default Infinity */
  readonly times?: number | undefined;
  /** A text that the call's body holds. @default any */
  readonly about?: string | undefined;
}

/** Calls that wait for the test. */
export interface Held {
  /** Resolves when as many calls wait as were to be held. */
  readonly arrived: Promise<void>;
  /** Lets them go on to AWS. */
  release(): void;
}

/** Stands between the function and AWS: records all calls, and disturbs some. */
export interface AwsProxy {
  readonly url: string;
  /** Every call since the start, oldest first. */
  readonly allCalls: readonly AwsCall[];
  /** Those since they were last cleared. */
  readonly calls: readonly AwsCall[];
  callsOf(operation: string): AwsCall[];
  clearCalls(): void;
  /** Answers with an error; AWS does not see the call. */
  fail(operation: string, error: { status: number; type: string }, which?: Which): void;
  /** Lets AWS do the work and cuts the connection in place of the answer. */
  loseAnswer(operation: string, which?: Which): void;
  /** Changes the answer of AWS. */
  amend(operation: string, change: (answer: JsonObject) => JsonObject, which?: Which): void;
  /** Keeps calls waiting before AWS sees them; one of them, if not told otherwise. */
  hold(operation: string, which?: Which): Held;
  /** Ends all disturbances, but those under way. */
  heal(): void;
  close(): Promise<void>;
}

type JsonObject = Record<string, unknown>;

/** What AWS answered. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | string;
}

/** Null: no answer, the connection is cut. */
type Act = (call: AwsCall, pass: () => Promise<Answer>, isJson: boolean) => Promise<Answer | null>;

interface Disturbance {
  readonly operation: string;
  readonly about: string;
  readonly act: Act;
  remaining: number;
}

/** In every error that the proxy makes up: words of a service, which belong into no output. */
export const SERVICE_WORDS = 'not-real-words-of-a-service-that-may-quote-what-was-sent';

/** Starts a proxy before the emulator at `target`. */
export async function startAwsProxy(target: string): Promise<AwsProxy> {
  const allCalls: AwsCall[] = [];
  let cleared = 0;
  let disturbances: Disturbance[] = [];

  const disturb = (operation: string, act: Act, { times = Infinity, about = '' }: Which = {}) => {
    disturbances.push({ operation, act, about, remaining: times });
  };
  const take = (call: AwsCall): Act | undefined => {
    const found = disturbances.find(
      ({ operation, about, remaining }) =>
        remaining > 0 && operation === call.operation && call.body.includes(about),
    );
    if (found !== undefined) found.remaining -= 1;
    return found?.act;
  };

  // The emulator checks a condition and writes in two steps, between which another call may write.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<Answer>): Promise<Answer> => {
    const answered = last.then(work, work);
    last = answered;
    return answered;
  };

  const answer = async (request: IncomingMessage): Promise<Answer | null> => {
    const body = await buffer(request);
    const text = body.toString();
    const call = {
      service: serviceOf(request),
      operation: operationOf(request, text),
      body: text,
    };
    allCalls.push(call);
    const pass = () =>
      isOfTable(request)
        ? inTurn(() => passOn(target, request, body))
        : passOn(target, request, body);
    const act = take(call) ?? pass;
    return act(call, pass, 'x-amz-target' in request.headers);
  };
  const server = createServer(async (request, response) => {
    // A process that was killed in the middle of a call has no use for an answer.
    const given = await answer(request).catch(() => null);
    if (given === null) {
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(given.status, { 'Content-Type': given.contentType });
    response.end(given.body);
  });
  await listen(server);

  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    allCalls,
    get calls() {
      return allCalls.slice(cleared);
    },
    callsOf: (operation) => allCalls.slice(cleared).filter((call) => call.operation === operation),
    clearCalls: () => {
      cleared = allCalls.length;
    },
    fail: (operation, error, which) => {
      disturb(operation, async (_call, _pass, isJson) => errorAnswer(error, isJson), which);
    },
    loseAnswer: (operation, which) => {
      disturb(
        operation,
        async (_call, pass) => {
          await pass();
          return null;
        },
        which,
      );
    },
    amend: (operation, change, which) => {
      disturb(
        operation,
        async (_call, pass) => {
          const answer = await pass();
          return { ...answer, body: JSON.stringify(change(JSON.parse(answer.body.toString()))) };
        },
        which,
      );
    },
    hold: (operation, { times = 1, about } = {}) => {
      const arrived = later();
      const released = later();
      let waiting = 0;
      const act: Act = async (_call, pass) => {
        waiting += 1;
        if (waiting === times) arrived.resolve();
        await released.promise;
        return pass();
      };
      disturb(operation, act, { times, about });
      return { arrived: arrived.promise, release: released.resolve };
    },
    heal: () => {
      disturbances = [];
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function later(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

async function listen(server: Server): Promise<void> {
  // Idle connections stay open: who reuses one must not lose a race against a timer.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

/** The service that a call was signed for: `…/20261123/eu-west-3/sns/aws4_request, …`. */
function serviceOf({ headers }: IncomingMessage): string {
  return /Credential=[^,]*\/([^/,]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** The operation by its header (JSON protocols) or its form field (Query protocol). */
function operationOf(request: IncomingMessage, body: string): string {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  return new URLSearchParams(body).get('Action') ?? `${request.method} ${request.url}`;
}

function isOfTable({ headers }: IncomingMessage): boolean {
  const target = headers['x-amz-target'];
  return typeof target === 'string' && target.startsWith('DynamoDB_');
}

/** Hands a request on to `target`, and its answer back. */
export async function passOn(
  target: string,
  request: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const onward = send(new URL(request.url ?? '/', target), {
    method: request.method ?? 'POST',
    headers: { ...request.headers, connection: 'close' },
  });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  return {
    status: answer.statusCode ?? 502,
    contentType: answer.headers['content-type'] ?? '',
    body: await buffer(answer),
  };
}

function errorAnswer({ status, type }: { status: number; type: string }, isJson: boolean): Answer {
  return isJson
    ? {
        status,
        contentType: 'application/x-amz-json-1.1',
        body: JSON.stringify({ __type: type, message: SERVICE_WORDS }),
      }
    : {
        status,
        contentType: 'text/xml',
        body: `<ErrorResponse><Error><Type>Sender</Type><Code>${type}</Code><Message>${SERVICE_WORDS}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
      };
}
