import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The sources that are bundled, each with all that its functions need; by folder of the package. */
const SOURCES = {
  /** The monitor's function. */
  function: '../lambda/handler.ts',
  /** Draws the dashboard's widget. */
  widget: '../lambda/dashboard/widget.ts',
  /** The steps of distributed sweeps. */
  distributed: '../lambda/distributed.ts',
} as const;

/** A bundle, by its name. */
export type BundleName = keyof typeof SOURCES;

/** All of them. */
export const BUNDLES = Object.keys(SOURCES) as BundleName[];

/** Where a bundle's source is; the package has none, it brings the bundle. */
export function sourceOf(name: BundleName): string {
  return fileURLToPath(new URL(SOURCES[name], import.meta.url));
}

/**
 * Bundles a source into a folder: `index.mjs`, and beside it what is loaded only when it is needed,
 * and what both share.
 */
export function bundle(name: BundleName, folder: string): void {
  bundleFile(sourceOf(name), folder, name === 'distributed' ? NEVER_REACHED_BESIDE_S3 : undefined);
}

/**
 * Code that the functions never come to, each behind an import of its own: what browsers are called,
 * bodies in several parts, and streams of events, which the client of S3 does load at once.
 */
const NEVER_REACHED_BESIDE_S3 = ['bowser', '*/multipart-parser.js'];
const NEVER_REACHED = [...NEVER_REACHED_BESIDE_S3, '@smithy/core/event-streams'];

/** Bundles any source in the same way. */
export function bundleFile(source: string, folder: string, external = NEVER_REACHED): void {
  // Loaded here, since whoever installs the package has the bundle and needs no bundler.
  const { buildSync }: typeof import('esbuild') = createRequire(import.meta.url)('esbuild');
  buildSync({
    entryPoints: [{ in: source, out: 'index' }],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    // An ES module loads about a third faster than CommonJS, and `module` first leaves out code
    // that the CommonJS builds drag along.
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    external,
    alias: {
      // node-fetch falls back to this polyfill of 60 KiB where Node has no streams of the web, which
      // it has had since version 18.
      'web-streams-polyfill/dist/ponyfill.es2018.js': 'node:stream/web',
      '@aws-sdk/credential-provider-node': join(
        dirname(sourceOf('function')),
        'aws',
        'environment-credentials.ts',
      ),
    },
    logLevel: 'warning',
  });
}
