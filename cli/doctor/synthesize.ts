import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { loadConfig } from '../../lambda/config/load.ts';
import { AuthMonitorStack } from '../../lib/auth-monitor-stack.ts';

/** The template that this folder would deploy. */
export async function synthesizedTemplate(
  directory: string,
  stack: string,
  path: string | undefined,
): Promise<{ Resources?: Record<string, { Type: string }> }> {
  const config = await loadConfig({ path, env: process.env, directory });
  const outdir = await mkdtemp(join(tmpdir(), 'qonto-auth-monitor-doctor-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const { artifactId } = new AuthMonitorStack(app, stack, { monitor: { config } });
    return app.synth().getStackArtifact(artifactId).template;
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
