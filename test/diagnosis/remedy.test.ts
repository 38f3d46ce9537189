import { describe, expect, it } from 'vitest';
import { answer, checkContent, LOGIN, SECRET_KEY, type Setup } from './arbitraries.ts';

const PRODUCTION: Setup = { kind: 'production', method: null, hasStagingToken: false };
const PAIR = `${LOGIN}:${SECRET_KEY}`;
const ENCODED = Buffer.from(PAIR).toString('base64');

describe('the remedy of a check', () => {
  it.each([
    ['Basic and Base64', `Basic ${ENCODED}`, /the word Basic/],
    ['Basic alone', `Basic ${PAIR}`, /the word Basic/],
    ['Bearer and Base64', `Bearer ${ENCODED}`, /the word Bearer/],
    ['Bearer before an OAuth token', '{"accessToken":"Bearer ory_at_not-real"}', /the word Bearer/],
    ['quotation marks', '{"accessToken":"\\"ory_at_not-real\\""}', /quotation marks/],
    ['an API key for a token', `{"accessToken":"${PAIR}"}`, /"login":/],
  ])('says once what is to be done about %s', async (_, content, words) => {
    const { check } = await checkContent(
      PRODUCTION,
      content,
      answer(401, '{"code":"a","detail":"b"}'),
    );
    const remedy = check.diagnosis?.remedy ?? [];

    expect(remedy[0]).toMatch(words);
    expect(remedy.filter((step) => words.test(step))).toHaveLength(1);
    expect(remedy.at(-1)).toBe('npx qonto-auth-monitor store -e production -c accounting');
  });

  it('does not send people to the API key where an OAuth token is a placeholder', async () => {
    const { check } = await checkContent(
      PRODUCTION,
      '{"accessToken":"<your-access-token>"}',
      answer(401, '{"code":"a","detail":"b"}'),
    );

    expect(check.diagnosis?.code).toBe('API_KEY_PLACEHOLDER');
    expect(check.diagnosis?.remedy.join(' ')).not.toContain('login and secret key');
  });
});
