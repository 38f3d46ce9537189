import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithAws } from '../integration/moto.ts';
import { readSynthesis } from '../integration/synthesis.ts';
import { useDeployment } from '../integration/use-deployment.ts';
import { EXAMPLE, synthesize } from '../lib/synthesize.ts';
import {
  COMMON_JS,
  CONFIG,
  ES_MODULE,
  LOADING,
  REQUIRED_ROTATION,
  ROTATION,
  TYPESCRIPT,
} from './apps.ts';
import { type Consumer, installPackage } from './consumer.ts';

const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

let consumer: Consumer;
/** What this repository's own app makes of the example. */
let deployedHere: string;

beforeAll(async () => {
  deployedHere = synthesize(EXAMPLE, { bundle: true }).outdir;
  consumer = await installPackage();
  consumer.write('app.mjs', ES_MODULE);
  consumer.write('app.cjs', COMMON_JS);
}, 120_000);

afterAll(() => {
  consumer?.remove();
});

/** Lets `require` find CommonJS alone, as jest does, and Node before 20.19. */
const STRICT = '--no-experimental-require-module';

/** Runs an app of the consumer's with Node alone: no loader, no bundler, no flags of CDK. */
async function synthesizeThere(app: string, config: unknown, env: Record<string, string> = {}) {
  const outdir = join(consumer.folder, `cdk.out.${app}`);
  const { exitCode, output } = await consumer.run(process.execPath, [STRICT, app], {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:enable-asset-metadata': true }),
    CONFIG: JSON.stringify(config),
    ...env,
  });
  return { outdir, exitCode, output };
}

function assetsOf(outdir: string): string[] {
  return readdirSync(outdir).filter((name) => name.startsWith('asset.'));
}

/** What a page in Markdown links to or shows from its own folder: `[…](…)`, `src` and `srcset`. */
function relativeLinksOf(page: string): string[] {
  return [...page.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)]
    .map(([, link, attribute]) => (link ?? attribute ?? '').replace(/#.*$/, ''))
    .filter((link) => link !== '' && !/^[a-z]+:/i.test(link));
}

describe('the package', { timeout: 120_000 }, () => {
  it('holds what is needed and nothing of tests, sources or secrets', () => {
    const files = readdirSync(consumer.installed, { recursive: true, encoding: 'utf8' }).filter(
      (name) => statSync(join(consumer.installed, name)).isFile(),
    );
    const unwanted = files.filter((name) =>
      /(?<!\.d)\.ts$|\.map$|test|node_modules|\.env/.test(name),
    );

    expect(unwanted.filter((name) => !/test-alert\.(?:js|d\.ts)$/.test(name))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
        'bin/qonto-auth-monitor.js',
        'dist/lib/index.js',
        'dist/lib/index.d.ts',
        'dist/cjs/index.cjs',
        'dist/cjs/lib/index.d.ts',
        'dist/cjs/rotation.cjs',
        'dist/cjs/lambda/rotation.d.ts',
        'dist/function/index.mjs',
        'dist/widget/index.mjs',
        'dist/distributed/index.mjs',
        'docs/diagnoses.md',
        'schema/monitor.config.schema.json',
      ]),
    );
  });

  it('holds whatever its pages link to, and shows', () => {
    const pages = readdirSync(consumer.installed, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.md'),
    );
    const links = pages.flatMap((page) =>
      relativeLinksOf(readFileSync(join(consumer.installed, page), 'utf8')).map((link) => ({
        page,
        link,
      })),
    );
    const dead = links.filter(
      ({ page, link }) => !existsSync(join(consumer.installed, dirname(page), link)),
    );

    expect(links).toEqual(
      expect.arrayContaining([
        { page: 'README.md', link: 'docs/managed-tokens.md' },
        { page: 'README.md', link: 'docs/pictures/slack.png' },
        { page: 'README.md', link: 'docs/pictures/slack-dark.png' },
      ]),
    );
    expect(dead).toEqual([]);
  });

  it('holds the schema where the README says that editors find it', () => {
    const readme = readFileSync(join(consumer.installed, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/"\.\/node_modules\/qonto-auth-monitor\/([^"]+)"/g)];

    expect(named).toHaveLength(1);
    for (const [, path = ''] of named) {
      expect(existsSync(join(consumer.installed, path))).toBe(true);
    }
  });

  const apps = ['app.mjs', 'app.cjs'];

  it.each(apps)('synthesizes in %s the very function that is deployed from here', async (app) => {
    const { outdir, exitCode, output } = await synthesizeThere(app, EXAMPLE);

    expect(exitCode, output).toBe(0);
    expect(assetsOf(outdir)).toEqual(assetsOf(deployedHere));
    const template = JSON.parse(readFileSync(join(outdir, 'Payments.template.json'), 'utf8'));
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types).toEqual(
      expect.arrayContaining([
        'AWS::S3::Bucket',
        'AWS::Lambda::Function',
        'AWS::DynamoDB::Table',
        'AWS::Scheduler::Schedule',
      ]),
    );
  });

  it('tells all faults of a configuration, under the path of the construct', async () => {
    const { exitCode, output } = await synthesizeThere('app.mjs', { environmets: {} });

    expect(exitCode).toBe(1);
    expect(output).toContain('the configuration of Payments/QontoMonitor has 2 faults:');
    expect(output).toContain('environmets is not a known key; did you mean "environments"?');
  });

  const languages = [
    { app: 'app.mts', settings: ['--module', 'NodeNext'] },
    { app: 'app.cts', settings: ['--module', 'NodeNext'] },
    { app: 'app.mts', settings: ['--module', 'Node16'] },
    // Where a module of CommonJS may import none of the other kind, be it for its types.
    { app: 'app.cts', settings: ['--module', 'Node16'] },
    { app: 'app.cts', settings: ['--module', 'ESNext', '--moduleResolution', 'Bundler'] },
  ];

  it.each(languages)(
    'has types that find what is wrong in $app with $settings, and nothing else',
    async ({ app, settings }) => {
      consumer.write(app, TYPESCRIPT);
      const strict = ['--strict', '--noEmit', '--skipLibCheck', '--target', 'ES2023'];
      const types = fileURLToPath(new URL('../../node_modules/@types', import.meta.url));
      const { output } = await consumer.run(process.execPath, [
        TSC,
        ...[...strict, '--types', 'node', '--typeRoots', types],
        ...[...settings, app],
      ]);
      const faults = output.split('\n').filter((line) => line.includes('error TS'));

      expect(faults, output).toEqual([
        expect.stringMatching(/app\.[mc]ts.*'memory' does not exist in type 'AuthMonitorProps'/),
        expect.stringMatching(/app\.[mc]ts.*Property 'config' is missing/),
      ]);
    },
  );

  it('reads a configuration in TypeScript for an app in CommonJS', async () => {
    consumer.write('monitor.config.ts', CONFIG);
    consumer.write('loading.cjs', LOADING);
    const { output } = await consumer.run(process.execPath, [STRICT, 'loading.cjs']);

    expect(output.trim()).toBe('production');
  });

  it.each([
    ['rotation.mjs', ROTATION],
    ['rotation.cjs', REQUIRED_ROTATION],
  ])(
    'lets a rotation function test a version in %s, with nothing of CDK in it',
    async (name, text) => {
      consumer.write(name, text);
      const { output } = await consumer.run(process.execPath, [STRICT, name]);

      expect(output.trim()).toBe('function, without CDK');
    },
  );

  it('has a command line that needs no sources', async () => {
    const bin = join('node_modules', 'qonto-auth-monitor', 'bin', 'qonto-auth-monitor.js');
    const explained = await consumer.run(process.execPath, [bin, 'explain', 'API_KEY_SWAPPED']);

    expect(existsSync(join(consumer.installed, 'cli'))).toBe(false);
    expect(explained).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('login and secret key swapped'),
    });
  });
});

