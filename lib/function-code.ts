import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { RuntimeConfig } from '../lambda/config/monitor-config.ts';
import { bundleHandler, HANDLER_SOURCE } from './bundle.ts';

/** The bundle that the package brings. */
const PREBUILT = fileURLToPath(new URL('../function', import.meta.url));

/**
 * The function's code: the bundled handler, and its configuration in `config.json` beside it, since
 * environment variables hold 4 KB in all, too little for many credentials. Identical content gives
 * the identical asset.
 */
export function functionCode(config: RuntimeConfig): Code {
  const hasSource = existsSync(HANDLER_SOURCE);
  const tryBundle = (folder: string) => {
    if (hasSource) bundleHandler(folder);
    else cpSync(PREBUILT, folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
    return true;
  };
  return Code.fromAsset(hasSource ? dirname(HANDLER_SOURCE) : PREBUILT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // CDK asks for an image, and uses it where the local way fails: this one does not.
      image: DockerImage.fromRegistry('none'),
      // Never run, but told apart by: CDK takes the output of an earlier bundling in the app for that
      // of another with equal options, and functions such as the one below count for nothing there.
      command: [JSON.stringify(config)],
      local: { tryBundle },
    },
  });
}
