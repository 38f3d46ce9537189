import { MonitorError, nameOf } from '../lambda/errors.ts';

/** How AWS is reached: by the SDK's usual chain, unless a command says otherwise. */
export interface AwsOptions {
  readonly profile?: string;
  readonly region?: string;
}

/** How long an answer is waited for, and how often AWS is asked for it. */
export interface Patience {
  readonly answerMs: number;
  readonly attempts: number;
}

/** For what AWS answers at once. */
const USUAL: Patience = { answerMs: 5_000, attempts: 2 };

const CONNECT_MS = 3_000;

/** What a client is made with. */
interface ClientSettings {
  readonly profile?: string;
  readonly region?: string;
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
}

/** What the SDK's middleware knows of a call once it fails. */
interface CallContext {
  readonly endpointV2?: { readonly url: URL };
}

/** As much of an SDK client as is needed to see its calls fail. */
interface AwsClient {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: {
    add(
      middleware: <A, R>(
        next: (args: A) => Promise<R>,
        context: CallContext,
      ) => (args: A) => Promise<R>,
      options: { readonly step: 'initialize'; readonly name: string },
    ): void;
  };
}

/**
 * Makes a client of AWS for somebody who waits for it: it gives up after seconds, and says in words when
 * AWS was not reached. Without that, a dead network looks like a fault of what was asked for.
 *
 * @param Client the SDK's class. Its calls throw MonitorError `AWS_UNREACHABLE` when no answer comes,
 * and `AWS_CREDENTIALS` when the profile has no credentials
 */
export function awsClient<C extends AwsClient>(
  Client: new (settings: ClientSettings) => C,
  { profile, region }: AwsOptions,
  { answerMs, attempts }: Patience = USUAL,
): C {
  const client = new Client({
    ...(profile ? { profile } : {}),
    ...(region ? { region } : {}),
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
    },
  });
  const chosen = profile ?? process.env.AWS_PROFILE;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const whom = `AWS (${[client.config.serviceId, context.endpointV2?.url.origin].filter(Boolean).join(', ')})`;
        throw unreached(error, whom, region) ?? unknownProfile(error, chosen) ?? error;
      }
    },
    // Outside of the SDK's own attempts.
    { step: 'initialize', name: 'qontoAuthMonitorUnreached' },
  );
  return client;
}

const CHECK = 'Is the region right? Is there a network?';

/** Ways of getting no answer, by the error's name. Each is the system's or the SDK's own, and AWS has none like it. */
const UNREACHED: readonly {
  readonly name: RegExp;
  readonly says: (whom: string, name: string) => string;
}[] = [
  {
    name: /^(?:TimeoutError|ETIMEDOUT)$/,
    says: (whom, name) => `${whom} did not answer in time (${name}). ${CHECK}`,
  },
  {
    name: /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_|EPROTO$)/,
    says: (whom, name) =>
      `No encrypted connection to ${whom} comes about (${name}). Does something on the way intercept TLS? Is the clock right?`,
  },
  {
    name: /^E(?:AI_)?[A-Z]+$/,
    says: (whom, name) => `${whom} cannot be reached (${name}). ${CHECK}`,
  },
];

function unreached(error: unknown, whom: string, region?: string): MonitorError | null {
  if (isAnswer(error)) return null;
  if (error instanceof Error && /^Region not accepted/.test(error.message)) {
    const message = `The AWS region ${region === undefined ? '' : `${JSON.stringify(region)} `}is none: name one with --region, or set AWS_REGION.`;
    return new MonitorError('AWS_UNREACHABLE', message, { cause: error });
  }
  const name = nameOf(error);
  const way = UNREACHED.find((one) => one.name.test(name));
  if (way === undefined) return null;
  return new MonitorError('AWS_UNREACHABLE', way.says(whom, name), { cause: error });
}

/** Whether AWS said it, which it says with a status. */
function isAnswer(error: unknown): boolean {
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode !== undefined;
}

function unknownProfile(error: unknown, profile: string | undefined): MonitorError | null {
  if (!profile || nameOf(error) !== 'CredentialsProviderError') return null;
  const message = `The AWS profile ${JSON.stringify(profile)} has no credentials, or does not exist. Sign in with it, or choose another.`;
  return new MonitorError('AWS_CREDENTIALS', message, { cause: error });
}
