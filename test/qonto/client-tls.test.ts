import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { makeAuthority, selfSignedCertificate } from './certificates.ts';
import { healthy, namesOf, serve } from './local-server.ts';

interface Result {
  readonly kind: string;
  readonly status?: number;
  readonly failure?: string;
  readonly systemCode?: string | null;
}

/** Calls URLs from a process that trusts one more authority. */
async function callTrusting(ca: string, urls: readonly string[]): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'qonto-auth-monitor-ca-'));
  try {
    const file = join(folder, 'ca.pem');
    writeFileSync(file, ca);
    const caller = fileURLToPath(new URL('./tls-caller.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', caller, ...urls],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: file, NODE_OPTIONS: '' } },
    );
    return JSON.parse(stdout) as Result[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('TLS', () => {
  it('names what is wrong with a certificate or a handshake, and trusts a good one', async () => {
    const authority = makeAuthority();
    const stranger = selfSignedCertificate();
    if (authority === null || stranger === null) return;
    const { good, expired, notYetValid, otherHost } = authority;

    const trusted = await serve(healthy, good);
    const servers = [
      trusted,
      await serve(healthy, expired),
      await serve(healthy, notYetValid),
      await serve(healthy, otherHost),
      await serve(healthy, stranger),
      // Node 20 itself takes TLS 1.2 at least.
      await serve(healthy, {
        ...good,
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
        ciphers: 'ALL:@SECLEVEL=0',
      }),
      // An RSA suite, where the certificate's key is elliptic: nothing in common.
      await serve(healthy, { ...good, maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }),
      await serve(healthy),
    ];
    const urls = servers.map(({ url }) => url.replace('http:', 'https:'));
    const results = await callTrusting(authority.ca, [...urls, urls[0] ?? '']);

    expect(results).toEqual([
      { kind: 'answered', status: 200 },
      failed('TLS_CERTIFICATE', 'CERT_HAS_EXPIRED'),
      failed('TLS_CERTIFICATE', 'CERT_NOT_YET_VALID'),
      failed('TLS_CERTIFICATE', 'ERR_TLS_CERT_ALTNAME_INVALID'),
      failed('TLS_CERTIFICATE', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
      failed('TLS_HANDSHAKE'),
      failed('TLS_HANDSHAKE'),
      failed('TLS_HANDSHAKE'),
      { kind: 'answered', status: 200 },
    ]);
    // No request, and so no credential, went over a connection that was not trusted.
    expect(servers.map(({ requests }) => requests.length)).toEqual([2, 0, 0, 0, 0, 0, 0, 0]);
    for (const seen of trusted.requests) {
      expect(namesOf(seen)).toContain('X-Qonto-Staging-Token');
    }
  });
});

function failed(failure: string, systemCode: unknown = expect.any(String)): object {
  return { kind: 'unanswered', failure, systemCode };
}
