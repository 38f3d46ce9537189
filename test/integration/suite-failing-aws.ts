import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../lambda/report.ts';
import type { Stage } from './stage.ts';
import type { Bench } from './use-deployment.ts';

const ALL = 5;

/** SNS, DynamoDB and Secrets Manager, each out of order. */
export function failingAws(bench: Bench): void {
  describe('SNS', () => {
    it.each([
      { status: 403, type: 'AuthorizationError' },
      { status: 500, type: 'InternalError' },
    ])('that answers $status $type is sent the alert at the next sweep', async (error) => {
      const { stage } = bench;
      const instance = await stage.start();
      await stage.run(instance);
      stage.secrets.regenerateKey('accounting');
      stage.proxy.fail('Publish', error);
      const report = await stage.run(instance);
      expect(report.alerts).toMatchObject([{ event: 'regression', delivered: false }]);
      expect(await stage.owedAlerts()).toEqual([report.alerts[0]?.id]);

      stage.proxy.heal();
      await stage.run(instance);
      await stage.run(instance);
      expect(await stage.alerts()).toMatchObject([
        { document: { id: report.alerts[0]?.id, event: 'regression' } },
      ]);
    });

    it('whose answer is lost is sent the same alert again', async () => {
      const { stage } = bench;
      const instance = await stage.start();
      await stage.run(instance);
      stage.secrets.regenerateKey('accounting');
      stage.proxy.loseAnswer('Publish', { times: 1 });
      await stage.run(instance);
      await stage.run(instance);
      const alerts = await stage.alerts();

      expect(alerts.map(({ attributes }) => attributes.event)).toContain('regression');
      expect(new Set(alerts.map(({ document }) => document.id)).size).toBe(1);
    });
  });

  describe('DynamoDB', () => {
    it.each([
      ['Query', { status: 500, type: 'InternalServerError' }],
      ['PutItem', { status: 500, type: 'InternalServerError' }],
      ['Query', { status: 400, type: 'AccessDeniedException' }],
      ['PutItem', { status: 400, type: 'AccessDeniedException' }],
    ])(
      'that answers %s with %j fails the invocation, after the checks',
      async (operation, error) => {
        const { stage, simulator } = bench;
        const instance = await stage.start();
        await stage.run(instance);
        stage.secrets.regenerateKey('accounting');
        simulator.production.clearRequests();
        stage.proxy.fail(operation, error);

        expect(await instance.invoke({})).toEqual({
          errorType: 'STATE_UNAVAILABLE',
          errorMessage: expect.stringContaining(error.type),
        });
        expect(simulator.production.requests.length).toBeGreaterThanOrEqual(3);
        expect(await stage.alerts()).toEqual([]);

        stage.proxy.heal();
        await stage.run(instance);
        expect(await stage.alerts()).toMatchObject([{ attributes: { event: 'regression' } }]);
      },
    );

    it('that refuses one record does not cost the alert of another', async () => {
      const { stage } = bench;
      const instance = await stage.start();
      await stage.run(instance);
      stage.secrets.regenerateKey('accounting');
      stage.secrets.regenerateKey('payroll');
      const error = { status: 500, type: 'InternalServerError' };
      stage.proxy.fail('PutItem', error, { about: '"production#accounting"' });
      expect(await instance.invoke({})).toMatchObject({ errorType: 'STATE_UNAVAILABLE' });

      stage.proxy.heal();
      await stage.run(instance);
      await stage.run(instance);
      const told = (await stage.alerts()).flatMap(({ document }) =>
        document.checks.map(({ credential }) => credential),
      );
      expect(told.sort()).toEqual(['accounting', 'payroll']);
    });

    it('that refuses the record of the sweep fails the invocation, and doubles no alert', async () => {
      const { stage } = bench;
      const instance = await stage.start();
      await stage.run(instance);
      stage.secrets.regenerateKey('accounting');
      const error = { status: 500, type: 'InternalServerError' };
      stage.proxy.fail('PutItem', error, { about: '"#SWEEP"' });
      expect(await instance.invoke({})).toMatchObject({ errorType: 'STATE_UNAVAILABLE' });

      stage.proxy.heal();
      await stage.run(instance);
      expect(await stage.alerts()).toMatchObject([{ attributes: { event: 'regression' } }]);
    });

    it('whose answer is lost costs no alert, and doubles none', async () => {
      const { stage } = bench;
      const instance = await stage.start();
      await stage.run(instance);
      stage.secrets.regenerateKey('accounting');
      stage.proxy.loseAnswer('PutItem', { times: 1, about: '"production#accounting"' });
      await stage.run(instance);
      await stage.run(instance);

      expect(await stage.alerts()).toMatchObject([{ attributes: { event: 'regression' } }]);
    });

    it('that cannot be read does not hinder a check on demand', async () => {
      const { stage } = bench;
      stage.proxy.fail('Query', { status: 500, type: 'InternalServerError' });
      const report = await stage.run(await stage.start(), { action: 'check' });

      expect(report.summary.authenticated).toBe(ALL);
    });
  });

  describe('Secrets Manager', () => {
    it('that does not answer is asked again', { timeout: 15_000 }, async () => {
      const { stage } = bench;
      const instance = await stage.start();
      stage.proxy.hold('BatchGetSecretValue');

      expect((await stage.run(instance)).summary.authenticated).toBe(ALL);
    });

    it('that is down says nothing about a credential', async () => {
      const { stage, simulator } = bench;
      const instance = await stage.start();
      await stage.run(instance);
      simulator.production.clearRequests();
      stage.proxy.fail('BatchGetSecretValue', { status: 500, type: 'InternalServiceError' });
      const report = await stage.run(instance);
      await stage.run(instance);

      expect(report.summary).toMatchObject({ rejected: 0, inconclusive: ALL });
      expect(new Set(report.results.map(({ diagnosis }) => diagnosis?.code))).toEqual(
        new Set(['SECRETS_MANAGER_UNAVAILABLE']),
      );
      expect(simulator.production.requests).toEqual([]);
      expect(await stage.alerts()).toEqual([]);

      await stage.run(instance);
      const alerts = await stage.alerts();
      expect(alerts.map(({ attributes }) => attributes.environment).sort()).toEqual([
        'production',
        'sandbox',
      ]);
      for (const { attributes } of alerts) {
        expect(attributes).toMatchObject({
          event: 'unreachable',
          code: 'SECRETS_MANAGER_UNAVAILABLE',
        });
      }
    });

    it('that throttles says nothing about a credential', async () => {
      const { stage } = bench;
      stage.proxy.fail('BatchGetSecretValue', { status: 400, type: 'ThrottlingException' });
      const report = await stage.run(await stage.start());

      expect(report.summary).toMatchObject({ rejected: 0, inconclusive: ALL });
      expect(await stage.alerts()).toEqual([]);
    });

    it('that refuses batches is asked one by one', async () => {
      const { stage } = bench;
      stage.proxy.fail('BatchGetSecretValue', { status: 400, type: 'AccessDeniedException' });

      expect((await stage.run(await stage.start())).summary.authenticated).toBe(ALL);
    });

    it.each([
      ['AccessDeniedException', 'SECRET_ACCESS_DENIED', 'is not authorized to perform'],
      ['DecryptionFailure', 'SECRET_ACCESS_DENIED', "can't decrypt the secret value"],
      ['InvalidRequestException', 'SECRET_PENDING_DELETION', 'it was marked for deletion.'],
      ['ResourceNotFoundException', 'SECRET_NOT_FOUND', "can't find the specified secret"],
    ])('that answers %s for one secret makes it %s', async (ErrorCode, code, Message) => {
      const { stage } = bench;
      const instance = await stage.start();
      await stage.run(instance);
      const SecretId = stage.secrets.nameOf('accounting');
      stage.proxy.amend('BatchGetSecretValue', ({ SecretValues, Errors, ...rest }) => {
        const values = SecretValues as { Name: string }[];
        return {
          ...rest,
          SecretValues: values.filter(({ Name }) => Name !== SecretId),
          Errors: values.some(({ Name }) => Name === SecretId)
            ? [{ SecretId, ErrorCode, Message }]
            : Errors,
        };
      });
      await expectOneUnreadable(stage, code, await stage.run(instance));
    });

    it.each([
      ['is being deleted', 'SECRET_PENDING_DELETION', {}],
      ['is gone', 'SECRET_NOT_FOUND', { ForceDeleteWithoutRecovery: true }],
    ])('whose secret %s makes it %s', async (_name, code, how) => {
      const { stage } = bench;
      const instance = await stage.start();
      await stage.run(instance);
      const SecretId = stage.secrets.nameOf('accounting');
      await stage.secrets.client.send(new DeleteSecretCommand({ SecretId, ...how }));
      await expectOneUnreadable(stage, code, await stage.run(instance));
    });
  });
}

/** What a sweep must make of it when only the secret of `accounting` cannot be read. */
async function expectOneUnreadable(stage: Stage, code: string, report: Report): Promise<void> {
  expect(report.summary).toMatchObject({ authenticated: ALL - 1, rejected: 1 });
  expect(report.results.find(({ credential }) => credential === 'accounting')).toMatchObject({
    outcome: 'rejected',
    diagnosis: { code },
    traceId: null,
    http: null,
    secretVersion: null,
  });
  expect(await stage.alerts()).toMatchObject([
    { attributes: { event: 'regression', code, credentials: '["accounting"]' } },
  ]);
}
