import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The handler's source; the package has none, it brings the bundle. */
export const HANDLER_SOURCE = fileURLToPath(new URL('../lambda/handler.ts', import.meta.url));

/**
 * Bundles the handler from its source into a folder: `index.mjs`, and beside it what is loaded only
 * when it is needed, and what both share.
 */
export function bundleHandler(folder: string): void {
  // Loaded here, since whoever installs the package has the bundle and needs no bundler.
  const { buildSync }: typeof import('esbuild') = createRequire(import.meta.url)('esbuild');
  buildSync({
    entryPoints: [{ in: HANDLER_SOURCE, out: 'index' }],
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
    alias: {
      // node-fetch falls back to this polyfill of 60 KiB where Node has no streams of the web, which
      // it has had since version 18.
      'web-streams-polyfill/dist/ponyfill.es2018.js': 'node:stream/web',
      '@aws-sdk/credential-provider-node': join(
        dirname(HANDLER_SOURCE),
        'aws',
        'environment-credentials.ts',
      ),
    },
    logLevel: 'warning',
  });
}
