import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

/** What the package exports, by the name of its bundle. */
const ENTRIES = { index: 'lib/index.ts', rotation: 'lambda/rotation.ts' };

/**
 * Dependencies that are ES modules alone. Node 20.19 can require them; jest cannot, nor can an earlier
 * Node, so they are bundled.
 */
const ES_MODULES: readonly string[] = ['node-fetch', 'oauth4webapi', 'p-limit'];

/**
 * Builds the package once more as CommonJS, for `require` of whoever cannot require ES modules: jest
 * in what `cdk init` makes, above all. The folder says of itself what its modules are, so that the
 * types, which are the same, are of CommonJS there.
 */
export function buildCommonJs(root: string, dist: string): void {
  const folder = join(dist, 'cjs');
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const names = Object.keys({ ...dependencies, ...peerDependencies });
  const left = names.filter((name) => !ES_MODULES.includes(name));
  buildSync({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    external: left.flatMap((name) => [name, `${name}/*`]),
    alias: {
      // As in the functions' bundles: Node has had these streams since version 18.
      'web-streams-polyfill/dist/ponyfill.es2018.js': 'node:stream/web',
    },
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
  });
  for (const name of declarationsOf(dist, Object.values(ENTRIES))) {
    cpSync(join(dist, name), join(folder, name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
}

/** The declarations of some sources, and those that they refer to. */
function declarationsOf(dist: string, sources: readonly string[]): Set<string> {
  const names = new Set(sources.map(declarationOf));
  // A set also visits what is added meanwhile.
  for (const name of names) {
    const text = readFileSync(join(dist, name), 'utf8');
    for (const [, source = ''] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g)) {
      names.add(declarationOf(join(dirname(name), source)));
    }
  }
  return names;
}

function declarationOf(source: string): string {
  return source.replace(/\.ts$/, '.d.ts');
}
