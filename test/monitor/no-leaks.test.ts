import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFault, type Fault } from '../../simulator/faults.ts';
import { CanarySearch } from '../support/canaries.ts';
import { everyShape, storeShapes } from './secret-shapes.ts';
import { type Stage, useStage } from './stage.ts';
import { MINUTE } from './timeline.ts';

/** What the simulator's bodies hold that must not be repeated. */
const BODY = /NOTAREALIBAN|1234\.56|Main account|NOTREAL0XXX|OneLogin<|Ray ID/;

/** Everything that a stage gives out. */
class Output {
  readonly #texts: string[] = [];

  /** Invokes the monitor, and keeps its answer or what it throws, in every form. */
  async of(stage: Stage, event: unknown): Promise<void> {
    try {
      this.#texts.push(JSON.stringify(await stage.monitor(event)));
    } catch (error) {
      this.#texts.push(inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error));
    }
    stage.pass(5 * MINUTE);
  }

  async allOf({ topic, logged, statuses }: Stage): Promise<string> {
    const remembered = await statuses.readAll();
    return [
      ...this.#texts,
      JSON.stringify(topic.published),
      ...logged,
      statuses.dump(),
      JSON.stringify(remembered),
    ].join('\n');
  }
}

/** A stage with every shape of a secret, watched by a search. */
async function useShapes(timeout = '1s') {
  const stage = await useStage(everyShape(), {
    check: { timeout, concurrency: 80 },
    alerts: { unreachableAfter: 2, remindEvery: '5m' },
  });
  const search = new CanarySearch();
  storeShapes(stage, search);
  const { production, sandbox } = stage.simulator;
  production.rateLimits = false;
  sandbox.rateLimits = false;
  const strike = (fault: Fault) => {
    production.faults.add(fault);
    sandbox.faults.add(fault);
  };
  return { stage, search, strike };
}

const html = (status: number): Fault => ({ kind: 'unavailable', status, format: 'html' });
const json = (status: number, code: string): Fault =>
  errorFault('list', status, code, 'Simulated.');

const FAULTS: readonly (readonly [string, Fault | null])[] = [
  ['what their forms deserve', null],
  ['401', json(401, 'unauthorized')],
  ['403', json(403, 'forbidden')],
  ['a missing scope', json(403, 'missing required OAuth scope organization.read')],
  ['404', json(404, 'not_found')],
  ['410', json(410, 'gone')],
  ['429', { kind: 'throttle' }],
  ['500 in JSON', json(500, 'internal_server_error')],
  ['502 in HTML', html(502)],
  ['a block page', { kind: 'edge_block' }],
  ['a redirect', { kind: 'answer', status: 302, headers: { Location: 'https://example.com' } }],
  ['a reset', { kind: 'reset' }],
  ['no answer', { kind: 'hang' }],
  ['half an answer', { kind: 'hang_body' }],
  ['a body cut short', { kind: 'cut_body' }],
  ['a body without end', { kind: 'endless_body' }],
  ['many headers', { kind: 'many_headers', count: 200 }],
  ['no HTTP', { kind: 'not_http' }],
  ['a deprecation', { kind: 'amend', headers: { Deprecation: 'true' } }],
];

/** Faults that repeat what was sent. */
const echoes = (secret: string): (readonly [string, Fault])[] => [
  ['an error that quotes the secret', errorFault('list', 401, 'unauthorized', `Bad: ${secret}`)],
  ['an error code that quotes it', errorFault('flat_message', 403, secret, secret)],
  [
    'a page that quotes it',
    { kind: 'answer', status: 200, body: `<html>${secret}</html>`, contentType: 'text/html' },
  ],
  [
    'a redirect that carries it',
    {
      kind: 'answer',
      status: 302,
      headers: { Location: `https://login.example.com/?a=${secret}` },
    },
  ],
  [
    'headers that carry it',
    {
      kind: 'amend',
      headers: { 'WWW-Authenticate': secret, Sunset: secret, 'Retry-After': secret },
    },
  ],
  ['bytes that carry it', { kind: 'not_http', bytes: `${secret}\r\n` }],
  [
    'a trace id that is the secret',
    { kind: 'answer', status: 401, traceId: secret, body: '{"errors":[{"code":"unauthorized"}]}' },
  ],
  [
    'a trace id in the body that is the secret',
    {
      kind: 'answer',
      status: 401,
      traceId: null,
      body: JSON.stringify({ errors: [{ code: 'unauthorized' }], trace_id: secret }),
    },
  ],
  [
    'a content type that holds the secret',
    { kind: 'answer', status: 401, contentType: `text/${secret}`, body: '' },
  ],
];

