import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lambda/config/parse.ts';
import { selectTargets, type TargetFilter } from '../../lambda/config/select-targets.ts';
import { secretIdsOf, targetsOf } from '../../lambda/config/target.ts';

const CONFIG = parseConfig(
  {
    environments: {
      production: { credentials: [{ name: 'app', secret: 'a' }] },
      sandbox: {
        stagingToken: { secret: 'token#x' },
        credentials: [
          { name: 'app', secret: 'shared#one' },
          { name: 'web', secret: 'shared#two' },
        ],
      },
    },
  },
  'test',
);

const names = (filter: TargetFilter) =>
  selectTargets(CONFIG, filter).map(
    ({ environment, credential }) => `${environment.name}/${credential.name}`,
  );

describe('selectTargets', () => {
  it.each([
    [{}, ['production/app', 'sandbox/app', 'sandbox/web']],
    [{ environment: 'sandbox' }, ['sandbox/app', 'sandbox/web']],
    [{ credential: 'app' }, ['production/app', 'sandbox/app']],
    [{ environment: 'sandbox', credential: 'app' }, ['sandbox/app']],
  ])('selects by %j', (filter, selected) => {
    expect(names(filter)).toEqual(selected);
  });

  it.each([
    [{ environment: 'prod' }, 'environment "prod"'],
    [{ credential: 'App' }, 'credential "App"'],
    [{ environment: 'production', credential: 'web' }, 'environment "production" and credential'],
  ])('refuses %j, which matches nothing, and lists what exists', (filter, wanted) => {
    expect(() => names(filter)).toThrow(
      expect.objectContaining({
        code: 'EVENT_INVALID',
        message: expect.stringMatching(
          new RegExp(`${wanted}.*production/app, sandbox/app, sandbox/web`),
        ),
      }),
    );
  });
});

describe('secretIdsOf', () => {
  it('names each secret once, the staging token of a sandbox included', () => {
    expect(secretIdsOf(targetsOf(CONFIG))).toEqual(['a', 'shared', 'token']);
  });
});
