import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MonitorError } from '../lambda/errors.ts';
import { parseEvent } from '../lambda/events.ts';

/** The message that an event is refused with; null when it is taken. */
function refusal(event: unknown): string | null {
  try {
    parseEvent(event);
    return null;
  } catch (error) {
    if (!(error instanceof MonitorError) || error.code !== 'EVENT_INVALID') throw error;
    return error.message;
  }
}

describe('parseEvent', () => {
  it.each([
    [{}, { action: 'sweep' }],
    [{ action: 'sweep' }, { action: 'sweep' }],
    [{ action: 'status' }, { action: 'status' }],
    [{ action: 'test-alert' }, { action: 'test-alert' }],
    [{ action: 'check' }, { action: 'check' }],
    [
      { action: 'check', environment: 'sandbox' },
      { action: 'check', environment: 'sandbox' },
    ],
    [
      { action: 'check', credential: 'mobile-app' },
      { action: 'check', credential: 'mobile-app' },
    ],
    [
      { action: 'check', environment: 'sandbox', credential: 'mobile-app' },
      { action: 'check', environment: 'sandbox', credential: 'mobile-app' },
    ],
    [
      { action: 'secret-change', secret: 'qonto/app' },
      { action: 'secret-change', secret: 'qonto/app' },
    ],
  ])('takes %j', (event, parsed) => {
    expect(parseEvent(event)).toEqual(parsed);
  });

  it.each([
    [null, 'not an object'],
    ['sweep', 'not an object'],
    [[], 'not an object'],
    [42, 'not an object'],
    [undefined, 'not an object'],
    [{ action: 'Sweep' }, '"action"'],
    [{ action: '' }, '"action"'],
    [{ action: null }, '"action"'],
    [{ action: ['sweep'] }, '"action"'],
    [{ action: 'toString' }, '"action"'],
    [{ action: '__proto__' }, '"action"'],
    [{ environment: 'sandbox' }, '"environment"'],
    [{ action: 'sweep', credential: 'mobile-app' }, '"credential"'],
    [{ action: 'status', environment: 'sandbox' }, '"environment"'],
    [{ action: 'test-alert', to: 'me@example.com' }, '"to"'],
    [{ action: 'check', environment: '' }, '"environment"'],
    [{ action: 'check', secret: 'qonto/app' }, '"secret"'],
    [{ action: 'sweep', secret: 'qonto/app' }, '"secret"'],
    [{ action: 'secret-change' }, '"secret" is missing'],
    [{ action: 'secret-change', secret: '' }, '"secret"'],
    [{ action: 'secret-change', secret: ['qonto/app'] }, '"secret"'],
    [{ action: 'secret-change', secret: 'qonto/app', environment: 'sandbox' }, '"environment"'],
    [{ action: 'secret-change', secret: 'qonto/app', versionId: 'v' }, '"versionId"'],
    [{ action: 'check', environment: null }, '"environment"'],
    [{ action: 'check', credential: 7 }, '"credential"'],
    [{ action: 'check', credential: ['mobile-app'] }, '"credential"'],
    [JSON.parse('{"action":"check","__proto__":{"environment":"sandbox"}}'), '"__proto__"'],
    [{ version: '0', 'detail-type': 'Secret Label Updated', source: 'x' }, '"detail-type"'],
  ])('refuses %j and names %s', (event, named) => {
    expect(refusal(event)).toContain(named);
  });

  it.each(['apiUrl', 'oauthUrl', 'url', 'secret', 'headers', 'authorization', 'config'])(
    'lets no event change %s',
    (field) => {
      expect(refusal({ action: 'check', [field]: 'https://example.com' })).toContain(`"${field}"`);
    },
  );

  it('names the unknown fields beside an unknown action as well', () => {
    const message = refusal({ action: 'recheck', apiUrl: 'https://example.com' });

    expect(message).toContain('"action"');
    expect(message).toContain('"apiUrl"');
  });

  it('says which events there are', () => {
    const message = refusal({ action: 'recheck' });

    for (const action of ['sweep', 'check', 'status', 'test-alert']) {
      expect(message).toContain(`{"action":"${action}"`);
    }
  });

  it('refuses every other object and names each of its unknown fields', () => {
    const action = fc.constantFrom('sweep', 'check', 'status', 'test-alert');
    const name = fc.oneof(
      fc.string({ maxLength: 64 }),
      fc.string({ unit: 'grapheme', maxLength: 9 }),
    );
    const known = ['action', 'environment', 'credential'];
    const fields = fc.dictionary(
      name.filter((text) => !known.includes(text)),
      fc.jsonValue({ maxDepth: 1 }),
      { minKeys: 1, maxKeys: 5 },
    );
    fc.assert(
      fc.property(fields, fc.option(action, { nil: undefined }), (unknown, chosen) => {
        const message = refusal({ ...unknown, ...(chosen && { action: chosen }) }) ?? '';
        for (const field of Object.keys(unknown)) expect(message).toContain(JSON.stringify(field));
      }),
    );
  });

  it('takes any filter that is a text, and nothing of it but the two names', () => {
    const filter = fc.record(
      { environment: fc.string({ minLength: 1 }), credential: fc.string({ minLength: 1 }) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(filter, (names) => {
        expect(parseEvent({ action: 'check', ...names })).toEqual({ action: 'check', ...names });
      }),
    );
  });

  it('repeats no values of the event, which may be anything', () => {
    const canary = 'value-that-must-not-be-repeated';

    expect(refusal({ action: canary, url: canary })).not.toContain(canary);
    expect(refusal({ action: 'check', environment: { canary } })).not.toContain(canary);
  });

  it('keeps its message short, however long the name of a field', () => {
    expect(refusal({ ['x'.repeat(100_000)]: 1 })?.length).toBeLessThan(1_000);
  });
});
