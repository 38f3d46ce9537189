import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICommandHooks } from 'aws-cdk-lib/aws-lambda-nodejs';

/**
 * Builds a function with one more file in its asset, beside the bundled handler. The file's text
 * is all that reaches the asset's hash: identical text gives the identical asset.
 *
 * @param build constructs the function with the hooks; bundling happens before it returns
 */
export function withFileInAsset<T>(
  name: string,
  text: string,
  build: (hooks: ICommandHooks) => T,
): T {
  // The hooks are shell commands, so the text has to travel in a file: a command line is too short
  // for a large configuration.
  const folder = mkdtempSync(join(tmpdir(), 'qonto-auth-monitor-'));
  const file = join(folder, name);
  try {
    writeFileSync(file, text);
    return build({
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_inputDir, outputDir) => [copyCommand(file, join(outputDir, name))],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A command that copies a file, in bash as in Windows' cmd. */
function copyCommand(from: string, to: string): string {
  const script = "require('node:fs').copyFileSync(process.argv[1], process.argv[2])";
  return `node -e "${script}" ${quoted(from)} ${quoted(to)}`;
}

function quoted(path: string): string {
  return process.platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", `'\\''`)}'`;
}
