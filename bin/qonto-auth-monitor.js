#!/usr/bin/env node
import process from 'node:process';
import { register } from 'tsx/esm/api';

// The SDK's notice about Node 20 says nothing to whoever runs a check.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Whoever reads the output may stop reading: that is no fault.
process.stdout.on('error', (error) => {
  process.exit(error.code === 'EPIPE' ? 0 : 4);
});

register();
const { main } = await import('../cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
