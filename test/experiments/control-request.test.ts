import { describe, expect, it } from 'vitest';
import { bankAccountsBody } from '../../simulator/business-bodies.ts';
import type { Fault } from '../../simulator/faults.ts';
import { isControl, MINUTE, useWatched, type Watched } from './watched.ts';

const NO_BODY = { kind: 'answer', status: 401, traceId: null, body: '' } as const;

/** What says, in answer to a request without any credential, that Qonto is odd today. */
const ODD: readonly (readonly [string, Fault])[] = [
  ['500', { kind: 'unavailable', status: 500, format: 'json' }],
  ['503 as JSON', { kind: 'unavailable', format: 'json' }],
  ['503 as HTML', { kind: 'unavailable', format: 'html' }],
  ['429', { kind: 'throttle', retryAfter: 30 }],
  ['a block page', { kind: 'edge_block' }],
  ['a page with 200', { kind: 'answer', status: 200, contentType: 'text/html', body: '<html>' }],
  ['a redirect', { kind: 'answer', status: 302, headers: { Location: 'https://example.com/' } }],
  ['404', { kind: 'answer', status: 404, body: '{"code":"not_found","message":"x"}' }],
  ['401 without a trace id or an error', NO_BODY],
  ['accounts for everybody', accountsForAll()],
  ['a body that is cut', { kind: 'cut_body' }],
  ['a reset', { kind: 'reset' }],
  ['no HTTP', { kind: 'not_http' }],
  ['silence', { kind: 'hang' }],
  ['silence after the head', { kind: 'hang_body' }],
];

function accountsForAll(): Fault {
  return { kind: 'answer', status: 200, body: JSON.stringify(bankAccountsBody('full')) };
}

async function useDeadKey(environment: 'production' | 'sandbox' = 'production') {
  const stage = await useWatched({ environment, check: { timeout: '1s' } });
  const key = stage.qonto.createApiKey('pied-piper-7133');
  stage.store(key);
  stage.qonto.revokeApiKey(key.login);
  return stage;
}

/** A young token whose consent was withdrawn; nothing is stored that tells of its client. */
async function useRevokedToken(): Promise<Watched> {
  const stage = await useWatched({ method: 'oauth', check: { timeout: '1s' } });
  const { clientId } = stage.qonto.createClient();
  const { accessToken, expiresAt } = stage.qonto.createGrant(clientId);
  stage.store({ accessToken, expiresAt });
  stage.qonto.revokeGrant(accessToken);
  return stage;
}

describe('the control request, answered as usual', () => {
  it.each([400, 401] as const)('confirms that a key is dead: %i', async (status) => {
    const stage = await useDeadKey();
    stage.qonto.missingAuthorizationStatus = status;

    const { diagnosis } = await stage.sweep();

    expect(diagnosis).toMatchObject({ code: 'API_KEY_REJECTED', confidence: 'confirmed' });
    expect(diagnosis?.evidence).toContain(
      `without any credential Qonto answers ${status} as usual`,
    );
    expect(stage.sent().filter(isControl)).toHaveLength(1);
  });

  it('confirms it in the sandbox, behind the gate', async () => {
    const stage = await useDeadKey('sandbox');

    const { diagnosis } = await stage.sweep();

    expect(diagnosis).toMatchObject({ code: 'API_KEY_REJECTED', confidence: 'confirmed' });
  });

  it('confirms that a young token is dead', async () => {
    const stage = await useRevokedToken();

    const { diagnosis } = await stage.sweep();

    expect(diagnosis).toMatchObject({
      code: 'OAUTH_ACCESS_TOKEN_REJECTED',
      confidence: 'confirmed',
    });
  });
});

describe('the control request, answered oddly', () => {
  it.each(ODD)('convicts no key: %s', async (_, fault) => {
    const stage = await useDeadKey();
    stage.qonto.faults.add(fault, { match: isControl });

    const { outcome, status, diagnosis } = await stage.sweep();

    expect(stage.sent().filter(isControl).length).toBeGreaterThan(0);
    expect({ outcome, status }).toEqual({ outcome: 'inconclusive', status: 'unknown' });
    expect(diagnosis?.confidence).not.toBe('confirmed');
    expect(diagnosis?.evidence.join('\n')).toMatch(/without any credential/);
    expect(stage.told()).toEqual([]);
  });

  it.each(ODD)('convicts no token, on demand: %s', async (_, fault) => {
    const stage = await useRevokedToken();
    stage.qonto.faults.add(fault, { match: isControl });

    expect(await stage.check()).toMatchObject({ outcome: 'inconclusive' });
  });

  it('convicts the key in the first sweep after Qonto has come to itself', async () => {
    const stage = await useDeadKey();
    stage.qonto.faults.add({ kind: 'unavailable', format: 'json' }, { match: isControl, times: 1 });

    const outcomes = [await stage.sweep(), await stage.sweep()].map(({ outcome }) => outcome);

    expect(outcomes).toEqual(['inconclusive', 'rejected']);
    expect(stage.told()).toEqual(['regression']);
  });

  it.each([3, 6, 24])(
    'convicts the key within two hours after Qonto has come to itself, odd for %i sweeps',
    async (sweeps) => {
      const stage = await useDeadKey();
      stage.qonto.faults.add({ kind: 'unavailable', format: 'json' }, { match: isControl });
      await stage.sweeps(sweeps);
      stage.qonto.faults.clear();

      const { outcome, status } = await stage.sweeps(24);

      expect({ outcome, status }).toEqual({ outcome: 'rejected', status: 'failing' });
      expect(stage.told()).toContain('regression');
    },
  );

  it('calls a credential unreachable when it lasts, and never failing', async () => {
    const stage = await useDeadKey();
    stage.qonto.faults.add({ kind: 'unavailable', format: 'json' }, { match: isControl });

    const { status } = await stage.sweeps(4);

    expect(status).toBe('unreachable');
    expect(stage.told()).toEqual(['unreachable']);
    const [alert] = stage.topic.published;
    const { at } = stage.qonto.requests[0] ?? { at: 0 };
    expect(stage.now() - at).toBeGreaterThan(15 * MINUTE);
    expect(alert?.document.severity).toBe('warning');
  });
});
