import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withFound } from '../../lambda/config/discovered.ts';
import type { EnvironmentConfig } from '../../lambda/config/monitor-config.ts';
import { nameFault } from '../../lambda/config/name.ts';
import { parseConfig } from '../../lambda/config/parse.ts';

function environment(value: object): EnvironmentConfig {
  const { environments } = parseConfig({ environments: { sandbox: value } }, 'test');
  const [first] = environments;
  if (first === undefined) throw new Error('the configuration has no environment');
  return first;
}

const TAGS = { 'qonto-monitor': 'sandbox' };
const found = (...names: string[]) => names.map((name) => ({ name }));

describe('withFound', () => {
  it('makes a credential of each secret, called like it, read as discover says', () => {
    const discover = { tags: TAGS, method: 'oauth', fields: { accessToken: 'TOKEN' } };
    const discovered = withFound(environment({ discover }), found('b/two', 'a/one'));

    const shape = { method: 'oauth', tokens: 'observe', fields: { accessToken: 'TOKEN' } };
    expect(discovered.environment.credentials).toEqual([
      { name: 'a/one', secret: { secretId: 'a/one', key: null }, ...shape },
      { name: 'b/two', secret: { secretId: 'b/two', key: null }, ...shape },
    ]);
    expect(discovered.left).toEqual([]);
  });

  it('keeps what is listed, and watches none of it twice, nor the staging token', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-3:123456789012:secret:a/by-arn-AbCdEf';
    const { environment: after } = withFound(
      environment({
        stagingToken: { secret: 'a/staging' },
        credentials: [
          { name: 'listed', secret: 'a/listed' },
          { name: 'by-arn', secret: arn },
        ],
        discover: { tags: TAGS },
      }),
      found('a/staging', 'a/listed', 'a/by-arn', 'a/new'),
    );

    expect(after.credentials.map(({ name }) => name)).toEqual(['listed', 'by-arn', 'a/new']);
  });

  it('names what it leaves since a listed credential has its name', () => {
    const { environment: after, left } = withFound(
      environment({
        credentials: [{ name: 'taken', secret: 'elsewhere' }],
        discover: { tags: TAGS },
      }),
      found('taken'),
    );

    expect(after.credentials).toHaveLength(1);
    expect(left).toEqual(['taken']);
  });

  it('changes nothing where nothing is to be discovered', () => {
    const before = environment({ credentials: [{ name: 'a', secret: 'a' }] });
    expect(withFound(before, found('b')).environment).toBe(before);
  });

  it('loses no secret, and gives each credential a name of its own that is a name', () => {
    const secretName = fc.stringMatching(/^[A-Za-z0-9/_+=.@-]{1,200}$/);
    fc.assert(
      fc.property(fc.uniqueArray(secretName), (names) => {
        const { environment: after, left } = withFound(
          environment({ discover: { tags: TAGS } }),
          found(...names),
        );
        const given = after.credentials.map(({ name }) => name);
        const watched = after.credentials.map(({ secret }) => secret.secretId);

        expect(new Set(given).size).toBe(given.length);
        expect(given.map(nameFault)).toEqual(given.map(() => null));
        expect([...watched, ...left].toSorted()).toEqual(names.toSorted());
      }),
    );
  });
});

describe('the configuration of discover', () => {
  const faultOf = (value: object) => {
    try {
      environment(value);
    } catch (error) {
      return (error as Error).message;
    }
    return null;
  };

  it('is enough without a list', () => {
    expect(environment({ discover: { tags: TAGS } }).credentials).toEqual([]);
  });

  it.each([
    [{}, 'environments.sandbox.credentials is missing; list at least one credential, or let'],
    [{ discover: {} }, 'environments.sandbox.discover.tags is missing'],
    [{ discover: { tags: {} } }, 'environments.sandbox.discover.tags is empty; name at least one'],
    [{ discover: { tags: { team: 1 } } }, 'environments.sandbox.discover.tags.team is of type'],
    [{ discover: { tags: TAGS, tokens: 'manage' } }, 'environments.sandbox.discover.tokens is not'],
    [{ discover: { tags: TAGS }, credentials: [] }, 'environments.sandbox.credentials is empty'],
  ])('refuses %j', (value, words) => {
    expect(faultOf(value)).toContain(words);
  });
});
