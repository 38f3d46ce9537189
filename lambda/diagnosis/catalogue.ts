import { API_KEY_CODES } from './catalogue/api-key.ts';
import type { CatalogueEntry } from './catalogue/entry.ts';
import { ENVIRONMENT_CODES } from './catalogue/environment.ts';
import { NETWORK_CODES } from './catalogue/network.ts';
import { OAUTH_CODES } from './catalogue/oauth.ts';
import { PROVIDER_CODES } from './catalogue/provider.ts';
import { SECRET_CODES } from './catalogue/secrets.ts';
import { WARNING_CODES } from './catalogue/warnings.ts';

/** The codes that name a cause (contract, section 8: R and I). */
export type DiagnosisCode =
  | keyof typeof API_KEY_CODES
  | keyof typeof ENVIRONMENT_CODES
  | keyof typeof OAUTH_CODES
  | keyof typeof SECRET_CODES
  | keyof typeof PROVIDER_CODES
  | keyof typeof NETWORK_CODES;

/** The codes of warnings (contract, section 8: W). */
export type WarningCode = keyof typeof WARNING_CODES;

/** Every code of the contract, once, with everything people read about it. */
export const CATALOGUE: Readonly<Record<DiagnosisCode | WarningCode, CatalogueEntry>> = {
  ...API_KEY_CODES,
  ...ENVIRONMENT_CODES,
  ...OAUTH_CODES,
  ...SECRET_CODES,
  ...PROVIDER_CODES,
  ...NETWORK_CODES,
  ...WARNING_CODES,
};
