import type { Target } from '../../lambda/config/target.ts';
import { DOCS } from '../../lambda/diagnosis/catalogue/entry.ts';
import { CATALOGUE, type DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';
import { remedyFor } from '../../lambda/diagnosis/remedy.ts';
import type {
  AuthorizationRequest,
  Callback,
  ExchangeAnswer,
} from '../../lambda/qonto/authorization-code.ts';
import type { OAuthError } from '../../lambda/qonto/token-answer.ts';

/** Why there is no grant. */
export interface Problem {
  /** An OAuth error, a code of the catalogue, or `timeout`. */
  readonly name: string;
  /** Whether somebody refused, or nothing was found out. */
  readonly outcome: 'rejected' | 'inconclusive';
  readonly cause: string;
  readonly remedy: readonly string[];
  readonly docsUrl: string;
}

type Words = Omit<Problem, 'name' | 'docsUrl'>;

const AGAIN = 'Run authorize again.';

const TRY_LATER: Words = {
  outcome: 'inconclusive',
  cause: "Qonto's OAuth host is in trouble. That says nothing about the application.",
  remedy: ['Wait a little.', AGAIN],
};

const SIGN_IN: Words = {
  outcome: 'rejected',
  cause: 'The sign-in or the consent was not completed.',
  remedy: ['Complete both in one browser window.', AGAIN],
};

/** What Qonto may send the browser back with, instead of a code. */
const CALLBACK_ERRORS: Readonly<Partial<Record<OAuthError, Words>>> = {
  access_denied: {
    outcome: 'rejected',
    cause:
      'The consent was refused: somebody declined it on the page, or the user may not give it.',
    remedy: ['Sign in as a user who may connect applications to the organization.', AGAIN],
  },
  request_forbidden: {
    outcome: 'rejected',
    cause:
      'Qonto found no CSRF cookie of its own: the address was opened by something else than the browser that signed in, cookies are blocked, or two authorizations ran at once.',
    remedy: [
      "Close other attempts, and allow cookies for Qonto's OAuth host.",
      'Run authorize again, and open the address yourself, in one ordinary browser window.',
    ],
  },
  invalid_scope: {
    outcome: 'rejected',
    cause: 'The application may not ask for one of the scopes.',
    remedy: ["Allow the scopes in the application's settings in the Developer Portal.", AGAIN],
  },
  unauthorized_client: {
    outcome: 'rejected',
    cause: 'The application may not ask for a grant in this way.',
    remedy: ["Look at the application's state and settings in the Developer Portal.", AGAIN],
  },
  login_required: SIGN_IN,
  consent_required: SIGN_IN,
  interaction_required: SIGN_IN,
  server_error: TRY_LATER,
  temporarily_unavailable: TRY_LATER,
};

/** What the token endpoint may say of a code. */
const EXCHANGE_ERRORS: Readonly<Partial<Record<OAuthError, Words>>> = {
  invalid_grant: {
    outcome: 'rejected',
    cause:
      'Qonto does not take the code: it is older than ten minutes, it was exchanged before, or it was issued for another redirect URI or client.',
    remedy: ['Run authorize again, and complete the consent within ten minutes.'],
  },
  invalid_client: {
    outcome: 'rejected',
    cause:
      'Client id and client secret do not belong together: the secret is wrong or was replaced, or they are of another environment.',
    remedy: [
      'Copy client id and client secret from the Developer Portal, for this environment.',
      'Store them with: npx qonto-auth-monitor store',
      AGAIN,
    ],
  },
  unauthorized_client: CALLBACK_ERRORS.unauthorized_client as Words,
  invalid_scope: CALLBACK_ERRORS.invalid_scope as Words,
  server_error: TRY_LATER,
  temporarily_unavailable: TRY_LATER,
};

const UNKNOWN: Words = {
  outcome: 'inconclusive',
  cause: 'Qonto answers with an error that is not documented for this step.',
  remedy: [AGAIN, "If it stays, write to Qonto's Developer Support."],
};

/** Words for an error that the browser came back with. */
export function callbackProblem(error: OAuthError | 'other'): Problem {
  return problem(error, (error !== 'other' && CALLBACK_ERRORS[error]) || UNKNOWN, DOCS.oauthFlow);
}

/** Words for a browser that did not come back in time. */
export function timeoutProblem(request: AuthorizationRequest, waited: string): Problem {
  return problem(
    'timeout',
    {
      outcome: 'inconclusive',
      cause: `The browser did not come back within ${waited}.`,
      remedy: whatTheBrowserMayShow(request),
    },
    DOCS.oauthFlow,
  );
}

/** Words for an exchange that brought no tokens. */
export function exchangeProblem(
  answer: Exclude<ExchangeAnswer, { kind: 'issued' }>,
  target: Target,
): Problem {
  if (answer.kind === 'refused') {
    const { error } = answer;
    return problem(error, (error !== 'other' && EXCHANGE_ERRORS[error]) || UNKNOWN, DOCS.tokens);
  }
  const code = answer.kind === 'unanswered' ? answer.failure : codeOf(answer, target);
  const { kind, cause, docsUrl } = CATALOGUE[code];
  const steps = kind === 'rejected' ? remedyFor(code, target) : stepsToOAuthHost(target);
  return {
    name: code,
    outcome: kind === 'rejected' ? 'rejected' : 'inconclusive',
    cause,
    remedy: [...steps, 'Run authorize again: the code is not kept.'],
    docsUrl,
  };
}

/** The catalogue speaks of the API's host, and of a monitor that asks again by itself. */
function stepsToOAuthHost({ environment: { name, oauthUrl } }: Target): string[] {
  return [
    'This says nothing about the application.',
    `If it stays, check "oauthUrl" of ${name} in the configuration; it is ${oauthUrl} now.`,
    'Then what stands between this machine and that host: the resolver, proxies, firewalls, whatever intercepts TLS.',
  ];
}

function codeOf(
  { status, isHtml, hasSentStagingToken }: Extract<ExchangeAnswer, { kind: 'odd' }>,
  { environment }: Target,
): DiagnosisCode {
  if (status === 429) return 'RATE_LIMITED';
  if (status >= 500) return 'PROVIDER_ERROR';
  const isGate = (isHtml && status === 200) || (status >= 300 && status < 400);
  if (isGate && environment.kind === 'sandbox') {
    return hasSentStagingToken ? 'STAGING_TOKEN_REJECTED' : 'STAGING_TOKEN_MISSING';
  }
  if (isHtml && (status === 401 || status === 403)) return 'EDGE_BLOCKED';
  return status === 404 ? 'ENDPOINT_NOT_FOUND' : 'UNEXPECTED_RESPONSE';
}

/** What is said of an address that answers another request, or none. */
export function explainStray(callback: Extract<Callback, { kind: 'foreign' | 'nothing' }>): string {
  if (callback.kind === 'nothing') {
    return 'An address came that holds neither a code nor an error. The whole address is wanted that the browser ended at, with ?code=… and state=… in it.';
  }
  const error = callback.error === null ? '' : ` (its error: ${callback.error})`;
  return `An answer came whose state is not that of this request${error}, and was left alone: it may be of an earlier attempt, or forged. Open the address above once more.`;
}

/** What goes wrong where only the user can see it: in the browser. */
export function whatTheBrowserMayShow({
  environment,
  redirectUri,
}: Pick<AuthorizationRequest, 'environment' | 'redirectUri'>): string[] {
  const isSandbox = environment.kind === 'sandbox';
  return [
    `404: the client id is not of ${environment.name}, or the redirect URI is not registered for it, to the letter: ${redirectUri}`,
    ...(isSandbox
      ? [
          '404 in the sandbox also: this browser is not signed in to the Sandbox web app; sign in there first (the SMS code is 123456), then open the address again.',
        ]
      : []),
    'request_forbidden, or no CSRF value: open the address yourself, in one ordinary window with cookies, and close other attempts.',
    `A page that cannot be reached, at ${new URL(redirectUri).host}: the browser is on another machine; copy its address and paste it here.`,
  ];
}

function problem(name: string, words: Words, docsUrl: string): Problem {
  return { name, ...words, docsUrl };
}