/** The values of the custom metric that a log holds, each of them a line of its own. */
function countsIn(logs: string): string[] {
  return logs
    .split('\n')
    .filter((line) => line.startsWith('{"_aws":'))
    .map((line) => JSON.parse(line))
    .map(({ environment, outcome, Credentials }) => `${environment} ${outcome} ${Credentials}`);
}

describeWithAws('the function of the package', () => {
  const bench = useDeployment({
    synthesize: async (config) => {
      const { outdir, exitCode, output } = await synthesizeThere('app.cjs', config, {
        METRICS: 'on',
      });
      expect(exitCode, output).toBe(0);
      return { ...(await readSynthesis(outdir, 'Payments')), remove: async () => {} };
    },
  });

  it('checks, alerts, and writes custom metrics where they are asked for', async () => {
    const { stage } = bench;
    const instance = await stage.start();
    const healthy = await stage.run(instance, { action: 'sweep' });
    stage.secrets.regenerateKey('accounting');
    const broken = await stage.run(instance, { action: 'sweep' });

    expect(healthy.summary).toMatchObject({ total: 5, authenticated: 5 });
    expect(broken.alerts).toMatchObject([{ event: 'regression', credentials: ['accounting'] }]);
    expect(await stage.alerts()).toHaveLength(1);
    expect(countsIn(instance.logs())).toEqual([
      ...['production authenticated 3', 'production rejected 0', 'production inconclusive 0'],
      ...['sandbox authenticated 2', 'sandbox rejected 0', 'sandbox inconclusive 0'],
      ...['production authenticated 2', 'production rejected 1', 'production inconclusive 0'],
      ...['sandbox authenticated 2', 'sandbox rejected 0', 'sandbox inconclusive 0'],
    ]);
  });
});
