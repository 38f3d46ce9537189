import { describe, expect, it } from 'vitest';
import type { SimulatedEnvironment } from '../../simulator/environment.ts';
import { errorFault, type Fault, type FaultOptions } from '../../simulator/faults.ts';
import type { RecordedRequest } from '../../simulator/recorded-request.ts';
import { useStage } from '../monitor/stage.ts';
import { HOUR, MINUTE } from './watched.ts';

interface Grant {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
}

interface Shape {
  readonly config?: object;
  readonly of: (grant: Grant) => unknown;
}

/** Every way in which a secret may hold a refresh token beside what is to be sent. */
const SHAPES: Readonly<Record<string, Shape>> = {
  'all fields': { of: (grant) => grant },
  'snake case': {
    of: (grant) => ({
      client_id: grant.clientId,
      client_secret: grant.clientSecret,
      access_token: grant.accessToken,
      refresh_token: grant.refreshToken,
      expires_at: Date.parse(grant.expiresAt) / 1_000,
    }),
  },
  'renamed fields': {
    config: { fields: { refreshToken: 'RT', accessToken: 'AT' } },
    of: ({ accessToken, refreshToken, ...rest }) => ({
      ...rest,
      AT: accessToken,
      RT: refreshToken,
    }),
  },
  'no client': { of: ({ accessToken, refreshToken }) => ({ accessToken, refreshToken }) },
  'no access token': { of: ({ accessToken: _, ...rest }) => rest },
  'an empty access token': { of: (grant) => ({ ...grant, accessToken: '' }) },
  'a wrong client secret': { of: (grant) => ({ ...grant, clientSecret: 'not-real-wrong' }) },
  'Bearer before the token': {
    of: (grant) => ({ ...grant, accessToken: `Bearer ${grant.accessToken}` }),
  },
  'a line break after the token': {
    of: (grant) => ({ ...grant, accessToken: `${grant.accessToken}\n` }),
  },
  'a placeholder for the token': { of: (grant) => ({ ...grant, accessToken: '<access_token>' }) },
  'an API key for the token': { of: (grant) => ({ ...grant, accessToken: 'acme-corp-1:x1x1x1' }) },
  'the refresh token as expiry': { of: (grant) => ({ ...grant, expiresAt: grant.refreshToken }) },
  'the refresh token as scope': { of: (grant) => ({ ...grant, scope: grant.refreshToken }) },
  'a key of a larger secret': { of: (grant) => ({ other: grant }), config: { key: 'other' } },
  'an API key besides': { of: (grant) => ({ ...grant, login: 'acme-corp-1', secret: 'x1x1x1x1' }) },
  'the method of the other kind': { of: (grant) => grant, config: { method: 'api_key' } },
  'observed by name': { of: (grant) => grant, config: { tokens: 'observe' } },
};

const NAMES = Object.keys(SHAPES);

const FAULTS: readonly (readonly [Fault, FaultOptions?])[] = [
  [{ kind: 'delay', ms: 0 }],
  [errorFault('list', 401, 'unauthorized', 'Invalid credentials.'), { host: 'api' }],
  [errorFault('oauth', 401, 'invalid_token', 'The token expired.'), { host: 'api' }],
  [errorFault('list', 403, 'forbidden', 'missing required OAuth scope'), { host: 'api' }],
  [errorFault('list', 400, 'bad_request', 'Authorization is missing'), { host: 'api' }],
  [errorFault('oauth', 401, 'invalid_client', 'x'), { host: 'oauth' }],
  [errorFault('oauth', 400, 'invalid_grant', 'x'), { host: 'oauth' }],
  [{ kind: 'unavailable', format: 'json' }],
  [{ kind: 'unavailable', format: 'html' }, { host: 'oauth' }],
  [{ kind: 'throttle' }],
  [{ kind: 'edge_block' }],
  [{ kind: 'reset' }],
  [{ kind: 'cut_body' }],
  [{ kind: 'not_http' }],
];

type Age = 'young' | 'expired';

const secretOf = (environment: string, name: string) => `${environment}/${NAMES.indexOf(name)}`;

