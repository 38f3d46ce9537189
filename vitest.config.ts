import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The first CDK synth in a process takes seconds, so does starting the AWS emulator.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    reporters: ['default', 'json'],
    outputFile: { json: '.vitest/results.json' },
    coverage: { provider: 'v8', include: ['lambda/**', 'lib/**', 'cli/**'] },
  },
});
