import { describe, expect, it } from 'vitest';
import { HOUR } from '../timeline.ts';
import { useManaged } from './stage.ts';

class AwsError extends Error {
  constructor(name: string) {
    super('words of a service that may quote what was sent');
    this.name = name;
  }
}

const failing = (name: string) => async (): Promise<never> => {
  throw new AwsError(name);
};

describe('an AWS that fails before the token is spent', () => {
  it.each([
    [
      'the secret cannot be read anew',
      { secrets: { current: async () => ({ kind: 'unavailable' }) } },
    ],
    [
      'the secret cannot be written now',
      { secrets: { proveWritable: failing('ThrottlingException') } },
    ],
    ['the lease cannot be taken', { leases: { take: failing('ThrottlingException') } }],
    ['the lease cannot be kept', { leases: { remember: failing('ThrottlingException') } }],
    ['the lease was lost', { leases: { remember: async () => false } }],
    [
      'the healing run cannot be scheduled',
      { queue: { schedule: failing('ThrottlingException') } },
    ],
  ])('leaves it unspent and says nothing of the credential: %s', async (_, faults) => {
    const broken: { -readonly [K in 'secrets' | 'leases' | 'queue']?: object } = faults;
    let isBroken = true;
    const stage = await useManaged({
      replaced: (tools) =>
        Object.fromEntries(
          Object.entries(broken).map(([name, methods]) => [
            name,
            new Proxy(tools[name as 'secrets'], {
              get: (real, key) => {
                const fault = isBroken ? (methods as Record<PropertyKey, unknown>)[key] : undefined;
                const own = real[key as 'current'] as (...all: never[]) => unknown;
                return fault ?? own.bind(real);
              },
            }),
          ]),
        ),
    });
    stage.pass(HOUR);

    expect(await stage.sweep()).toMatchObject({
      outcome: 'inconclusive',
      diagnosis: { code: 'SECRETS_MANAGER_UNAVAILABLE' },
    });
    expect(stage.sentTokens()).toEqual([]);
    expect(JSON.stringify(stage.logged)).not.toContain('words of a service');
    isBroken = false;
    expect(await stage.sweep()).toMatchObject({ outcome: 'authenticated' });
  });

  it('is the user’s to mend where the right to write is missing', async () => {
    const stage = await useManaged({
      replaced: ({ secrets }) => ({
        secrets: Object.assign(Object.create(secrets), {
          current: secrets.current.bind(secrets),
          proveWritable: async () => 'denied',
        }),
      }),
    });
    stage.pass(HOUR);
    const entry = await stage.sweep();

    expect(entry).toMatchObject({
      outcome: 'rejected',
      diagnosis: { code: 'SECRET_ACCESS_DENIED' },
    });
    expect(entry.diagnosis?.evidence.join()).toContain('may not write it');
    expect(stage.sentTokens()).toEqual([]);
  });

  it('does not begin without enough time to finish', async () => {
    const stage = await useManaged();
    stage.pass(HOUR);
    const { results } = await stage.monitor({}, { deadline: stage.now() + 20_000 });

    expect(results[0]).toMatchObject({ outcome: 'inconclusive' });
    expect(stage.sentTokens()).toEqual([]);
    expect(stage.secrets.proofs).toBe(0);
  });
});
