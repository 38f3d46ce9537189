import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeConfig } from '../../lambda/config/monitor-config.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import { AuthMonitorStack } from '../../lib/auth-monitor-stack.ts';
import { EXAMPLE, synthesize, temporaryFolder } from './synthesize.ts';

/** The function that checks credentials and no other. */
const ALONE = { bundle: true, props: () => ({ dashboard: false }) };

const TMPDIR = process.env.TMPDIR;
let scratch: string;
let outdir: string;

beforeAll(() => {
  scratch = temporaryFolder();
  process.env.TMPDIR = scratch;
  ({ outdir } = synthesize(EXAMPLE, ALONE));
});

afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

function assetOf(folder: string): string {
  const assets = readdirSync(folder).filter((name) => name.startsWith('asset.'));
  expect(assets).toHaveLength(1);
  return join(folder, String(assets[0]));
}

/** The modules that importing one loads: itself, and what it imports at its top. */
function loadedWith(name: string, asset: string, seen: readonly string[] = []): string[] {
  if (seen.includes(name)) return [...seen];
  const code = readFileSync(join(asset, name), 'utf8');
  const imported = [...code.matchAll(/(?:from|import)"\.\/([\w-]+\.mjs)"/g)].map(
    ([, file]) => file,
  );
  return imported.reduce<string[]>(
    (all, file) => loadedWith(String(file), asset, all),
    [...seen, name],
  );
}

describe("the function's asset", () => {
  it('holds the code and the resolved configuration, and no source map', () => {
    const asset = assetOf(outdir);

    const files = readdirSync(asset);
    expect(files).toEqual(expect.arrayContaining(['config.json', 'index.mjs']));
    expect(files.filter((name) => !name.endsWith('.mjs'))).toEqual(['config.json']);
    expect(JSON.parse(readFileSync(join(asset, 'config.json'), 'utf8'))).toEqual(
      runtimeConfig(parseConfig(EXAMPLE, 'the test')),
    );
  });

  it('loads as an ES module that exports the handler', () => {
    const url = pathToFileURL(join(assetOf(outdir), 'index.mjs')).href;
    const script = `import(${JSON.stringify(url)}).then((code) => console.log(typeof code.handler))`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
      encoding: 'utf8',
      env: {
        AWS_REGION: 'eu-west-3',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        STATE_TABLE_NAME: 'table',
        ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-3:123456789012:topic',
        POWERTOOLS_SERVICE_NAME: 'qonto-auth-monitor',
      },
    });

    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('function');
  });

  it('is small enough to start quickly, and leaves to later what few runs need', () => {
    const asset = assetOf(outdir);
    const sizeOf = (names: readonly string[]) =>
      names.reduce((sum, name) => sum + statSync(join(asset, name)).size, 0);
    const loaded = loadedWith('index.mjs', asset);

    expect(loaded.length).toBeLessThan(readdirSync(asset).length - 1);
    expect(sizeOf(loaded)).toBeLessThan(400 * 1_024);
    expect(sizeOf(readdirSync(asset).filter((name) => name.endsWith('.mjs')))).toBeLessThan(
      500 * 1_024,
    );
  });

  it('has no way to sign in to AWS but the environment, and no streams but those of Node', () => {
    const asset = assetOf(outdir);
    const code = readdirSync(asset).map((name) => readFileSync(join(asset, name), 'utf8'));

    for (const word of ['sso_account_id', '169.254.170.2', 'ReadableStreamDefaultController']) {
      expect(code.join('\n')).not.toContain(word);
    }
  });

  it('is the same for the same configuration, so that nothing is deployed for no reason', () => {
    const again = synthesize(EXAMPLE, ALONE);
    const other = synthesize({ ...EXAMPLE, check: { concurrency: 1 } }, ALONE);
    const [first, second, third] = [outdir, again.outdir, other.outdir].map((folder) =>
      assetOf(folder).slice(folder.length),
    );

    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('is another for another monitor of the same app', () => {
    const folder = temporaryFolder();
    const app = new App({ outdir: folder });
    for (const name of ['first', 'second']) {
      const credentials = [{ name, secret: name }];
      new AuthMonitorStack(app, name, {
        monitor: { config: { environments: { sandbox: { credentials } } } },
      });
    }
    app.synth();
    const watched = readdirSync(folder)
      .filter((name) => name.startsWith('asset.'))
      .map((asset) => JSON.parse(readFileSync(join(folder, asset, 'config.json'), 'utf8')))
      // The functions that draw dashboards know no environments.
      .flatMap(({ environments = [] }) => environments)
      .map(({ credentials }) => credentials[0].name);

    expect(watched.sort()).toEqual(['first', 'second']);
  });

  it('leaves no temporary file behind', () => {
    expect(readdirSync(scratch).filter((name) => name.startsWith('qonto-auth-monitor-'))).toEqual(
      [],
    );
  });
});
