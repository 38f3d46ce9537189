import { describe, expect, it } from 'vitest';
import type { DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';
import { errorFault } from '../../simulator/faults.ts';
import { MALFORMED } from './malformed.ts';
import { HOUR, REFUSAL, useWatched, type Watched } from './watched.ts';

const LOGIN = 'pied-piper-7133';
const DEAD = 'x1'.repeat(16);

interface Proof {
  readonly name: string;
  readonly code: DiagnosisCode;
  readonly method?: 'oauth';
  /** Lets the credential fail in a way that an experiment proves. */
  readonly happens: (stage: Watched) => void;
}

const grantOf = ({ qonto }: Watched) => {
  const client = qonto.createClient();
  return { ...client, ...qonto.createGrant(client.clientId) };
};

/** One proof of each experiment. */
const PROOFS: readonly Proof[] = [
  ...MALFORMED.map(
    ({ name, code, of }): Proof => ({
      name: `the mended value: ${name}`,
      code,
      happens: (stage) => stage.store(of(stage.qonto.createApiKey(LOGIN))),
    }),
  ),
  {
    name: 'swapped halves that look alike',
    code: 'API_KEY_SWAPPED',
    happens: (stage) => {
      const { secret } = stage.qonto.createApiKey('acme_corp');
      stage.store(`${secret}:acme_corp`);
    },
  },
  {
    name: 'the control request: a dead key',
    code: 'API_KEY_REJECTED',
    happens: (stage) => stage.store({ login: LOGIN, secret: DEAD }),
  },
  {
    name: 'the control request, after a guess that was refuted',
    code: 'API_KEY_REJECTED',
    happens: (stage) => stage.store(`${DEAD}:acme`),
  },
  {
    name: 'the previous version: a dead key',
    code: 'API_KEY_REJECTED',
    happens: (stage) => {
      stage.store(stage.qonto.createApiKey(LOGIN));
      stage.store({ login: LOGIN, secret: DEAD });
    },
  },
  {
    name: 'the token endpoint: a client that is refused',
    code: 'OAUTH_CLIENT_INVALID',
    method: 'oauth',
    happens: (stage) => {
      const grant = grantOf(stage);
      stage.store(grant);
      stage.qonto.rotateClientSecret(grant.clientId);
      stage.qonto.revokeGrant(grant.accessToken);
    },
  },
  {
    name: 'the control request: a revoked token',
    code: 'OAUTH_ACCESS_TOKEN_REJECTED',
    method: 'oauth',
    happens: (stage) => {
      const { accessToken, expiresAt } = grantOf(stage);
      stage.store({ accessToken, expiresAt });
      stage.qonto.revokeGrant(accessToken);
    },
  },
];

const useProof = async ({ method, happens }: Proof) => {
  const stage = await useWatched(method ? { method } : {});
  happens(stage);
  return stage;
};

describe('a diagnosis that an experiment proved', () => {
  it.each(PROOFS)('stands in later sweeps: $name', async (proof) => {
    const stage = await useProof(proof);
    const { diagnosis } = await stage.sweep();
    expect(diagnosis).toMatchObject({ code: proof.code, confidence: 'confirmed' });

    for (let sweep = 0; sweep < 6; sweep += 1) {
      expect((await stage.sweep()).diagnosis).toEqual(diagnosis);
    }
    expect(stage.told()).toEqual(['regression']);
  });

  it.each(PROOFS)('outlasts sweeps that say nothing: $name', async (proof) => {
    const stage = await useProof(proof);
    const { diagnosis } = await stage.sweep();
    stage.qonto.faults.add({ kind: 'unavailable', format: 'json' }, { times: 2 });
    await stage.sweeps(2);

    expect((await stage.sweep()).diagnosis).toEqual(diagnosis);
    expect(stage.told()).toEqual(['regression']);
  });

  it('stands for as long as the reminders go on, and they name it', async () => {
    const stage = await useWatched({ alerts: { remindEvery: '1h' } });
    const key = stage.qonto.createApiKey('acme_corp');
    stage.store(`${key.secret}:acme_corp`);
    await stage.sweeps(30);

    expect(stage.told()).toEqual(['regression', 'still_failing', 'still_failing']);
    for (const { attributes } of stage.topic.published) {
      expect(attributes.code).toBe('API_KEY_SWAPPED');
    }
  });

  it('is found anew when the secret has another version with another mistake', async () => {
    const stage = await useWatched();
    const { login, secret } = stage.qonto.createApiKey(LOGIN);
    stage.store(`Bearer ${login}:${secret}`);
    await stage.sweep();
    stage.store({ login, secret: DEAD });

    const { diagnosis } = await stage.sweep();

    expect(diagnosis?.code).toBe('API_KEY_REJECTED');
    expect(stage.told()).toEqual(['regression', 'cause_changed']);
  });

  it('is found anew when Qonto answers something else', async () => {
    const stage = await useWatched({ method: 'oauth' });
    const { accessToken, expiresAt } = grantOf(stage);
    stage.store({ accessToken, expiresAt });
    stage.qonto.faults.add(REFUSAL);
    await stage.sweep();
    stage.qonto.faults.clear();
    stage.qonto.faults.add(
      errorFault('list', 403, 'forbidden', 'missing required OAuth scope organization.read'),
    );

    const { diagnosis } = await stage.sweep();

    expect(diagnosis?.code).toBe('OAUTH_SCOPE_MISSING');
    expect(stage.told()).toEqual(['regression', 'cause_changed']);
  });

  it('ends with its incident: the next one is looked into anew', async () => {
    const stage = await useWatched();
    const { login, secret } = stage.qonto.createApiKey('acme_corp');
    stage.store(`${secret}:${login}`);
    await stage.sweep();
    stage.store({ login, secret });
    await stage.sweep();
    stage.qonto.revokeApiKey(login);

    expect((await stage.sweep()).diagnosis?.code).toBe('API_KEY_REJECTED');
    expect(stage.told()).toEqual(['regression', 'recovery', 'regression']);
  });
});

describe('the time that passes in an open incident', () => {
  it.each([
    ['its expiry', (grant: object) => grant],
    ['an hour since the secret changed', (grant: object) => ({ ...grant, expiresAt: undefined })],
  ])('makes no other cause of a revoked token: %s', async (_, stored) => {
    const stage = await useWatched({ method: 'oauth' });
    const grant = grantOf(stage);
    stage.store(stored({ accessToken: grant.accessToken, expiresAt: grant.expiresAt }));
    stage.qonto.revokeGrant(grant.accessToken);
    const { diagnosis } = await stage.sweep();
    stage.pass(2 * HOUR);

    expect((await stage.sweep()).diagnosis).toEqual(diagnosis);
    expect((await stage.sweeps(6)).diagnosis?.code).toBe('OAUTH_ACCESS_TOKEN_REJECTED');
    expect(stage.told()).toEqual(['regression']);
  });
});
