import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../simulator/faults.ts';
import { CanarySearch } from '../../support/canaries.ts';
import { HOUR } from '../timeline.ts';
import { type Tokens, useManaged } from './stage.ts';

const FAULTS: readonly (readonly [string, (tokens: Tokens) => Fault | null])[] = [
  ['all is well', () => null],
  [
    'the grant is refused',
    () => ({ kind: 'answer', status: 400, body: '{"error":"invalid_grant"}' }),
  ],
  [
    'the client is refused',
    () => ({ kind: 'answer', status: 401, body: '{"error":"invalid_client"}' }),
  ],
  ['an answer is lost', () => ({ kind: 'hang', processed: true })],
  ['Qonto is down', () => ({ kind: 'unavailable', format: 'json' })],
  [
    'an error repeats what was sent',
    ({ refreshToken, clientSecret }) => ({
      kind: 'answer',
      status: 400,
      headers: { 'Retry-After': refreshToken, Location: refreshToken },
      body: JSON.stringify({ error: refreshToken, error_description: clientSecret }),
    }),
  ],
];

describe('managed tokens', () => {
  it.each(FAULTS)('are in no output of the monitor when %s', async (_, faultFor) => {
    const stage = await useManaged({ check: { timeout: '100ms' } });
    const search = new CanarySearch();
    const watch = ({ clientSecret, accessToken, refreshToken }: Tokens) => {
      for (const value of [clientSecret, accessToken, refreshToken]) {
        search.watch(
          'a secret',
          value.replace(/^(?:ory_.t_not-real-|not-real-client-secret-)/, ''),
        );
      }
    };
    watch(stage.grant);
    const fault = faultFor(stage.grant);
    if (fault !== null) stage.qonto.faults.add(fault, { host: 'oauth' });
    stage.pass(HOUR);
    const reports: unknown[] = [];
    for (let sweeps = 0; sweeps < 4; sweeps += 1) {
      reports.push(await stage.sweepReport());
      stage.pass(25_000);
      await stage.heal();
      watch(await stage.stored());
    }
    reports.push(
      await stage.monitor({ action: 'check' }),
      await stage.monitor({ action: 'status' }),
    );

    const output = [
      JSON.stringify(reports),
      JSON.stringify(stage.topic.published),
      JSON.stringify(stage.queue.messages),
      stage.logged.join('\n'),
      stage.statuses.dump(),
      stage.leases.dump(),
    ].join('\n');
    expect(search.foundIn(output)).toEqual([]);
    expect(stage.sentTokens().length).toBeGreaterThan(0);
  });
});
