import { expect, it } from 'vitest';
import { restSeconds } from '../../../lambda/monitor/distributed/pace.ts';

it.each([
  [0, 10],
  [200, 10],
  [3_000, 7],
  [9_500, 1],
  [60_000, 1],
])('a batch that took %i ms rests for %i s, so that it keeps its place for ten', (took, rest) => {
  expect(restSeconds(took)).toBe(rest);
});
