import { describe, expect, it } from 'vitest';
import { type NetworkFailure, networkFailure } from '../../lambda/qonto/network-failure.ts';

/** Table D of the facts: what Node, libuv and OpenSSL report, and what it comes to. */
const ROWS: Readonly<Record<NetworkFailure, readonly string[]>> = {
  DNS_FAILURE: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA', 'ESERVFAIL', 'ETIMEOUT'],
  CONNECTION_REFUSED: ['ECONNREFUSED'],
  CONNECTION_TIMEOUT: ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'],
  CONNECTION_RESET: ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE'],
  TLS_CERTIFICATE: [
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_UNTRUSTED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'HOSTNAME_MISMATCH',
  ],
  TLS_HANDSHAKE: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_TLS_HANDSHAKE_TIMEOUT'],
  RESPONSE_TIMEOUT: [],
  NETWORK_ERROR: ['EMFILE', 'HPE_INVALID_CONSTANT', 'ERR_INVALID_URL', 'E', 'XECONNREFUSED'],
};

const fresh = { connected: false, reused: false };
const thrown = (code: unknown) => Object.assign(new Error('failed'), { code });

describe('networkFailure', () => {
  it.each(Object.entries(ROWS).flatMap(([failure, codes]) => codes.map((code) => [code, failure])))(
    '%s is %s',
    (code, failure) => {
      expect(networkFailure(thrown(code), false, fresh)).toEqual({ failure, systemCode: code });
    },
  );

  it('tells a timeout before a connection stood from one after', () => {
    const failureAt = (connected: boolean) =>
      networkFailure(thrown('ABORT_ERR'), true, { ...fresh, connected }).failure;

    expect(failureAt(false)).toBe('CONNECTION_TIMEOUT');
    expect(failureAt(true)).toBe('RESPONSE_TIMEOUT');
  });

  it.each([
    ['no error', undefined],
    ['a text', 'ECONNREFUSED'],
    ['an error without a code', new Error('ECONNREFUSED')],
    ['a code that is no word', thrown('http://user:password@host')],
    ['a code that is no text', thrown(42)],
  ])('is NETWORK_ERROR without a code to show, of %s', (_, error) => {
    expect(networkFailure(error, false, fresh)).toEqual({
      failure: 'NETWORK_ERROR',
      systemCode: null,
    });
  });
});
