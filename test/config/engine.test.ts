import { describe, expect, it } from 'vitest';
import { engineOf } from '../../lambda/config/engine.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';

const DISCOVER = { tags: { team: 'payments' } };

function engineFor(counts: readonly number[], rest: object = {}, check: object = {}) {
  const environments = counts.map((count, index) => [
    `env${index}`,
    {
      kind: 'sandbox',
      ...(count > 0 && {
        credentials: Array.from({ length: count }, (_, n) => ({ name: `c${n}`, secret: `s${n}` })),
      }),
      ...rest,
    },
  ]);
  const input = { environments: Object.fromEntries(environments), check } as MonitorConfigInput;
  return engineOf(parseConfig(input, 'the test'));
}

describe('engineOf', () => {
  it('is one run of the function for up to 200 credentials, and a Distributed Map beyond', () => {
    expect(engineFor([1])).toBe('function');
    expect(engineFor([200])).toBe('function');
    expect(engineFor([201])).toBe('distributed-map');
    expect(engineFor([100, 101])).toBe('distributed-map');
  });

  it('is a Distributed Map where secrets are discovered: nobody knows how many', () => {
    expect(engineFor([0], { discover: DISCOVER })).toBe('distributed-map');
    expect(engineFor([1], { discover: DISCOVER })).toBe('distributed-map');
  });

  it('is what the configuration chooses', () => {
    expect(engineFor([1], {}, { engine: 'distributed-map' })).toBe('distributed-map');
    expect(engineFor([500], {}, { engine: 'function' })).toBe('function');
    expect(engineFor([0], { discover: DISCOVER }, { engine: 'function' })).toBe('function');
  });
});
