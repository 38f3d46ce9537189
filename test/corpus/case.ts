import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import type { SecretReading } from '../../lambda/monitor/ports.ts';
import type { Confidence, Outcome } from '../../lambda/report.ts';
import type { ClientCredentials } from '../../simulator/client-store.ts';
import type { EnvironmentKind, EnvironmentSettings } from '../../simulator/environment.ts';
import type { Fault } from '../../simulator/faults.ts';
import type { ApiKey } from '../../simulator/key-store.ts';
import type { AddressName } from './addresses.ts';
import type { InconclusiveCode, RejectedCode, WarningCode } from './contract-codes.ts';

/** The tokens of a grant with `offline_access`. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly scope: string;
}

/** Material of one environment, made anew for each case; a case picks its secret from it. */
export interface Material {
  /** The organization's living API key, and the same as `login:secret`. */
  readonly key: ApiKey;
  readonly pair: string;
  /** The key before it, dead since a colleague regenerated it. */
  readonly deadKey: ApiKey;
  readonly deadPair: string;
  readonly client: ClientCredentials;
  /** Fresh tokens with every scope that the monitor needs. */
  readonly tokens: Tokens;
  /** Young tokens whose consent was withdrawn. */
  readonly revoked: Tokens;
  /** Tokens of two hours ago; the access token has expired. */
  readonly expired: Tokens;
  /** Fresh tokens without `organization.read`. */
  readonly unscoped: Tokens;
  /** An access token of two hours ago without `offline_access`, so without a refresh token. */
  readonly expiredOnline: Omit<Tokens, 'refreshToken'>;
  /** A client whose secret was rotated after this one was stored. */
  readonly staleClient: ClientCredentials;
  /** An authorization code that was not exchanged yet. */
  readonly code: string;
}

/** What a case may build its secret and its answers from. */
export interface World extends Material {
  readonly stagingToken: string;
  /** The staging token before the valid one. */
  readonly oldStagingToken: string;
  /** Material of the other environment. */
  readonly other: Material;
  /** Epoch milliseconds of the check. */
  readonly now: number;
}

/** A value as it is stored: text as it is, anything else as JSON. */
export type Stored = string | object;

/** A secret that cannot be read, and why. */
export interface Unreadable {
  readonly unreadable: Exclude<SecretReading['kind'], 'value'>;
}

/** A secret's content, fixed or built from the world. */
export type Content = Stored | Unreadable | ((world: World) => Stored);

type CredentialInput = NonNullable<
  MonitorConfigInput['environments'][string]['credentials']
>[number];

/** One row of the corpus. */
export interface CorpusCase {
  /** A sentence: the situation. */
  readonly name: string;
  /** @default 'production' */
  readonly environment?: EnvironmentKind;
  /** The login of the API keys. @default the simulator's own */
  readonly login?: string;
  readonly secret: Content;
  /** The `KEY` of `NAME#KEY`. */
  readonly key?: string;
  readonly method?: NonNullable<CredentialInput['method']>;
  readonly fields?: NonNullable<CredentialInput['fields']>;
  /** How long ago the secret's version was stored. @default 0 */
  readonly ageMs?: number;
  /** The secret's version before this one (AWSPREVIOUS). */
  readonly previous?: Content;
  /**
   * The environment's staging token secret; `null` configures none.
   * @default the valid token in a sandbox, none in production
   */
  readonly stagingToken?: Content | null;
  /** The `KEY` of the staging token's `NAME#KEY`. */
  readonly stagingKey?: string;
  /** How the simulated environment is set up for this case. */
  readonly settings?: Partial<EnvironmentSettings>;
  /** What Qonto's API host answers, request after request; the last goes on. @default the truth */
  readonly qonto?: Fault | readonly (Fault | 'truth')[] | ((world: World) => Fault);
  /** What goes wrong at the OAuth host. */
  readonly oauthHost?: Fault;
  /** Where the environment's API is, instead of the simulator. */
  readonly at?: AddressName;
  /** A path at the end of the API's address. */
  readonly basePath?: string;
  /** The other environment watches the same secret, and everything is checked. */
  readonly alsoWatchedByOther?: boolean;
  /** @default 5000 */
  readonly timeoutMs?: number;
  /** One expectation, or several that the contract leaves equally defensible. */
  readonly expect: Expectation | readonly Expectation[];
}

/** What a check must say. */
export interface Expectation {
  readonly outcome: Outcome;
  /** One of these codes; empty means no diagnosis. */
  readonly codes: readonly (RejectedCode | InconclusiveCode)[];
  readonly confidence?: readonly Confidence[];
  /** Exactly these warnings, in any order; not looked at when left out. */
  readonly warnings?: readonly WarningCode[];
  /** One of these; not looked at when left out. */
  readonly traceId?: readonly (string | null)[];
}

type Extras = Pick<Expectation, 'confidence' | 'warnings' | 'traceId'>;

/** Authenticated, by default without any warning. */
export function authenticated(extras: Extras = {}): Expectation {
  return { outcome: 'authenticated', codes: [], warnings: [], ...extras };
}

/** Rejected with the code, or with one of several equally defensible ones. */
export function rejected(
  codes: RejectedCode | readonly RejectedCode[],
  extras: Extras = {},
): Expectation {
  return { outcome: 'rejected', codes: typeof codes === 'string' ? [codes] : codes, ...extras };
}

/** Inconclusive with the code, or with one of several equally defensible ones. */
export function inconclusive(
  codes: InconclusiveCode | readonly InconclusiveCode[],
  extras: Extras = {},
): Expectation {
  return { outcome: 'inconclusive', codes: typeof codes === 'string' ? [codes] : codes, ...extras };
}

/** Accepted by Qonto in a form that nothing documents. */
export const acceptedButMalformed = authenticated({ warnings: ['API_KEY_ACCEPTED_BUT_MALFORMED'] });
