import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { CanarySearch } from '../support/canaries.ts';
import type { Stage } from './stage.ts';

/** Values that nobody can take for real ones, of one credential. */
export interface Canaries {
  readonly login: string;
  readonly secret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly stagingToken: string;
}

interface Shape {
  /** What Secrets Manager holds. */
  readonly content: (canaries: Canaries) => unknown;
  /** What the configuration says besides name and secret. */
  readonly config?: object;
  /** `#KEY` behind the secret's name. */
  readonly key?: string;
}

const pairOf = ({ login, secret }: Canaries) => `${login}:${secret}`;

/** Every way in which a secret may hold a credential, good and bad, by name. */
const SHAPES: Readonly<Record<string, Shape>> = {
  pair: { content: ({ login, secret }) => ({ login, secret }) },
  'pair with staging token': {
    content: ({ login, secret, stagingToken }) => ({ login, secretKey: secret, stagingToken }),
  },
  authorization: { content: (canaries) => ({ authorization: pairOf(canaries) }) },
  'plain text': { content: pairOf },
  'one key of many': {
    content: (canaries) => ({ other: 1, app: { login: canaries.login, secret: canaries.secret } }),
    key: '#app',
  },
  'key that is missing': { content: (canaries) => ({ other: pairOf(canaries) }), key: '#app' },
  'renamed fields': {
    content: ({ login, secret }) => ({ QONTO_LOGIN: login, QONTO_SECRET: secret }),
    config: { fields: { login: 'QONTO_LOGIN', secret: 'QONTO_SECRET' } },
  },
  'login in the place of the secret': {
    content: (canaries) => ({ login: canaries.login, secret: pairOf(canaries) }),
  },
  swapped: { content: ({ login, secret }) => `${secret}:${login}` },
  'no colon': { content: ({ login, secret }) => `${login}${secret}` },
  'Bearer in front': { content: (canaries) => `Bearer ${pairOf(canaries)}` },
  'Basic in front': { content: (canaries) => `Basic ${btoa(pairOf(canaries))}` },
  Base64: { content: (canaries) => btoa(pairOf(canaries)) },
  quoted: { content: (canaries) => `"${pairOf(canaries)}"` },
  'white space': { content: (canaries) => ` ${pairOf(canaries)}\t` },
  'line break': { content: (canaries) => `${pairOf(canaries)}\n` },
  'name of the header': { content: (canaries) => `Authorization: ${pairOf(canaries)}` },
  'other letters': { content: ({ login, secret }) => `${login}:${secret}\u00e9\u{1f511}` },
  'damaged JSON': { content: ({ login, secret }) => `{"login":"${login}","secret":"${secret}` },
  'a list': { content: (canaries) => JSON.stringify([pairOf(canaries)]) },
  'field of another type': { content: ({ login, secret }) => ({ login, secret: [secret] }) },
  'only a secret': { content: ({ secret }) => ({ secret }) },
  'fields nobody knows': { content: (canaries) => ({ password: canaries.secret }) },
  tokens: { content: ({ login: _l, secret: _s, ...tokens }) => tokens },
  'tokens in snake case': {
    content: (canaries) => ({
      client_id: canaries.clientId,
      client_secret: canaries.clientSecret,
      access_token: canaries.accessToken,
      refresh_token: canaries.refreshToken,
      expires_at: Date.parse(canaries.expiresAt) / 1_000,
      staging_token: canaries.stagingToken,
    }),
  },
  'a bare token': { content: ({ accessToken }) => accessToken, config: { method: 'oauth' } },
  'only a refresh token': { content: ({ refreshToken }) => ({ refreshToken }) },
  'a refresh token as access token': {
    content: ({ refreshToken }) => ({ accessToken: refreshToken }),
  },
  'a token with Bearer': {
    content: ({ accessToken }) => ({ accessToken: `Bearer ${accessToken}` }),
  },
  'a token as expiry': {
    content: ({ accessToken, refreshToken }) => ({ accessToken, expiresAt: refreshToken }),
  },
  'a token as scope': {
    content: ({ accessToken, refreshToken }) => ({ accessToken, scope: refreshToken }),
  },
  'a token as API key': { content: ({ accessToken }) => accessToken },
  'an API key as token': { content: (canaries) => ({ accessToken: pairOf(canaries) }) },
  'another method': {
    content: ({ login, secret }) => ({ login, secret }),
    config: { method: 'oauth' },
  },
};

const NAMES = Object.keys(SHAPES);
const secretOf = (name: string) => `canaries/${NAMES.indexOf(name)}`;

/**
 * A production and a sandbox (with one staging token for all) that share the shapes between them;
 * the first stands in both.
 */
export function everyShape(): MonitorConfigInput['environments'] {
  const credentialsWhere = (isHere: (index: number) => boolean) =>
    NAMES.filter((_, index) => isHere(index)).map((name) => ({
      name,
      secret: `${secretOf(name)}${SHAPES[name]?.key ?? ''}`,
      ...SHAPES[name]?.config,
    }));
  return {
    production: { credentials: credentialsWhere((index) => index % 2 === 0) },
    sandbox: {
      credentials: credentialsWhere((index) => index % 2 === 1 || index === 0),
      stagingToken: { secret: 'canaries/gate' },
    },
  };
}

/**
 * Puts a value of the simulator's into every shape, so that each is accepted where its form allows,
 * and lets `search` watch for all of them.
 */
export function storeShapes(stage: Stage, search: CanarySearch): void {
  const { production, sandbox } = stage.simulator;
  stage.secrets.put('canaries/gate', sandbox.stagingToken);
  search.watch('staging token', tailOf(sandbox.stagingToken));
  NAMES.forEach((name, index) => {
    const canaries = {
      ...canariesOf(index % 2 === 0 ? production : sandbox, index),
      stagingToken: sandbox.stagingToken,
    };
    stage.secrets.put(secretOf(name), SHAPES[name]?.content(canaries));
    for (const field of ['secret', 'clientSecret', 'accessToken', 'refreshToken'] as const) {
      search.watch(`${name}: ${field}`, tailOf(canaries[field]));
    }
  });
}

/** The part of a made-up value that is random: what stands before says that it is not real. */
function tailOf(value: string): string {
  return value.replace(/^(?:notarealsecret|ory_.t_not-real-|not-real-[a-z-]+-)/, '');
}

function canariesOf(environment: Simulator['sandbox'], index: number): Canaries {
  const key = environment.createApiKey(`canary-corp-${index}`);
  const client = environment.createClient();
  const { refreshToken = '', ...tokens } = environment.createGrant(client.clientId);
  return { ...key, ...client, ...tokens, refreshToken, stagingToken: '' };
}
