import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, openBench } from './bench.ts';
import { type Content, rejected } from './case.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

async function textOf(secret: Content): Promise<string> {
  const run = await bench.run({ name: 'evidence', secret, expect: rejected('API_KEY_REJECTED') });
  const diagnosis = run?.entry.diagnosis;
  return [diagnosis?.cause ?? '', ...(diagnosis?.evidence ?? [])].join('\n');
}

describe('the evidence of a refused key', () => {
  // "API_KEY_REJECTED: well formed, refused". The form is documented: login, colon, and a secret
  // key of letters and digits (facts, 2a).
  it.each<[string, Content]>([
    ['an emoji for a secret key', 'acme-corp-1234:🔑'],
    ['quotation marks of a sort that is not known', ({ pair }) => `「${pair}」`],
    ['an exclamation mark in the secret key', ({ pair }) => `${pair.slice(0, -1)}!`],
    ['nothing after the colon', ({ key }) => `${key.login}:`],
  ])('does not claim the documented form of %s', async (_name, secret) => {
    expect(await textOf(secret)).not.toMatch(/documented form/);
  });

  it('tells of the documented form where it is kept', async () => {
    expect(await textOf(({ deadPair }) => deadPair)).toMatch(/documented form/);
  });
});
