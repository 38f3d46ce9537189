import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NetworkFailure, networkFailure } from '../../lambda/qonto/network-failure.ts';

const FRESH = { connected: false, reused: false };
const CONNECTED = { connected: true, reused: false };

const errorOf = (code: unknown) => Object.assign(new Error('x'), { code });

/** Table D of the facts, and every code that Node gives to a certificate that fails (tls docs). */
const TABLE: readonly (readonly [NetworkFailure, readonly string[]])[] = [
  ['DNS_FAILURE', ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'ESERVFAIL', 'ENODATA']],
  ['CONNECTION_REFUSED', ['ECONNREFUSED']],
  ['CONNECTION_TIMEOUT', ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']],
  ['CONNECTION_RESET', ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']],
  [
    'TLS_CERTIFICATE',
    [
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
      'CERT_SIGNATURE_FAILURE',
      'CERT_NOT_YET_VALID',
      'CERT_HAS_EXPIRED',
      'CERT_CHAIN_TOO_LONG',
      'CERT_REVOKED',
      'CERT_UNTRUSTED',
      'CERT_REJECTED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'HOSTNAME_MISMATCH',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ERR_TLS_CERT_ALTNAME_FORMAT',
      'INVALID_CA',
      'PATH_LENGTH_EXCEEDED',
      'INVALID_PURPOSE',
    ],
  ],
  [
    'TLS_HANDSHAKE',
    [
      'EPROTO',
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'ERR_TLS_PROTOCOL_VERSION_CONFLICT',
    ],
  ],
  [
    'NETWORK_ERROR',
    ['HPE_INVALID_CONSTANT', 'HPE_HEADER_OVERFLOW', 'EMFILE', 'ERR_INVALID_URL', 'EVERYTHING'],
  ],
];

describe('networkFailure', () => {
  for (const [failure, codes] of TABLE) {
    it.each(codes)(`names %s ${failure}`, (code) => {
      expect(networkFailure(errorOf(code), false, FRESH)).toEqual({ failure, systemCode: code });
    });
  }

  it('tells a timeout before the connection from one after it', () => {
    const error = new Error('The operation was aborted.');
    expect(networkFailure(error, true, FRESH).failure).toBe('CONNECTION_TIMEOUT');
    expect(networkFailure(error, true, CONNECTED).failure).toBe('RESPONSE_TIMEOUT');
  });

  it('believes its own clock more than the code of the error', () => {
    expect(networkFailure(errorOf('ECONNRESET'), true, CONNECTED).failure).toBe('RESPONSE_TIMEOUT');
  });

  it('takes anything that can be thrown, and passes on no text that is not a code', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (thrown, code) => {
        for (const error of [thrown, errorOf(code)]) {
          const { systemCode } = networkFailure(error, false, FRESH);
          expect(systemCode ?? 'NONE').toMatch(/^[A-Z0-9_]{1,64}$/);
        }
      }),
    );
  });
});
