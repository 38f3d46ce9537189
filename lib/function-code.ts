import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { RuntimeConfig } from '../lambda/config/monitor-config.ts';
import type { BoardConfig } from '../lambda/dashboard/board.ts';
import { type BundleName, bundle, sourceOf } from './bundle.ts';

/** What the functions of each bundle read at their start. */
interface Configs {
  readonly function: RuntimeConfig;
  readonly widget: BoardConfig;
  readonly distributed: RuntimeConfig;
}

/**
 * The code of a function: its bundle, and its configuration in `config.json` beside it, since
 * environment variables hold 4 KB in all, too little for many credentials. Identical content gives
 * the identical asset.
 */
export function functionCode<N extends BundleName>(name: N, config: Configs[N]): Code {
  const source = sourceOf(name);
  const hasSource = existsSync(source);
  // The bundle that the package brings.
  const prebuilt = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const tryBundle = (folder: string) => {
    if (hasSource) bundle(name, folder);
    else cpSync(prebuilt, folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
    return true;
  };
  return Code.fromAsset(hasSource ? dirname(source) : prebuilt, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // CDK asks for an image, and uses it where the local way fails: this one does not.
      image: DockerImage.fromRegistry('none'),
      // Never run, but told apart by: CDK takes the output of an earlier bundling in the app for that
      // of another with equal options, and functions such as the one below count for nothing there.
      command: [name, JSON.stringify(config)],
      local: { tryBundle },
    },
  });
}
