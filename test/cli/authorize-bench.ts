import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ClientCredentials } from '../../simulator/client-store.ts';
import { closedPort } from '../../simulator/closed-port.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { call, type Reply } from '../simulator/http-call.ts';
import { CanarySearch } from '../support/canaries.ts';
import { type Ended, type Folder, makeFolder } from './command.ts';
import { type FakeAws, startFakeAws } from './fake-aws.ts';
import { type Pty, runAtTerminal } from './pty.ts';

/** The secret that grants are stored in. */
export const SECRET = 'qonto/mobile-app';

/** The address of a consent, as it is on the screen. */
export const CONSENT = /http:\/\/127\.0\.0\.1:\d+\/oauth2\/auth\?\S+/;

/** A simulated Qonto, a fake AWS, and somebody with a browser. */
export interface AuthorizeBench {
  readonly qonto: Simulator;
  readonly aws: FakeAws;
  readonly folder: Folder;
  /** A client of the sandbox, for {@link redirectUri} alone; it is in the secret. */
  readonly client: ClientCredentials;
  readonly port: number;
  readonly redirectUri: string;
  /** Runs `authorize` at a terminal. */
  atTerminal(args?: readonly string[], env?: Readonly<Record<string, string>>): Pty;
  /** Runs `authorize` where there is none. */
  run(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Opens an address as a browser that is past the sandbox's gate, and follows where it is sent. */
  browse(url: string): Promise<Reply & { readonly at: string }>;
  /** Where the browser is sent from an address, without going there. */
  sentTo(url: string): Promise<string>;
  /** What the secret holds now. */
  stored(): Record<string, unknown>;
  /** Names of secrets that a text shows. */
  leaksIn(text: string): string[];
}

/** Sets the bench up for the tests of a file. */
export function useAuthorizeBench(): AuthorizeBench {
  const bench = {} as { -readonly [K in keyof AuthorizeBench]: AuthorizeBench[K] };

  beforeAll(async () => {
    const started = await Promise.all([startSimulator(), startFakeAws(), makeFolder()]);
    [bench.qonto, bench.aws, bench.folder] = started;
    const { production, sandbox } = bench.qonto;
    const hosts = ({ apiUrl, oauthUrl }: Simulator['sandbox']) => ({ apiUrl, oauthUrl });
    await bench.folder.write('monitor.config.json', {
      environments: {
        production: {
          ...hosts(production),
          credentials: [
            { name: 'shop', secret: 'qonto/shop' },
            { name: 'accounting', secret: 'qonto/accounting', method: 'api_key' },
          ],
        },
        sandbox: {
          ...hosts(sandbox),
          stagingToken: { secret: 'qonto/staging-token' },
          credentials: [{ name: 'mobile-app', secret: SECRET, method: 'oauth' }],
        },
      },
      check: { confirmAfter: '1ms' },
    });
    await bench.folder.write('browser.sh', `#!/bin/sh\nprintf %s "$1" > opened.txt\n`);
    await chmod(join(bench.folder.path, 'browser.sh'), 0o755);
  });
  afterAll(async () => {
    await Promise.all([bench.qonto.close(), bench.aws.close(), bench.folder.remove()]);
  });
  beforeEach(async () => {
    const { aws, qonto } = bench;
    const { sandbox, production } = qonto;
    Object.assign(aws, { refuse: null, refuseWrites: null });
    for (const environment of [sandbox, production]) {
      environment.faults.clear();
      environment.clearRequests();
      Object.assign(environment, { consent: 'given', withheldScopes: [], isSignedIn: true });
    }
    bench.port = await closedPort();
    bench.redirectUri = `http://localhost:${bench.port}/callback`;
    bench.client = sandbox.createClient([bench.redirectUri]);
    aws.secrets.clear();
    aws.secrets.set('qonto/staging-token', [sandbox.stagingToken]);
    aws.secrets.set(SECRET, [JSON.stringify({ ...bench.client, other: 'kept' })]);
  });

  const command = (args: readonly string[]) => [
    'authorize',
    ...(args.includes('-e') ? [] : ['-e', 'sandbox']),
    ...(args.includes('--redirect-uri') ? [] : ['--redirect-port', String(bench.port)]),
    ...args,
  ];
  const variables = (env: Readonly<Record<string, string>>) => ({
    AWS_ENDPOINT_URL: bench.aws.url,
    ...env,
  });
  bench.atTerminal = (args = [], env = {}) =>
    runAtTerminal(bench.folder, command(args), variables(env));
  bench.run = (args = [], env = {}) => bench.folder.run(command(args), variables(env));

  const open = (url: string) =>
    call(url, { headers: { 'X-Qonto-Staging-Token': bench.qonto.sandbox.stagingToken } });
  bench.sentTo = async (url) => {
    const { status, headers } = await open(url);
    if (headers.location === undefined) throw new Error(`The browser is shown ${status}.`);
    return headers.location;
  };
  bench.browse = async (url) => {
    const at = await bench.sentTo(url);
    return { ...(await open(at)), at };
  };

  bench.stored = () => JSON.parse(bench.aws.secrets.get(SECRET)?.at(-1) ?? 'null');
  bench.leaksIn = (text) => {
    const search = new CanarySearch();
    const { clientSecret, accessToken, refreshToken } = bench.stored();
    const { stagingToken } = bench.qonto.sandbox;
    for (const value of [clientSecret, accessToken, refreshToken, stagingToken]) {
      // Its random end alone: the words before it say that it is not real.
      const end =
        String(value ?? '')
          .split('-')
          .at(-1) ?? '';
      if (end.length >= 16) search.watch(end, end);
    }
    return search.foundIn(text);
  };
  return bench;
}
