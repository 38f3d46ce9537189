import type { SimulatedEnvironment } from '../../simulator/environment.ts';
import type { Stage } from '../monitor/stage.ts';
import type { Material, Tokens, World } from './case.ts';

const TWO_HOURS_MS = 7_200_000;

/** Makes fresh material of every sort in one simulated environment. */
export function makeMaterial(
  simulated: SimulatedEnvironment,
  stage: Pick<Stage, 'pass'>,
  login?: string,
): Material {
  const deadKey = simulated.createApiKey(login);
  const key = simulated.createApiKey(login);
  const client = simulated.createClient();
  const staleClient = simulated.createClient();
  simulated.rotateClientSecret(staleClient.clientId);

  stage.pass(-TWO_HOURS_MS);
  const expired = tokensOf(simulated, client.clientId);
  const expiredOnline = simulated.createGrant(client.clientId, ['organization.read']);
  stage.pass(TWO_HOURS_MS);

  const revoked = tokensOf(simulated, client.clientId);
  simulated.revokeGrant(revoked.accessToken);
  return {
    key,
    pair: `${key.login}:${key.secret}`,
    deadKey,
    deadPair: `${deadKey.login}:${deadKey.secret}`,
    client,
    tokens: tokensOf(simulated, client.clientId),
    revoked,
    expired,
    unscoped: tokensOf(simulated, client.clientId, ['offline_access', 'membership.read']),
    expiredOnline,
    staleClient,
    code: simulated.authorizationCode(client.clientId, 'https://app.example.com/callback'),
  };
}

/** Every value of a world that no output may hold. */
export function secretValuesOf({ other, ...own }: World): string[] {
  return [own.stagingToken, own.oldStagingToken, ...valuesOf(own), ...valuesOf(other)];
}

function valuesOf(material: Material): string[] {
  const { tokens, revoked, expired, unscoped, expiredOnline, client, staleClient } = material;
  return [
    material.key.secret,
    material.deadKey.secret,
    material.code,
    client.clientSecret,
    staleClient.clientSecret,
    expiredOnline.accessToken,
    ...[tokens, revoked, expired, unscoped].flatMap((set) => [set.accessToken, set.refreshToken]),
  ];
}

function tokensOf(
  simulated: SimulatedEnvironment,
  clientId: string,
  scopes?: readonly string[],
): Tokens {
  const { refreshToken, ...tokens } = simulated.createGrant(clientId, scopes);
  if (refreshToken === undefined) throw new Error('the grant lacks offline_access');
  return { ...tokens, refreshToken };
}
