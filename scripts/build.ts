// Builds what the package holds: the modules with their types, as ES modules and as CommonJS, and the
// functions' bundles.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLES, bundle } from '../lib/bundle.ts';
import { buildCommonJs } from './commonjs.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--project', 'tsconfig.build.json'],
  { cwd: root, stdio: 'inherit' },
);
buildCommonJs(root, dist);
for (const name of BUNDLES) bundle(name, join(dist, name));
