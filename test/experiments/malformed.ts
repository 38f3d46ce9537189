import type { DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';

/** A good key, stored badly. */
export interface MalformedForm {
  readonly name: string;
  readonly code: DiagnosisCode;
  /** What is stored in place of the key. */
  readonly of: (key: { login: string; secret: string }) => unknown;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

const form = (code: DiagnosisCode, name: string, of: MalformedForm['of']): MalformedForm => {
  return { name, code, of };
};

/** Each malformed form of the contract's table from which the right value can be told. */
export const MALFORMED: readonly MalformedForm[] = [
  form('API_KEY_MISSING_COLON', 'nothing between the halves', (key) => key.login + key.secret),
  form(
    'API_KEY_MISSING_COLON',
    'a semicolon for the colon',
    ({ login, secret }) => `${login};${secret}`,
  ),
  form('API_KEY_SWAPPED', 'swapped halves', ({ login, secret }) => `${secret}:${login}`),
  form('API_KEY_SWAPPED', 'swapped fields', ({ login, secret }) => {
    return { login: secret, secret: login };
  }),
  form('API_KEY_BEARER_PREFIX', 'Bearer', ({ login, secret }) => `Bearer ${login}:${secret}`),
  form('API_KEY_BEARER_PREFIX', 'Bearer and Base64', ({ login, secret }) => {
    return `bearer ${base64(`${login}:${secret}`)}`;
  }),
  form('API_KEY_BASIC_PREFIX', 'Basic', ({ login, secret }) => `Basic ${login}:${secret}`),
  form('API_KEY_BASIC_PREFIX', 'Basic and Base64', ({ login, secret }) => {
    return `Basic ${base64(`${login}:${secret}`)}`;
  }),
  form('API_KEY_WHITESPACE', 'a line break', ({ login, secret }) => `${login}:${secret}\n`),
  form('API_KEY_WHITESPACE', 'a space inside', ({ login, secret }) => `${login}: ${secret}`),
  form('API_KEY_WHITESPACE', 'a zero-width space', ({ login, secret }) => {
    return { login: `\u200b${login}`, secret };
  }),
  form('API_KEY_BASE64', 'Base64', ({ login, secret }) => base64(`${login}:${secret}`)),
  form('API_KEY_BASE64', 'Base64 without padding', ({ login, secret }) => {
    return Buffer.from(`${login}:${secret}`).toString('base64url');
  }),
  form('API_KEY_QUOTED', 'double quotes', ({ login, secret }) => `"${login}:${secret}"`),
  form(
    'API_KEY_QUOTED',
    'quotes around each half',
    ({ login, secret }) => `'${login}':'${secret}'`,
  ),
  form('API_KEY_LOGIN_REPEATED', 'the pair as secret', ({ login, secret }) => {
    return { login, secret: `${login}:${secret}` };
  }),
];
