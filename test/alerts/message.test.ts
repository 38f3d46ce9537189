import { describe, expect, it } from 'vitest';
import type { Alert, AlertDocument } from '../../lambda/alerts/alert.ts';
import { alertMessage } from '../../lambda/alerts/message.ts';
import { ALERTS_BY_EVENT, alertOf, namesOf, testAlert, traceIdOf } from '../support/alerts.ts';

const MOST_BYTES = 64 * 1024;

/** Bytes that SNS counts: body, subject and attributes with their names and types. */
function sizeOf(alert: Alert): number {
  const { subject, body, attributes } = alertMessage(alert);
  const words = Object.entries(attributes).map(([name, value]) =>
    typeof value === 'string'
      ? `${name}String${value}`
      : `${name}String.Array${JSON.stringify(value)}`,
  );
  return Buffer.byteLength([subject, body, ...words].join(''));
}

function bodiesOf(alert: Alert): Record<string, string> {
  return JSON.parse(alertMessage(alert).body);
}

function documentOf(alert: Alert): AlertDocument {
  return JSON.parse(bodiesOf(alert).sqs ?? '');
}

describe('alertMessage', () => {
  it.each(ALERTS_BY_EVENT)(
    'has a body for every kind of subscriber to %s',
    (_event, _severity, alert) => {
      const bodies = bodiesOf(alert);

      expect(Object.keys(bodies)).toEqual([
        'default',
        'email',
        'sms',
        'https',
        'sqs',
        'lambda',
        'firehose',
      ]);
      for (const body of Object.values(bodies)) expect(typeof body).toBe('string');
      expect(JSON.parse(bodies.https ?? '')).toMatchObject({ version: '1.0', source: 'custom' });
      expect(documentOf(alert)).toMatchObject({ schema: 'qonto-auth-monitor/alert@1' });
      expect(bodies.lambda).toBe(bodies.sqs);
      expect(bodies.firehose).toBe(bodies.sqs);
    },
  );

  it.each(ALERTS_BY_EVENT)(
    'has the attributes of the contract for %s',
    (event, severity, alert) => {
      expect(alertMessage(alert).attributes).toEqual({
        event,
        severity,
        environment: 'sandbox',
        code: alert.code,
        credentials: alert.checks.map(({ credential }) => credential),
      });
    },
  );

  it('names a test by the code TEST', () => {
    expect(alertMessage(testAlert()).attributes).toMatchObject({ event: 'test', code: 'TEST' });
  });

  it.each([1, 30, 200, 2_000])('stays under 64 KiB with %i credentials', (count) => {
    expect(sizeOf(alertOf({ credentials: namesOf(count) }))).toBeLessThan(MOST_BYTES);
  });

  it.each([
    ['letters', 'x'],
    ['ideographs', '済'],
    ['quotation marks', '"'],
    ['backslashes', '\\'],
    ['angle brackets', '<'],
    ['emoji', '\u{1f525}'],
  ])('stays under 64 KiB with long names of %s', (_, letter) => {
    const suffix = (index: number) => String(index).padStart(4, '0');
    for (const count of [1, 10, 30, 200, 2_000]) {
      const credentials = Array.from(
        { length: count },
        (_name, index) => letter.repeat(60 / letter.length) + suffix(index),
      );
      expect(
        sizeOf(alertOf({ credentials, environment: letter.repeat(64 / letter.length) })),
      ).toBeLessThan(MOST_BYTES);
    }
  });

  it.each([
    ['of usual length', (index: number) => `credential-${index}`],
    ['as long as they may be', (index: number) => `credential-${'x'.repeat(50)}-${index + 10}`],
  ])('keeps the trace ids of 30 credentials with names %s in the document', (_, nameOf) => {
    const credentials = Array.from({ length: 30 }, (_name, index) => nameOf(index));
    const { checks } = documentOf(alertOf({ credentials }));

    expect(checks.map(({ credential }) => credential)).toEqual(credentials);
    expect(checks.map(({ traceId }) => traceId)).toEqual(
      credentials.map((_name, i) => traceIdOf(i)),
    );
  });

  it('says in texts and document alike how many credentials there are', () => {
    const alert = alertOf({ credentials: namesOf(200) });
    const { email = '', sms = '', https = '' } = bodiesOf(alert);

    for (const text of [email, sms, https, documentOf(alert).summary]) {
      expect(text).toContain('200 credentials');
    }
  });
});