describe('the monitor', () => {
  it.each(FAULTS)(
    'gives no secret of any shape out when Qonto answers with %s',
    async (_, fault) => {
      const isSilent = fault?.kind === 'hang' || fault?.kind === 'hang_body';
      const { stage, search, strike } = await useShapes(isSilent ? '80ms' : '1s');
      const output = new Output();
      await output.of(stage, {});
      if (fault !== null) strike(fault);
      await output.of(stage, { action: 'check' });
      await output.of(stage, {});
      await output.of(stage, {});
      stage.simulator.production.faults.clear();
      stage.simulator.sandbox.faults.clear();
      await output.of(stage, {});
      await output.of(stage, { action: 'status' });

      const text = await output.allOf(stage);
      expect(search.foundIn(text)).toEqual([]);
      expect(text).not.toMatch(BODY);
      expect(stage.topic.published.length).toBeGreaterThan(5);
    },
  );

  it('gives no secret of any shape out when SNS and the status table fail', async () => {
    const { stage, search } = await useShapes();
    const { topic, statuses } = stage;
    const output = new Output();
    topic.refuses = () => true;
    await output.of(stage, {});
    await output.of(stage, { action: 'test-alert' });
    stage.pass(20 * MINUTE);
    await output.of(stage, {});
    topic.refuses = () => false;
    for (const broken of ['readAll', 'write', 'markDelivered', 'recordTraffic', 'recordSweep']) {
      statuses.fails = (operation) => operation === broken;
      await output.of(stage, {});
      await output.of(stage, { action: 'status' });
    }

    expect(search.foundIn(await output.allOf(stage))).toEqual([]);
  });

  it('is searched for secrets that really were on the wire', async () => {
    const { stage, search } = await useShapes();
    await stage.monitor({ action: 'check' });
    const { production, sandbox } = stage.simulator;

    const sent = search.foundIn(JSON.stringify([production.requests, sandbox.requests]));
    expect(sent).toContain('pair: secret');
    expect(sent).toContain('tokens: accessToken');
    expect(sent).toContain('staging token');
    expect(sent.filter((name) => name.endsWith('refreshToken'))).toEqual([
      'a refresh token as access token: refreshToken',
    ]);
  });

  it.each(echoes('not-real-echo-k3v9x7q2m5').map(([name]) => name))(
    'gives nothing out of %s',
    async (name) => {
      const stage = await useStage(
        { production: { credentials: [{ name: 'accounting', secret: 'a' }] } },
        { check: { timeout: '1s' } },
      );
      const key = stage.simulator.production.createApiKey('accounting-1');
      stage.secrets.put('a', key);
      const search = new CanarySearch();
      search.watch('secret', key.secret);
      const fault = echoes(key.secret).find(([each]) => each === name)?.[1];
      if (fault) stage.simulator.production.faults.add(fault);
      const output = new Output();
      for (const event of [{}, { action: 'check' }, {}, {}, { action: 'status' }]) {
        await output.of(stage, event);
      }

      expect(search.foundIn(await output.allOf(stage))).toEqual([]);
    },
  );

  it('gives no part of a secret out, whatever stands around it in Secrets Manager', async () => {
    const secret = 'w8k2not7real4z9q3canary6x';
    const search = new CanarySearch();
    search.watch('secret', secret);
    const stage = await useStage({
      production: {
        credentials: [
          { name: 'told by itself', secret: 'a' },
          { name: 'api key', secret: 'a', method: 'api_key' },
          { name: 'oauth', secret: 'a', method: 'oauth' },
          { name: 'one key', secret: 'a#app' },
        ],
      },
    });
    stage.simulator.production.rateLimits = false;
    const piece = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(
        ':',
        ' ',
        '\n',
        'Bearer ',
        '"',
        '{',
        '}',
        '[',
        ',',
        'login-1:',
        'ory_at_',
        '\\',
      ),
    );
    const text = fc.tuple(piece, piece, piece, piece).map(([a, b, c, d]) => a + b + secret + c + d);
    const object = fc
      .dictionary(
        fc.constantFrom(
          'login',
          'secret',
          'authorization',
          'accessToken',
          'refreshToken',
          'expiresAt',
          'scope',
          'app',
          'stagingToken',
        ),
        fc.oneof(
          text,
          text.map((each) => ({ secret: each })),
          text.map((each) => [each]),
        ),
        { minKeys: 1, maxKeys: 4 },
      )
      .map((fields) => JSON.stringify(fields));
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, object, text.map(btoaUtf8)), async (content) => {
        stage.secrets.put('a', content);
        const output = new Output();
        await output.of(stage, { action: 'check' });
        expect(search.foundIn(await output.allOf(stage))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

function btoaUtf8(text: string): string {
  return Buffer.from(text).toString('base64');
}
