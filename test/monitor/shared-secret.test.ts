import { describe, expect, it } from 'vitest';
import { headerOf } from '../../simulator/recorded-request.ts';
import { REFUSAL } from './production-stage.ts';
import { useStage } from './stage.ts';
import { MINUTE } from './timeline.ts';

const SECRET = 'qonto/all';

/** Two API keys and a grant in one secret, each under its own key. */
async function useShared() {
  const stage = await useStage({
    production: {
      credentials: [
        { name: 'accounting', secret: `${SECRET}#accounting` },
        { name: 'payroll', secret: `${SECRET}#payroll` },
      ],
    },
    sandbox: {
      stagingToken: { secret: `${SECRET}#staging` },
      credentials: [{ name: 'mobile-app', secret: `${SECRET}#mobile-app` }],
    },
  });
  const { production, sandbox } = stage.simulator;
  const held = {
    accounting: production.createApiKey('accounting-corp-1'),
    payroll: production.createApiKey('payroll-corp-1'),
    'mobile-app': sandbox.createGrant(sandbox.createClient().clientId),
    staging: sandbox.stagingToken,
  };
  const reads: (readonly string[])[] = [];
  const read = stage.secrets.read.bind(stage.secrets);
  stage.secrets.read = (ids) => {
    reads.push(ids);
    return read(ids);
  };
  stage.secrets.put(SECRET, held);
  const sweep = () => {
    stage.pass(5 * MINUTE);
    return stage.monitor({});
  };
  return { ...stage, held, reads, production, sweep };
}

describe('several credentials in one secret', () => {
  it('are all checked, and the secret is read once', async () => {
    const { sweep, reads } = await useShared();

    expect((await sweep()).summary).toMatchObject({ total: 3, authenticated: 3 });
    expect(reads).toEqual([[SECRET]]);
  });

  it('are judged apart', async () => {
    const { sweep, secrets, held } = await useShared();
    await sweep();
    secrets.put(SECRET, { ...held, payroll: { login: 'payroll-corp-1', secret: '' } });

    expect((await sweep()).results.map(({ outcome }) => outcome)).toEqual([
      'authenticated',
      'rejected',
      'authenticated',
    ]);
  });

  it('are not blamed on a change of another one, nor sent again for it', async () => {
    const { sweep, secrets, held, production } = await useShared();
    await sweep();
    secrets.put(SECRET, { ...held, payroll: production.createApiKey('payroll-corp-1') });
    // The check and its repeat are refused; whoever asks a third time is let in.
    production.faults.add(REFUSAL, {
      times: 2,
      match: (request) => headerOf(request, 'Authorization')?.startsWith('accounting-') ?? false,
    });

    const { results } = await sweep();

    const [accounting] = results;
    expect(accounting?.outcome).toBe('rejected');
    expect(accounting?.diagnosis?.remedy.join('\n')).not.toContain('update-secret-version-stage');
    expect(accounting?.diagnosis?.evidence.join('\n')).not.toContain('previous version');
  });
});
