import { describe, expect, it } from 'vitest';
import { chatNotification } from '../../lambda/alerts/chat.ts';
import { emailText } from '../../lambda/alerts/email.ts';
import { alertMessage, plainMessage } from '../../lambda/alerts/message.ts';
import { logUrlOf } from '../../lambda/aws/log-url.ts';
import { ALERTS_BY_EVENT, alertOf } from '../support/alerts.ts';

describe('an alert that says that no more will be told', () => {
  const flapping = { ...alertOf(), isFlapping: true };

  it('says so in its subject, e-mail and chat message', () => {
    expect(alertMessage(flapping).subject).toBe(
      '[qonto] sandbox/mobile-app: flapping, API key refused',
    );
    expect(emailText(flapping)).toContain('no more alerts about it until it has been calm');
    expect(chatNotification(flapping).content.description).toContain('no more alerts about it');
  });

  it('says so to machines, and no other alert does', () => {
    const documentOf = (alert: typeof flapping) =>
      JSON.parse(JSON.parse(alertMessage(alert).body).sqs);

    expect(documentOf(flapping)).toMatchObject({ flapping: true });
    expect(documentOf(alertOf())).not.toHaveProperty('flapping');
  });
});

describe('the log of the run', () => {
  const env = {
    AWS_REGION: 'eu-west-3',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/monitor',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/24/[$LATEST]0123abcd',
  };
  const url = logUrlOf('8f14e45f-ceea-467f-a8b0-1c9d6f2b7a31', env);

  it('is linked as the console writes such links, filtered by the run', () => {
    expect(url).toBe(
      'https://eu-west-3.console.aws.amazon.com/cloudwatch/home?region=eu-west-3#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fmonitor/log-events/2026$252F11$252F24$252F$255B$2524LATEST$255D0123abcd$3FfilterPattern$3D$25228f14e45f-ceea-467f-a8b0-1c9d6f2b7a31$2522',
    );
  });

  it.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('is in the console of its own partition: %s', (region, start) => {
    expect(logUrlOf('a', { ...env, AWS_REGION: region })).toContain(start);
  });

  it('is not linked where there is none', () => {
    expect(logUrlOf('a', {})).toBeNull();
    expect(emailText(alertOf())).not.toContain('Log of this run');
  });

  it('is linked from e-mail and chat, of every event', () => {
    for (const [, , alert] of ALERTS_BY_EVENT) {
      expect(emailText({ ...alert, logUrl: url })).toContain(`Log of this run: ${url}`);
      expect(chatNotification({ ...alert, logUrl: url }).content.description).toContain(
        `<${url}|Log of this run>`,
      );
    }
  });
});

describe('the plainest form of an alert', () => {
  it.each(ALERTS_BY_EVENT)(
    'of %s is small and plain, and still tells what and where',
    (event, severity, alert) => {
      const named = { ...alert, environment: 'sand\u{1f3d6}box\n' };
      const { subject, body, attributes } = plainMessage(named);
      const bodies = JSON.parse(body);

      expect(subject).toBe(`[qonto] ${event}`);
      expect(body).toMatch(/^[\x20-\x7e]*$/);
      expect(body.length).toBeLessThan(3_000);
      expect(bodies.default).toContain(alert.id);
      expect(JSON.parse(bodies.https)).toEqual({
        version: '1.0',
        source: 'custom',
        content: { description: bodies.default },
      });
      for (const kind of ['sqs', 'lambda', 'firehose']) {
        expect(JSON.parse(bodies[kind])).toMatchObject({
          schema: 'qonto-auth-monitor/alert@1',
          id: alert.id,
          incidentId: alert.incidentId,
          event,
          severity,
          checks: [],
        });
      }
      expect(attributes).toMatchObject({ event, severity, code: alert.code, credentials: [] });
      expect(attributes.environment).toMatch(/^[\x20-\x7e]+$/);
    },
  );
});
