import { qontoError } from './answers.ts';
import { type Content, type CorpusCase, rejected } from './case.ts';
import { TREACHEROUS_LOGINS } from './treacherous-logins.ts';

/** Well formed and refused: nothing in the form explains it. */
const WELL_FORMED: readonly (readonly [string, Content])[] = [
  ['a key that a colleague regenerated, as a string', ({ deadPair }) => deadPair],
  ['a key that a colleague regenerated, as fields', ({ deadKey }) => ({ ...deadKey })],
  ['a key that nobody ever made', 'nobody-4711:notarealsecret000000000000000000'],
  ['a good key of another organization’s login', ({ key }) => `other-org-12:${key.secret}`],
  ['the secret in upper case', ({ key }) => `${key.login}:${key.secret.toUpperCase()}`],
  ['the secret cut at the end', ({ pair }) => pair.slice(0, -1)],
  ['a letter too many at the end', ({ pair }) => `${pair}x`],
  ['the sandbox’s key in production', ({ other }) => other.pair],
];

export const apiKeyRefused: readonly CorpusCase[] = [
  ...WELL_FORMED.map(([name, secret]) => ({ name, secret, expect: rejected('API_KEY_REJECTED') })),
  ...TREACHEROUS_LOGINS.map(
    (login): CorpusCase => ({
      name: `a dead key of the login ${login}`,
      login,
      secret: ({ deadPair }) => deadPair,
      expect: rejected('API_KEY_REJECTED'),
    }),
  ),
  {
    name: 'a dead key in the sandbox behind a good staging token',
    environment: 'sandbox',
    secret: ({ deadPair }) => deadPair,
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'production’s key in the sandbox behind a good staging token',
    environment: 'sandbox',
    secret: ({ other }) => other.pair,
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'a key regenerated after it had worked',
    previous: ({ deadPair }) => deadPair,
    secret: ({ deadPair }) => deadPair,
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'a new version with a wrong secret over one that works',
    previous: ({ pair }) => pair,
    secret: ({ deadPair }) => deadPair,
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'production’s key in the sandbox, and production watches the same secret',
    environment: 'sandbox',
    secret: ({ other }) => other.pair,
    alsoWatchedByOther: true,
    expect: rejected('CREDENTIAL_OF_OTHER_ENVIRONMENT'),
  },
  {
    name: 'the sandbox’s key in production, and the sandbox watches the same secret',
    secret: ({ other }) => other.pair,
    alsoWatchedByOther: true,
    expect: rejected('CREDENTIAL_OF_OTHER_ENVIRONMENT'),
  },
  {
    name: 'the sandbox’s access token in production, and the sandbox watches the same secret',
    secret: ({ other }) => ({ ...other.tokens }),
    alsoWatchedByOther: true,
    expect: rejected('CREDENTIAL_OF_OTHER_ENVIRONMENT'),
  },
  {
    name: 'a dead key that both environments watch',
    secret: ({ deadPair }) => deadPair,
    alsoWatchedByOther: true,
    expect: rejected('API_KEY_REJECTED'),
  },
  {
    name: 'an endpoint that takes OAuth only',
    secret: ({ pair }) => pair,
    qonto: qontoError(401, 'unauthorized', 'OAuth2 authentication is required here'),
    expect: rejected('OAUTH_REQUIRED'),
  },
  {
    name: 'an endpoint that takes OAuth only, in other letters',
    secret: ({ key }) => ({ ...key }),
    qonto: qontoError(401, 'unauthorized', 'oauth2 authentication is required here.'),
    expect: rejected('OAUTH_REQUIRED'),
  },
  {
    name: 'a role that may not see accounts',
    secret: ({ pair }) => pair,
    qonto: qontoError(403, 'forbidden', 'You are not allowed to perform this action.'),
    expect: rejected('ACCESS_FORBIDDEN'),
  },
  {
    name: 'a plan without API access',
    secret: ({ key }) => ({ ...key }),
    qonto: qontoError(403, 'forbidden', 'This feature is not included in your plan.'),
    expect: rejected('ACCESS_FORBIDDEN'),
  },
  {
    name: 'a scope is wanted of an API key, which has none',
    secret: ({ pair }) => pair,
    qonto: qontoError(403, 'forbidden', 'Missing required OAuth scope organization.read'),
    // A key cannot be granted a scope: forbidden, or in want of OAuth.
    expect: rejected(['ACCESS_FORBIDDEN', 'OAUTH_REQUIRED', 'OAUTH_SCOPE_MISSING']),
  },
  {
    name: 'swapped halves and a 403',
    secret: ({ key }) => `${key.secret}:${key.login}`,
    qonto: qontoError(403, 'forbidden', 'Forbidden'),
    // The form explains a refusal of any status; a 403 also has its own row.
    expect: rejected(['API_KEY_SWAPPED', 'ACCESS_FORBIDDEN']),
  },
  {
    name: 'Qonto says that it saw no header, with 400 as a third party’s probe did',
    secret: ({ pair }) => pair,
    qonto: qontoError(400, 'bad_request', 'The Authorization header is missing.'),
    expect: rejected('AUTHORIZATION_MISSING'),
  },
  {
    name: 'Qonto says that it saw no header, with 401',
    secret: ({ pair }) => pair,
    qonto: qontoError(401, 'unauthorized', 'The Authorization header is missing.'),
    // A 401 is the usual refusal too.
    expect: rejected(['AUTHORIZATION_MISSING', 'API_KEY_REJECTED']),
  },
  {
    name: 'nothing before the colon',
    secret: ({ key }) => `:${key.secret}`,
    expect: rejected(['API_KEY_REJECTED', 'SECRET_INCOMPLETE', 'API_KEY_MISSING_COLON']),
  },
  {
    name: 'nothing after the colon',
    secret: ({ key }) => `${key.login}:`,
    expect: rejected(['API_KEY_REJECTED', 'SECRET_INCOMPLETE', 'API_KEY_MISSING_COLON']),
  },
  {
    name: 'an umlaut in the secret half',
    secret: ({ pair }) => pair.replace('notreal', 'nötreal').replace('notareal', 'nötareal'),
    expect: rejected(['API_KEY_REJECTED', 'SECRET_MALFORMED']),
  },
  {
    name: 'a control character in the secret half',
    secret: ({ pair }) => `${pair.slice(0, -4)}\u0000${pair.slice(-4)}`,
    // No header can carry it; the table names only line breaks and white space.
    expect: rejected(['API_KEY_REJECTED', 'SECRET_MALFORMED', 'API_KEY_WHITESPACE']),
  },
  {
    name: 'an emoji in the secret half',
    secret: ({ pair }) => `${pair.slice(0, -4)}🔑`,
    expect: rejected(['API_KEY_REJECTED', 'SECRET_MALFORMED']),
  },
];
