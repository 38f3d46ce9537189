import { type CatalogueEntry, DOCS } from './entry.ts';

const fault = (title: string, cause: string, ...remedy: string[]): CatalogueEntry => ({
  kind: 'inconclusive',
  title,
  cause,
  remedy: ['This says nothing about the credential; the next sweep asks again.', ...remedy],
  docsUrl: DOCS.troubleshooting,
});

const CHECK_EGRESS =
  'If it lasts, check the way out: security groups, NAT gateway, proxies and firewalls between the function and {apiUrl}.';

/** No answer came. */
export const NETWORK_CODES = {
  DNS_FAILURE: fault(
    'host name cannot be resolved',
    "The name of Qonto's host could not be looked up: a typing error in the URL, or a resolver in trouble.",
    'Check the spelling of {apiUrl}, then the resolver of the network.',
  ),
  CONNECTION_REFUSED: fault(
    'connection refused',
    'The host answered that nothing listens there: a firewall on the way, or a wrong port.',
    CHECK_EGRESS,
  ),
  CONNECTION_TIMEOUT: fault(
    'no connection',
    'No connection came about in time, or there is no route to the host.',
    CHECK_EGRESS,
  ),
  CONNECTION_RESET: fault(
    'connection reset',
    'The connection was cut before an answer came.',
    CHECK_EGRESS,
  ),
  RESPONSE_TIMEOUT: fault(
    'no response in time',
    'The connection came about, and the answer did not arrive in time.',
    'Look at https://status.qonto.com/ if it lasts.',
  ),
  TLS_CERTIFICATE: fault(
    'certificate not trusted',
    "The certificate that was shown for Qonto's host is not valid here: something intercepts TLS, the certificate expired, or a clock is wrong.",
    'Check the clock, then what intercepts TLS on the way. Do not switch the verification off.',
  ),
  TLS_HANDSHAKE: fault(
    'TLS handshake failed',
    'Both sides could not agree on an encrypted connection: no TLS on that port, or none of a common version.',
    CHECK_EGRESS,
  ),
  NETWORK_ERROR: fault(
    'network error',
    'The call failed on the network in a way that has no code of its own.',
    CHECK_EGRESS,
  ),
} as const satisfies Record<string, CatalogueEntry>;
