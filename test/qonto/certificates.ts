import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate, both in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * A fresh self-signed certificate for 127.0.0.1 and localhost; null (and a loud line) without the
 * `openssl` command. None is kept in the repository: keys that look real do not belong there.
 */
export function selfSignedCertificate(): Certificate | null {
  return inScratchFolder((run, read) => {
    run('req', '-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=localhost', ...SAN_LOOPBACK);
    return { key: read('key.pem'), cert: read('cert.pem') };
  });
}

/** An authority, and what it has vouched for. */
export interface Authority {
  /** PEM, for `NODE_EXTRA_CA_CERTS`. */
  readonly ca: string;
  /** For 127.0.0.1, today. */
  readonly good: Certificate;
  /** For 127.0.0.1, until 2020. */
  readonly expired: Certificate;
  /** For 127.0.0.1, from 2090 on. */
  readonly notYetValid: Certificate;
  /** For another host, today. */
  readonly otherHost: Certificate;
}

/** A fresh authority with certificates of every sort; null (and a loud line) without openssl. */
export function makeAuthority(): Authority | null {
  return inScratchFolder((run, read, write) => {
    const authority = ['-keyout', 'ca-key.pem', '-out', 'ca.pem', '-subj', '/CN=Not Real CA'];
    run('req', '-x509', ...NEW_EC_KEY, ...authority, '-days', '2');
    write('ca.cnf', CA_CONFIG);
    write('serial', '01');
    write('index.txt', '');
    const issue = (host: string, start: string, end: string): Certificate => {
      const request = ['-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/CN=not-real'];
      run('req', ...NEW_EC_KEY, ...request, '-addext', `subjectAltName=${host}`);
      const signer = ['-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca-key.pem'];
      const term = ['-startdate', start, '-enddate', end];
      run('ca', '-batch', '-notext', ...signer, ...term, '-in', 'request.pem', '-out', 'cert.pem');
      return { key: read('key.pem'), cert: read('cert.pem') };
    };
    return {
      ca: read('ca.pem'),
      good: issue('IP:127.0.0.1', LONG_AGO, FAR_AHEAD),
      expired: issue('IP:127.0.0.1', LONG_AGO, '20200201000000Z'),
      notYetValid: issue('IP:127.0.0.1', '20900101000000Z', FAR_AHEAD),
      otherHost: issue('DNS:thirdparty.qonto.example', LONG_AGO, FAR_AHEAD),
    };
  });
}

const LONG_AGO = '20200101000000Z';
const FAR_AHEAD = '20990101000000Z';
const NEW_EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const NEW_KEY = [...NEW_EC_KEY, '-keyout', 'key.pem', '-out', 'cert.pem'];
const SAN_LOOPBACK = ['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];

const CA_CONFIG = `
[ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = policy
copy_extensions = copy
unique_subject = no
[policy]
commonName = supplied
`;

type Run = (...args: string[]) => void;
type Read = (file: string) => string;
type Write = (file: string, text: string) => void;

/** Runs openssl in a folder that is gone afterwards. */
function inScratchFolder<T>(use: (run: Run, read: Read, write: Write) => T): T | null {
  const folder = mkdtempSync(join(tmpdir(), 'qonto-auth-monitor-certificates-'));
  try {
    return use(
      (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }),
      (file) => readFileSync(join(folder, file), 'utf8'),
      (file, text) => writeFileSync(join(folder, file), text),
    );
  } catch (error) {
    const { code, syscall = '' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || !syscall.startsWith('spawn')) throw error;
    console.error('SKIPPED: the certificate tests need the openssl command, which is not here.');
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
