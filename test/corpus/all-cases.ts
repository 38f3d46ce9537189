import { accepted } from './accepted.ts';
import { acceptedAnswers } from './accepted-answers.ts';
import { apiKeyMistakes } from './api-key-mistakes.ts';
import { apiKeyRefused } from './api-key-refused.ts';
import type { CorpusCase, Expectation } from './case.ts';
import { experiments } from './experiments.ts';
import { hostile } from './hostile.ts';
import { integrators } from './integrators.ts';
import { network } from './network.ts';
import { oauth } from './oauth.ts';
import { oauthTokens } from './oauth-tokens.ts';
import { provider } from './provider.ts';
import { quotesAndPlaceholders } from './quotes-and-placeholders.ts';
import { refusalShapes } from './refusal-shapes.ts';
import { secondLook } from './second-look.ts';
import { secrets } from './secrets.ts';
import { staging } from './staging.ts';
import { traceIds } from './trace-ids.ts';
import { whiteSpace } from './white-space.ts';

/** The whole corpus, by theme. */
export const CORPUS: Readonly<Record<string, readonly CorpusCase[]>> = {
  accepted,
  'accepted: answers': acceptedAnswers,
  'api key: mistakes': apiKeyMistakes,
  'api key: white space': whiteSpace,
  'api key: quotes and placeholders': quotesAndPlaceholders,
  'api key: refused': apiKeyRefused,
  'oauth: tokens': oauthTokens,
  oauth,
  staging,
  secrets,
  provider,
  'refusals and their shapes': refusalShapes,
  'trace ids and deprecation': traceIds,
  network,
  hostile,
  experiments,
  integrators,
  'a second look': secondLook,
};

/** Every case, in order. */
export const ALL_CASES: readonly CorpusCase[] = Object.values(CORPUS).flat();

/** All that a case may come out as. */
export function expectationsOf({ expect }: CorpusCase): readonly Expectation[] {
  return 'outcome' in expect ? [expect] : expect;
}
