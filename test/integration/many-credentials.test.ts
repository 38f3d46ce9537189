import { expect, it } from 'vitest';
import type { Report } from '../../lambda/report.ts';
import { headerOf, type RecordedRequest } from '../../simulator/recorded-request.ts';
import { describeWithAws } from './moto.ts';
import { useDeployment } from './use-deployment.ts';

/** What a sweep calls in which nothing changed. */
const STEADY = ['BatchGetSecretValue', 'BatchGetSecretValue', 'PutItem', 'Query'];

describeWithAws('the deployed function with 25 credentials', () => {
  const bench = useDeployment({ branches: 20 });

  it('reads their secrets in two batches, and writes nothing while all are healthy', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    const before = await stage.table();
    stage.proxy.clearCalls();
    const report = await stage.run(instance);
    const isStatus = ({ sk }: { sk?: unknown }) => sk !== '#SWEEP';
    const batches = stage.proxy
      .callsOf('BatchGetSecretValue')
      .map(({ body }): string[] => JSON.parse(body).SecretIdList);

    expect(report.summary.authenticated).toBe(25);
    expect(stage.proxy.calls.map(({ operation }) => operation).sort()).toEqual(STEADY);
    // One for each credential, and one for the staging token.
    expect(batches.map(({ length }) => length).sort()).toEqual([20, 6]);
    expect(new Set(batches.flat()).size).toBe(26);
    expect((await stage.table()).filter(isStatus)).toEqual(before.filter(isStatus));
  });

  it('calls AWS no more often for all that it remembers of earlier incidents', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    await stage.run(instance);
    for (const name of ['branch-1', 'branch-2']) {
      const key = stage.secrets.regenerateKey(name);
      await stage.run(instance);
      await stage.secrets.storeKey(name, key);
      await stage.run(instance);
    }
    const trail = (await stage.table()).filter(({ pk }) => pk === 'TRAIL');
    stage.proxy.clearCalls();
    await stage.run(instance);
    const [query] = stage.proxy.callsOf('Query').map(({ body }) => JSON.parse(body));

    expect(trail.length).toBeGreaterThan(25);
    expect(stage.proxy.calls.map(({ operation }) => operation).sort()).toEqual(STEADY);
    expect(query.ExpressionAttributeValues).toEqual({ ':pk': { S: 'STATUS' } });
    expect(query.FilterExpression).toBeUndefined();
  });

  it('stays within 100 refusals an hour, whichever instance sweeps', async () => {
    const { stage, simulator } = bench;
    const instances = [await stage.start(), await stage.start()];
    // With 401 for requests without a credential too, every refused request counts.
    simulator.production.missingAuthorizationStatus = 401;
    const broken = Array.from({ length: 20 }, (_, index) => `branch-${index + 1}`);
    for (const name of broken) stage.secrets.regenerateKey(name);
    const healthy = ['accounting', 'payroll', 'legacy'].map(stage.secrets.authorizationOf);
    const isRefused = (request: RecordedRequest) =>
      !healthy.includes(headerOf(request, 'Authorization') ?? '');

    const reports: Report[] = [];
    for (const instance of [...instances, ...instances, ...instances, ...instances]) {
      reports.push(await stage.run(instance));
    }
    const refused = simulator.production.requests.filter(isRefused).length;
    const waiting = reports.at(-1)?.results.filter(({ nextCheckAt }) => nextCheckAt !== undefined);

    expect(refused).toBeGreaterThan(2 * broken.length);
    expect(refused).toBeLessThanOrEqual(100);
    expect(simulator.production.requests.length - refused).toBe(8 * healthy.length);
    expect(reports.at(-1)?.summary).toMatchObject({ authenticated: 5, rejected: 20 });
    expect(waiting?.length).toBeGreaterThan(0);
    expect(await stage.alerts()).toMatchObject([
      { attributes: { event: 'regression', credentials: JSON.stringify(broken) } },
    ]);
  });
});