/** Every shape in both environments, with a living refresh token each. */
async function useShapes(age: Age) {
  const credentials = (environment: string) =>
    NAMES.map((name) => {
      const { key, ...config } = { key: '', ...SHAPES[name]?.config };
      return { name, secret: secretOf(environment, name) + (key && `#${key}`), ...config };
    });
  const stage = await useStage(
    {
      production: { credentials: credentials('production') },
      sandbox: {
        stagingToken: { secret: 'staging-token' },
        credentials: credentials('sandbox'),
      },
    },
    { check: { timeout: '2s' } },
  );
  const grants: Grant[] = [];
  stage.secrets.put('staging-token', stage.simulator.sandbox.stagingToken);
  for (const environment of [stage.simulator.production, stage.simulator.sandbox]) {
    environment.rateLimits = false;
    for (const name of NAMES) {
      const grant = grantOf(environment);
      grants.push(grant);
      stage.secrets.put(secretOf(environment.kind, name), SHAPES[name]?.of(grant));
    }
  }
  if (age === 'expired') stage.pass(2 * HOUR);
  return { ...stage, grants };
}

function grantOf(environment: SimulatedEnvironment): Grant {
  const client = environment.createClient();
  const { refreshToken = '', ...tokens } = environment.createGrant(client.clientId);
  return { ...client, ...tokens, refreshToken };
}

/** All that went over the wire in some requests. */
function wireOf(requests: readonly RecordedRequest[]): string {
  return requests.flatMap(({ path, rawHeaders, body }) => [path, ...rawHeaders, body]).join('\n');
}

/** A token as it is, URL-encoded, reversed, and in Base64 at each of its alignments. */
function formsOf(token: string): string[] {
  const encoded = [0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + token)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [token, encodeURIComponent(token), [...token].reverse().join(''), ...encoded];
}

describe('a refresh token, of a monitor that observes', () => {
  it.each<Age>(['young', 'expired'])(
    'never goes over the wire in thousands of checks, and none is spent: %s grants',
    async (age) => {
      const stage = await useShapes(age);
      const { production, sandbox } = stage.simulator;
      let checks = 0;
      for (const [fault, options] of FAULTS) {
        for (const environment of [production, sandbox]) {
          environment.faults.clear();
          environment.faults.add(fault, options);
        }
        for (const event of [{ action: 'check' }, {}, {}]) {
          const { results } = await stage.monitor(event);
          checks += results.length;
          stage.pass(30 * MINUTE);
        }
      }

      expect(checks).toBeGreaterThan(1_400);
      const requests = [...production.requests, ...sandbox.requests];
      expect(requests.filter(({ host }) => host === 'oauth').length).toBeGreaterThan(50);
      const wire = wireOf(requests);
      const forms = stage.grants.flatMap(({ refreshToken }) => formsOf(refreshToken));
      const found = forms.filter((form) => wire.includes(form));
      expect(found).toEqual([]);
      expect([production.spentRefreshTokens(), sandbox.spentRefreshTokens()]).toEqual([0, 0]);
    },
  );

  it('is not spent when it stands in the place of the access token, and is sent as that', async () => {
    const stage = await useStage({
      production: { credentials: [{ name: 'accounting', secret: 'a', method: 'oauth' }] },
    });
    const { production } = stage.simulator;
    const grant = grantOf(production);
    stage.secrets.put('a', { ...grant, accessToken: grant.refreshToken });

    const { results } = await stage.monitor({});

    expect(results).toMatchObject([{ diagnosis: { code: 'OAUTH_TOKEN_TYPE_MISMATCH' } }]);
    const atTokenEndpoint = wireOf(production.requests.filter(({ host }) => host === 'oauth'));
    expect(atTokenEndpoint).not.toContain(grant.refreshToken);
    expect(production.spentRefreshTokens()).toBe(0);
  });

  it('still works after all of it, for the application that owns it', async () => {
    const stage = await useShapes('expired');
    await stage.monitor({});
    await stage.monitor({ action: 'check' });
    const { production } = stage.simulator;
    const own = stage.grants.slice(0, NAMES.length);
    for (const { refreshToken, clientId, clientSecret } of own) {
      const answer = await fetch(`${production.oauthUrl}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: refreshToken,
          client_id: clientId,
          client_secret: clientSecret,
        }),
      });
      expect(answer.status).toBe(200);
    }
    expect(production.spentRefreshTokens()).toBe(own.length);
  });
});
