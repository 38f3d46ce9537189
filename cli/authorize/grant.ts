import { describeDuration } from '../../lambda/config/duration.ts';
import type { Target } from '../../lambda/config/target.ts';
import {
  type AuthorizationRequest,
  exchangeCode,
  isConsentPageMissing,
} from '../../lambda/qonto/authorization-code.ts';
import type { QontoClient } from '../../lambda/qonto/client.ts';
import type { IssuedTokens } from '../../lambda/qonto/token-answer.ts';
import type { Terminal } from '../terminal.ts';
import type { Applicant } from './applicant.ts';
import { openBrowser } from './browser.ts';
import {
  callbackProblem,
  exchangeProblem,
  type Problem,
  timeoutProblem,
  whatTheBrowserMayShow,
} from './problems.ts';
import { openReception, type Received } from './receive.ts';
import type { CallbackAddress } from './redirect.ts';

/** A request for a grant, and everything that it takes to get it. */
export interface GrantTools {
  readonly target: Target;
  readonly request: AuthorizationRequest;
  readonly applicant: Applicant;
  readonly client: QontoClient;
  readonly terminal: Terminal;
  /** Null: nobody listens for the browser, its address is pasted. */
  readonly listenAt: CallbackAddress | null;
  readonly timeoutMs: number;
  /** Whether the browser is opened here. */
  readonly opensBrowser: boolean;
}

/** What came of asking for a grant. */
export type GrantOutcome =
  | { readonly kind: 'granted'; readonly tokens: IssuedTokens }
  | { readonly kind: 'failed'; readonly problem: Problem };

/**
 * Sends the user to the consent, waits for the code, and exchanges it. Somebody listens until the end:
 * a browser may come twice.
 */
export async function obtainGrant(tools: GrantTools): Promise<GrantOutcome> {
  const { target, request, applicant, client, terminal } = tools;
  const reception = await openReception(request, tools);
  try {
    introduce(request, terminal);
    await warnOfMissingPage(tools);
    if (tools.opensBrowser && !(await openBrowser(request.url, process.env, process.platform))) {
      terminal.say('No browser could be opened from here: open the address yourself.');
    }
    const received = await reception.answer();
    if (received.kind !== 'code') return failed(received, tools);
    const { clientSecret, stagingToken } = applicant;
    const answer = await exchangeCode(
      client,
      request,
      clientSecret,
      received.parameters,
      stagingToken,
    );
    return answer.kind === 'issued'
      ? { kind: 'granted', tokens: answer.tokens }
      : { kind: 'failed', problem: exchangeProblem(answer, target) };
  } finally {
    reception.close();
  }
}

function introduce(request: AuthorizationRequest, terminal: Terminal): void {
  terminal.say('Open this address in your own browser, and accept:');
  terminal.say();
  terminal.show(request.url);
  terminal.say();
  terminal.say('What the browser may show instead of the consent:');
  for (const trouble of whatTheBrowserMayShow(request)) terminal.say(`- ${trouble}`);
  terminal.say();
}

/**
 * Production says 404 to anybody; the sandbox also to whoever is not signed in to its web app, which
 * says nothing about the client.
 */
async function warnOfMissingPage({ request, client, terminal }: GrantTools): Promise<void> {
  const { environment } = request;
  if (environment.kind !== 'production') return;
  if (await isConsentPageMissing(client, environment, request)) {
    terminal.say(
      `Qonto answers 404 to such an address: the client id is not of ${environment.name}, or ${request.redirectUri} is not registered for it. The browser will show the same.`,
    );
  }
}

function failed(
  received: Exclude<Received, { kind: 'code' }>,
  { request, timeoutMs }: GrantTools,
): GrantOutcome {
  const problem =
    received.kind === 'timeout'
      ? timeoutProblem(request, describeDuration(timeoutMs))
      : callbackProblem(received.error);
  return { kind: 'failed', problem };
}
