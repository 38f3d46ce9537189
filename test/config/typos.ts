import { type BadConfig, bad, CREDENTIALS } from './bad-config.ts';
import { CREDENTIAL, LEAST, withCredential, withSandbox } from './config-text.ts';

const typo = (written: string, meant: string, config: unknown, path: string) =>
  bad(`${written} for ${meant}`, config, path, `did you mean "${meant}"?`);

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
    withSandbox({ stagingtoken: {} }),
    'environments.sandbox.stagingtoken',
  ),
  typo('oauthURL', 'oauthUrl', withSandbox({ oauthURL: 'x' }), 'environments.sandbox.oauthURL'),
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
    'call the environment "production" if that is meant',
  ),
];
