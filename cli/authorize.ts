import { isoTime, systemClock } from '../lambda/clock.ts';
import { parseDuration } from '../lambda/config/duration.ts';
import { MonitorError } from '../lambda/errors.ts';
import { requestAuthorization } from '../lambda/qonto/authorization-code.ts';
import { createQontoClient } from '../lambda/qonto/client.ts';
import type { IssuedTokens } from '../lambda/qonto/token-answer.ts';
import type { Secret } from '../lambda/secret.ts';
import { type Applicant, applicantOf } from './authorize/applicant.ts';
import { hasBrowser } from './authorize/browser.ts';
import { obtainGrant } from './authorize/grant.ts';
import type { Problem } from './authorize/problems.ts';
import { type RedirectOptions, redirectOf } from './authorize/redirect.ts';
import { type Desk, type DeskOptions, openDesk } from './desk.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { type Output, wrap } from './output.ts';
import { settle, tellSettlement } from './settle.ts';

/** Options of `authorize`. */
export interface AuthorizeOptions extends DeskOptions, RedirectOptions {
  /** Scopes to ask for beside the monitor's own and those of the grant before. */
  readonly scope?: string;
  /** Left out: where this machine seems to have the user's browser. */
  readonly browser?: boolean;
  /** How long the browser may take, as a duration. */
  readonly timeout: string;
}

/**
 * Starts a grant: sends the user's browser to Qonto's consent, receives the code, exchanges it, checks
 * the tokens with a real call, and stores them.
 */
export async function authorize(options: AuthorizeOptions, out: Output): Promise<number> {
  const timeoutMs = timeoutOf(options.timeout);
  const redirect = redirectOf(options);
  const desk = await openDesk(options, out);
  const { config, target, vault, terminal } = desk;
  const client = createQontoClient({ timeoutMs: config.check.timeoutMs, clock: systemClock });
  try {
    if (redirect.listenAt === null && !terminal.isInteractive) {
      throw new MonitorError(
        'USAGE_INVALID',
        `Nobody can wait at ${redirect.uri}, so the address that the browser ends at has to be pasted: run this in a terminal.`,
      );
    }
    const current = await vault.read();
    const applicant = await applicantOf(desk, current, options.scope);
    const request = await requestAuthorization(target.environment, {
      ...applicant,
      redirectUri: redirect.uri,
    });
    const outcome = await obtainGrant({
      target,
      request,
      applicant,
      client,
      terminal,
      timeoutMs,
      listenAt: redirect.listenAt,
      opensBrowser: options.browser ?? hasBrowser(process.env, process.platform),
    });
    return outcome.kind === 'failed'
      ? tellProblem(outcome.problem, desk)
      : await keep(outcome.tokens, applicant, current, desk);
  } finally {
    terminal.close();
    client.close();
  }
}

function timeoutOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new MonitorError(
    'USAGE_INVALID',
    `${JSON.stringify(text)} is no duration; write a number and s, m or h, such as 10m.`,
  );
}

/** What machines are told of a grant: nothing of its tokens. */
interface Grant {
  readonly scopes: readonly string[];
  /** Scopes that were asked for and not granted. */
  readonly withheld: readonly string[];
  readonly hasRefreshToken: boolean;
  readonly expiresAt: string | null;
}

async function keep(
  tokens: IssuedTokens,
  { clientId, clientSecret, typedStagingToken, scopes: wanted }: Applicant,
  current: Secret | null,
  desk: Desk,
): Promise<number> {
  const { accessToken, refreshToken, expiresAt, issuedAt } = tokens;
  const scopes = tokens.scopes ?? wanted;
  const settlement = await settle(desk, current, {
    clientId,
    clientSecret,
    accessToken,
    refreshToken,
    expiresAt,
    refreshedAt: issuedAt,
    scope: scopes,
    ...(typedStagingToken === null ? {} : { stagingToken: typedStagingToken }),
  });
  const grant: Grant = {
    scopes,
    withheld: wanted.filter((scope) => !scopes.includes(scope)),
    hasRefreshToken: refreshToken !== null,
    expiresAt: expiresAt === null ? null : isoTime(expiresAt),
  };
  if (desk.options.json) desk.out.json({ ...settlement, grant, problem: null });
  else {
    tellSettlement(settlement, desk.out);
    if (settlement.stored) tellGrant(grant, desk);
  }
  return exitCodeOf(settlement.report);
}

function tellGrant(grant: Grant, { target, out }: Desk): void {
  const until = grant.expiresAt === null ? 'within the hour' : `at ${grant.expiresAt}`;
  const notes = [
    `Granted: ${grant.scopes.join(' ')}.`,
    ...(grant.withheld.length === 0 ? [] : [`Not granted: ${grant.withheld.join(' ')}.`]),
    !grant.hasRefreshToken
      ? `No refresh token came: offline_access was not granted, so the grant ends ${until}. Allow offline_access for the application in the Developer Portal, and run authorize again.`
      : target.credential.tokens === 'manage'
        ? `The access token ends ${until}; the monitor refreshes it ("tokens": "manage").`
        : `The access token ends ${until}; your application has to refresh it and store what it gets ("tokens": "observe").`,
  ];
  for (const note of notes) for (const line of wrap(note, out.width)) out.line(line);
}

function tellProblem(problem: Problem, { target, options, out }: Desk): number {
  const { name, outcome, cause, remedy, docsUrl } = problem;
  if (options.json) {
    const secret = target.credential.secret.secretId;
    out.json({ stored: false, secret, version: null, report: null, grant: null, problem });
  } else {
    const steps = remedy.map((step, index) => `${index + 1}. ${step}`);
    const lines = [`No grant: ${cause} (${name})`, ...steps, `Guide: ${docsUrl}`];
    for (const line of lines) for (const part of wrap(line, out.width)) out.line(part);
    out.line('Nothing was stored.');
  }
  return outcome === 'rejected' ? EXIT.rejected : EXIT.inconclusive;
}
