import type { ConnectionTrace } from './agents.ts';

/** Why no answer came, by the names of the contract. */
export type NetworkFailure =
  | 'DNS_FAILURE'
  | 'CONNECTION_REFUSED'
  | 'CONNECTION_TIMEOUT'
  | 'CONNECTION_RESET'
  | 'RESPONSE_TIMEOUT'
  | 'TLS_CERTIFICATE'
  | 'TLS_HANDSHAKE'
  | 'NETWORK_ERROR';

/** Codes of Node, libuv and OpenSSL, and what they come to. The first match wins. */
const FAILURES: readonly (readonly [RegExp, NetworkFailure])[] = [
  [/^(?:ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL|ETIMEOUT)$/, 'DNS_FAILURE'],
  [/^ECONNREFUSED$/, 'CONNECTION_REFUSED'],
  [
    /^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/,
    'CONNECTION_TIMEOUT',
  ],
  [/^(?:ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/, 'CONNECTION_RESET'],
  [/^(?:CERT_|ERR_TLS_CERT)/, 'TLS_CERTIFICATE'],
  [
    /SELF_SIGNED_CERT|^UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)|HOSTNAME_MISMATCH|^INVALID_(?:CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$/,
    'TLS_CERTIFICATE',
  ],
  [/^(?:EPROTO|ERR_SSL_\w+|ERR_TLS_\w+)$/, 'TLS_HANDSHAKE'],
];

/**
 * Names the failure of a call that threw.
 *
 * Whoever ends a call because its time is up is told of a reset, so the caller says whether its own
 * clock ran out.
 */
export function networkFailure(
  error: unknown,
  timedOut: boolean,
  trace: ConnectionTrace,
): { failure: NetworkFailure; systemCode: string | null } {
  if (timedOut) {
    return {
      failure: trace.connected ? 'RESPONSE_TIMEOUT' : 'CONNECTION_TIMEOUT',
      systemCode: null,
    };
  }
  const systemCode = systemCodeOf(error);
  const found = FAILURES.find(([pattern]) => systemCode !== null && pattern.test(systemCode));
  return { failure: found?.[1] ?? 'NETWORK_ERROR', systemCode };
}

function systemCodeOf(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : null;
}
