import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { CanarySearch } from '../support/canaries.ts';
import { type Ended, type Folder, makeFolder } from './command.ts';
import { type FakeAws, startFakeAws } from './fake-aws.ts';
import { type Pty, runAtTerminal } from './pty.ts';

/** The login of every key. */
export const LOGIN = 'pied-piper-7133';

/** A secret of a credential alone, and one that an application has for other things as well. */
export const OWN = 'qonto/accounting';
export const SHARED = 'apps/shop';

/** A configuration in which {@link SHARED} also holds a grant whose tokens are managed. */
export const BESIDE_A_GRANT = 'beside-a-grant.json';

/** A configuration that names no credential, and finds them by a tag. */
export const DISCOVERING = 'discovering.json';

/** Runs `store` on a simulated Qonto and a fake AWS. */
export interface StoreBench {
  readonly qonto: Simulator;
  readonly aws: FakeAws;
  /** A key that production accepts. */
  readonly key: { readonly login: string; readonly secret: string };
  /** Runs it with something on standard input; for the secret {@link OWN}, unless told otherwise. */
  store(input: string, args?: readonly string[]): Promise<Ended>;
  /** The same, where nobody reads what it prints. */
  storeUnread(input: string, args?: readonly string[]): Promise<number | null>;
  /** Runs it at a terminal. */
  atTerminal(args?: readonly string[]): Pty;
  /** What a secret holds now. */
  stored(id?: string): string;
  /** Names what a text shows of the key. */
  leaksOf(text: string): string[];
}

/** Sets the bench up for the tests of a file. */
export function useStoreBench(): StoreBench {
  const bench = {} as { -readonly [K in keyof StoreBench]: StoreBench[K] };
  let folder: Folder;

  beforeAll(async () => {
    const started = await Promise.all([startSimulator(), startFakeAws(), makeFolder()]);
    [bench.qonto, bench.aws, folder] = started;
    const { production, sandbox } = bench.qonto;
    await folder.write('monitor.config.json', {
      environments: {
        production: {
          apiUrl: production.apiUrl,
          oauthUrl: production.oauthUrl,
          credentials: [
            { name: 'accounting', secret: OWN },
            {
              name: 'shop',
              secret: SHARED,
              fields: { login: 'QONTO_LOGIN', secret: 'QONTO_SECRET' },
            },
          ],
        },
        sandbox: {
          apiUrl: sandbox.apiUrl,
          oauthUrl: sandbox.oauthUrl,
          credentials: [{ name: 'mobile-app', secret: 'qonto/mobile-app', method: 'oauth' }],
        },
      },
      check: { confirmAfter: '1ms' },
    });
    await folder.write(DISCOVERING, {
      environments: {
        production: {
          apiUrl: production.apiUrl,
          oauthUrl: production.oauthUrl,
          discover: { tags: { qonto: 'yes' } },
        },
      },
    });
    await folder.write(BESIDE_A_GRANT, {
      environments: {
        production: {
          apiUrl: production.apiUrl,
          oauthUrl: production.oauthUrl,
          credentials: [
            { name: 'accounting', secret: `${SHARED}#key` },
            { name: 'mobile-app', secret: `${SHARED}#grant`, tokens: 'manage' },
          ],
        },
      },
    });
  });
  afterAll(async () => {
    await Promise.all([bench.qonto.close(), bench.aws.close(), folder.remove()]);
  });
  beforeEach(() => {
    const { aws, qonto } = bench;
    Object.assign(aws, { refuse: null, refuseWrites: null, functionName: 'the-function' });
    aws.secrets.clear();
    qonto.production.faults.clear();
    qonto.production.clearRequests();
    bench.key = qonto.production.createApiKey(LOGIN);
  });

  const command = (args: readonly string[]) => [
    'store',
    ...(args.includes('-c') || args.includes('-e') ? [] : ['-e', 'production', '-c', 'accounting']),
    ...args,
  ];
  const env = () => ({ AWS_ENDPOINT_URL: bench.aws.url });
  bench.store = (input, args = []) => folder.run(command(args), env(), input);
  bench.storeUnread = (input, args = []) => folder.runUnread(command(args), env(), input);
  bench.atTerminal = (args = []) => runAtTerminal(folder, command(args), env());
  bench.stored = (id = OWN) => bench.aws.secrets.get(id)?.at(-1) ?? '';
  bench.leaksOf = (text) => {
    const search = new CanarySearch();
    // Its random end alone: the words before it say that it is not real, and are words.
    search.watch('the secret key', bench.key.secret.slice('notarealsecret'.length));
    return search.foundIn(text);
  };
  return bench;
}
