import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lambda/config/parse.ts';
import { functionTimeoutSeconds, longestSweepSeconds } from '../../lib/function-timeout.ts';

function configOf({ credentials = 1, environments = 1, check = {} }) {
  const list = Array.from({ length: credentials }, (_, index) => ({
    name: `c${index}`,
    secret: `s${index}`,
  }));
  const names = Array.from({ length: environments }, (_, index) => `env${index}`);
  return parseConfig(
    {
      environments: Object.fromEntries(
        names.map((name) => [name, { kind: 'sandbox', credentials: list }]),
      ),
      check,
    },
    'the test',
  );
}

describe('functionTimeoutSeconds', () => {
  it.each([
    { credentials: 1, check: {}, longest: 72, timeout: 72 },
    { credentials: 20, check: {}, longest: 72, timeout: 72 },
    { credentials: 21, check: {}, longest: 124, timeout: 124 },
    { credentials: 100, check: {}, longest: 280, timeout: 280 },
    { credentials: 100, check: { concurrency: 200 }, longest: 72, timeout: 72 },
    { credentials: 3, check: { concurrency: 1 }, longest: 176, timeout: 176 },
    { credentials: 1, check: { timeout: '50ms', confirmAfter: '0ms' }, longest: 21, timeout: 60 },
    { credentials: 1, check: { timeout: '60s', confirmAfter: '60s' }, longest: 380, timeout: 380 },
    { credentials: 1_000, check: {}, longest: 2_620, timeout: 900 },
  ])(
    'is $timeout s for $credentials credentials and $check',
    ({ credentials, check, longest, timeout }) => {
      const config = configOf({ credentials, check });

      expect(longestSweepSeconds(config)).toBe(longest);
      expect(functionTimeoutSeconds(config)).toBe(timeout);
    },
  );

  it('counts the credentials of all environments, which share the concurrency', () => {
    const config = configOf({ credentials: 15, environments: 2 });

    expect(functionTimeoutSeconds(config)).toBe(124);
  });
});
