#!/usr/bin/env node
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

// The SDK's notice about Node 20 says nothing to whoever runs a check.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Whoever reads the output may stop reading: that is no fault, and no reason to leave work undone. What
// cannot be written for another reason, such as a full disk, is a fault.
let isLost = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') return;
    isLost = true;
    process.exitCode = 4;
  });
}

// The repository has the sources, the package what is built of them.
const source = new URL('../cli/main.ts', import.meta.url);
const hasSource = existsSync(fileURLToPath(source));
if (hasSource) (await import('tsx/esm/api')).register();
const { main } = await import(hasSource ? source.href : '../dist/cli/main.js');
const exitCode = await main(process.argv.slice(2));
if (!isLost) process.exitCode = exitCode;
