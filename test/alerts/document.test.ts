import { describe, expect, it } from 'vitest';
import { alertDocument } from '../../lambda/alerts/document.ts';
import { ALERTS_BY_EVENT, alertOf, namesOf, warningAlert } from '../support/alerts.ts';

const PLENTY = 1_000_000;

const KEYS = [
  'schema',
  'id',
  'incidentId',
  'event',
  'severity',
  'environment',
  'summary',
  'occurredAt',
  'checks',
];

const CHECK_KEYS = [
  'environment',
  'credential',
  'method',
  'outcome',
  'status',
  'diagnosis',
  'warnings',
  'traceId',
  'http',
  'secretVersion',
  'checkedAt',
  'failingSince',
  'lastHealthyAt',
];

const DIAGNOSIS_KEYS = ['code', 'title', 'cause', 'remedy', 'confidence', 'evidence', 'docsUrl'];

const keysOf = (object: object | null | undefined) => Object.keys(object ?? {}).toSorted();

describe('alertDocument', () => {
  it.each(ALERTS_BY_EVENT)(
    'is the document of the contract for %s, of severity %s',
    (event, severity, alert) => {
      const document = alertDocument(alert, PLENTY);

      expect(document).toMatchObject({
        schema: 'qonto-auth-monitor/alert@1',
        id: alert.id,
        incidentId: alert.incidentId,
        event,
        severity,
        environment: 'sandbox',
        occurredAt: '2026-11-23T12:00:00.000Z',
      });
      expect(document.summary).toMatch(/^sandbox.*: .+$/);
      expect(keysOf(document)).toEqual(KEYS.toSorted());
      for (const check of document.checks) expect(keysOf(check)).toEqual(CHECK_KEYS.toSorted());
    },
  );

  it('carries diagnosis and warnings as the report does', () => {
    const [failing] = alertDocument(alertOf(), PLENTY).checks;
    const [warned] = alertDocument(warningAlert('ENDPOINT_DEPRECATED'), PLENTY).checks;

    expect(keysOf(failing?.diagnosis)).toEqual(DIAGNOSIS_KEYS.toSorted());
    expect(failing?.http).toEqual({
      status: 401,
      contentType: 'application/json',
      durationMs: 123,
    });
    expect(keysOf(warned?.warnings[0])).toEqual(['code', 'remedy', 'title']);
    expect(warned?.diagnosis).toBeNull();
  });

  it('keeps every check in full where there is room', () => {
    const alert = alertOf({ credentials: namesOf(30) });

    expect(alertDocument(alert, PLENTY).checks).toEqual(alert.checks);
  });

  it('gives up words before it gives up checks', () => {
    const alert = alertOf({ credentials: namesOf(30) });
    const { checks } = alertDocument(alert, 20_000);

    expect(checks[0]).toEqual(alert.checks[0]);
    expect(checks.map(({ traceId }) => traceId)).toEqual(
      alert.checks.map(({ traceId }) => traceId),
    );
    for (const check of checks) {
      expect(keysOf(check)).toEqual(CHECK_KEYS.toSorted());
      expect(keysOf(check.diagnosis)).toEqual(DIAGNOSIS_KEYS.toSorted());
      expect(check.diagnosis?.code).toBe('API_KEY_REJECTED');
    }
  });

  it('names the first credentials and counts the rest where there are too many', () => {
    const { checks, summary } = alertDocument(alertOf({ credentials: namesOf(2_000) }), 16_000);

    expect(checks.length).toBeGreaterThan(0);
    expect(checks.map(({ credential }) => credential)).toEqual(namesOf(checks.length));
    expect(summary).toContain('2000 credentials');
    expect(summary).toContain(`${2_000 - checks.length} not listed`);
  });

  it.each([1, 30, 200, 2_000])(
    'keeps to the size that it is given, with %i credentials',
    (count) => {
      const document = alertDocument(alertOf({ credentials: namesOf(count) }), 16_000);

      expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThanOrEqual(16_000);
    },
  );
});
