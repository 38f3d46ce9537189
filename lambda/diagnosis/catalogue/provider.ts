import { type CatalogueEntry, DOCS } from './entry.ts';

const STATUS_PAGE = 'Look at https://status.qonto.com/.';
const NOT_THE_CREDENTIAL = 'This says nothing about the credential; the next sweep asks again.';

/** Answers that say nothing about the credential. */
export const PROVIDER_CODES = {
  RATE_LIMITED: {
    kind: 'inconclusive',
    title: 'rate limited',
    cause:
      'Qonto is throttling this address: more than 1,000 requests in 10 seconds, 10,000 in 10 minutes, or 200 refused authentications in an hour.',
    remedy: [
      NOT_THE_CREDENTIAL,
      'If it lasts, find what else calls Qonto from the same address, above all with a broken credential.',
    ],
    docsUrl: DOCS.rateLimits,
  },
  PROVIDER_ERROR: {
    kind: 'inconclusive',
    title: 'Qonto answers with a server error',
    cause: 'Qonto had a fault of its own. These are rare and usually pass.',
    remedy: [NOT_THE_CREDENTIAL, STATUS_PAGE, 'If it lasts, write to Qonto with the trace id.'],
    docsUrl: DOCS.troubleshooting,
    support: true,
  },
  EDGE_BLOCKED: {
    kind: 'inconclusive',
    title: 'blocked before Qonto',
    cause:
      'A web page refused the call, without a trace id of Qonto: a firewall or content network answered, not the API.',
    remedy: [
      NOT_THE_CREDENTIAL,
      'Check what stands between this function and {apiUrl}: proxies, firewalls, the address that it leaves from.',
      'If nothing of yours does, tell Qonto the time and the address.',
    ],
    docsUrl: DOCS.troubleshooting,
    support: true,
  },
  ENDPOINT_NOT_FOUND: {
    kind: 'inconclusive',
    title: 'endpoint not found',
    cause: 'There is no such address on that host: usually a wrong base URL.',
    remedy: ['Check "apiUrl" of {environment} in the configuration; it is {apiUrl} now.'],
    docsUrl: DOCS.baseUrls,
  },
  ENDPOINT_GONE: {
    kind: 'inconclusive',
    title: 'endpoint gone',
    cause: 'Qonto has withdrawn the endpoint.',
    remedy: [
      'Check "apiUrl" of {environment} in the configuration; it is {apiUrl} now.',
      'Look for a newer version of this monitor.',
    ],
    docsUrl: DOCS.deprecations,
  },
  UNEXPECTED_RESPONSE: {
    kind: 'inconclusive',
    title: 'unexpected response',
    cause:
      'The answer is none that Qonto documents for this call, so nothing can be said about the credential.',
    remedy: [
      NOT_THE_CREDENTIAL,
      "If it lasts, check that {apiUrl} is Qonto's address and that no proxy or captive portal answers in its place.",
    ],
    docsUrl: DOCS.troubleshooting,
    support: true,
  },
} as const satisfies Record<string, CatalogueEntry>;
