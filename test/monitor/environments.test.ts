import { describe, expect, it } from 'vitest';
import { createMonitor } from '../../lambda/monitor/monitor.ts';
import type { QontoClient } from '../../lambda/qonto/client.ts';
import { useFleet } from '../budget/fleet.ts';
import { type Stage, useStage } from './stage.ts';

type Send = QontoClient['send'];

/** The stage's monitor, its client between it and the simulator. */
function monitorWith({ tools }: Stage, around: (send: Send) => Send) {
  const { client } = tools;
  return createMonitor({ ...tools, client: { ...client, send: around(client.send) } });
}

describe('sweep, of several environments', () => {
  it('lets none wait for another: not for a place, and not to repeat a refusal', async () => {
    const fleet = await useFleet({ production: 6, sandbox: 6, check: { concurrency: 2 } });
    fleet.sandbox.revoke('app-1');
    let release = () => {};
    const sandboxIsDone = new Promise<void>((resolve) => {
      release = resolve;
    });
    let answers = 0;
    const monitor = monitorWith(fleet, (send) => async (request) => {
      const isSandbox = request.url.startsWith(fleet.simulator.sandbox.apiUrl);
      if (!isSandbox) await sandboxIsDone;
      const answer = await send(request);
      // Six credentials, and the one that is refused once more.
      if (isSandbox) answers += 1;
      if (answers === 7) release();
      return answer;
    });

    const { summary, results } = await monitor({});

    expect(summary).toMatchObject({ authenticated: 11, rejected: 1 });
    expect(results.map(({ environment }) => environment)).toEqual([
      ...Array<string>(6).fill('production'),
      ...Array<string>(6).fill('sandbox'),
    ]);
  });

  it('has no more checks under way at one address than check.concurrency says', async () => {
    const credentialsOf = (environment: string) =>
      Array.from({ length: 9 }, (_, index) => ({
        name: `app-${index}`,
        secret: `${environment}/${index}`,
      }));
    const stage = await useStage(
      {
        production: { credentials: credentialsOf('production') },
        subsidiary: { kind: 'production', credentials: credentialsOf('subsidiary') },
      },
      { check: { concurrency: 3 } },
    );
    const key = stage.simulator.production.createApiKey('acme-corp-1');
    for (const environment of ['production', 'subsidiary']) {
      for (const { secret } of credentialsOf(environment)) stage.secrets.put(secret, key);
    }
    let underWay = 0;
    let most = 0;
    const monitor = monitorWith(stage, (send) => async (request) => {
      underWay += 1;
      most = Math.max(most, underWay);
      const answer = await send(request);
      underWay -= 1;
      return answer;
    });

    const { summary } = await monitor({});

    expect(summary.authenticated).toBe(18);
    expect(most).toBe(3);
  });
});
