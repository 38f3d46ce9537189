import { type BadConfig, bad, CREDENTIALS } from './bad-config.ts';
import { CREDENTIAL, LEAST, withCredential, withSandbox } from './config-text.ts';

const typo = (written: string, meant: string, config: unknown, path: string) =>
  bad(`${written} for ${meant}`, config, path, `did you mean "${meant}"?`);

const inMaintenance = (key: string, window: object, words: string) =>
  bad(
    `maintenance of ${JSON.stringify(window)}`,
    { ...LEAST, alerts: { maintenance: [{ ...window, ...NIGHTS }] } },
    `alerts.maintenance[0].${key}`,
    words,
  );

const NIGHTS = { days: ['sunday'], from: '22:00', until: '23:00' };

/** Names that were meant to be others. */
export const TYPOS: readonly BadConfig[] = [
  typo('shedule', 'schedule', { ...LEAST, shedule: 'rate(1 day)' }, 'shedule'),
  typo('environmets', 'environments', { ...LEAST, environmets: {} }, 'environmets'),
  typo('Environments', 'environments', { ...LEAST, Environments: {} }, 'Environments'),
  typo('alert', 'alerts', { ...LEAST, alert: {} }, 'alert'),
  typo('chekc', 'check', { ...LEAST, chekc: {} }, 'chekc'),
  typo(
    'credentails',
    'credentials',
    withSandbox({ credentails: [] }),
    'environments.sandbox.credentails',
  ),
  typo(
    'stagingtoken',
    'stagingToken',
    withSandbox({ stagingtoken: { secret: 'token' } }),
    'environments.sandbox.stagingtoken',
  ),
  typo(
    'oauthURL',
    'oauthUrl',
    withSandbox({ oauthURL: 'https://oauth.notreal.test' }),
    'environments.sandbox.oauthURL',
  ),
  typo(
    'secert',
    'secret',
    withSandbox({ stagingToken: { secret: 'a', secert: 'b' } }),
    'environments.sandbox.stagingToken.secert',
  ),
  typo('feilds', 'fields', withCredential({ feilds: {} }), `${CREDENTIALS}[0].feilds`),
  typo(
    'acces_token',
    'accessToken',
    withCredential({ fields: { acces_token: 'x' } }),
    `${CREDENTIALS}[0].fields.acces_token`,
  ),
  typo('oath', 'oauth', withCredential({ method: 'oath' }), `${CREDENTIALS}[0].method`),
  typo('apikey', 'api_key', withCredential({ method: 'apikey' }), `${CREDENTIALS}[0].method`),
  typo('observed', 'observe', withCredential({ tokens: 'observed' }), `${CREDENTIALS}[0].tokens`),
  typo('sandbx', 'sandbox', withSandbox({ kind: 'sandbx' }), 'environments.sandbox.kind'),
  typo('email', 'emails', { ...LEAST, alerts: { email: [] } }, 'alerts.email'),
  typo(
    'remindevery',
    'remindEvery',
    { ...LEAST, alerts: { remindevery: '1d' } },
    'alerts.remindevery',
  ),
  bad(
    'an environment with a misspelt name',
    { environments: { producton: { credentials: [CREDENTIAL] } } },
    'environments.producton.kind',
    'did you mean to call the environment "production"?',
  ),
  bad(
    'an environment whose name breaks off',
    { environments: { prod: { credentials: [CREDENTIAL] } } },
    'environments.prod.kind',
    'did you mean to call the environment "production"?',
  ),
  bad(
    'a misspelt production beside the real one',
    {
      environments: {
        production: { credentials: [CREDENTIAL] },
        producton: { credentials: [CREDENTIAL] },
      },
    },
    'environments.producton.kind',
    'write "production" or "sandbox"',
  ),
  inMaintenance('environment', { environment: 'sandbx' }, 'did you mean "sandbox"?'),
  inMaintenance('environment', { environment: 'elsewhere' }, 'there are "sandbox"'),
  inMaintenance('credential', { credential: 'mobil-app' }, 'did you mean "mobile-app"?'),
  inMaintenance('credential', { credential: 'website' }, 'there are "mobile-app"'),
  inMaintenance(
    'credential',
    { environment: 'sandbox', credential: 'mobileapp' },
    'is not a credential of environment "sandbox"; did you mean "mobile-app"?',
  ),
];
