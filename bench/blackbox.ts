import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { portOf } from '../simulator/http-host.ts';
import { SCRATCH } from './deployment.ts';
import type { Certificate } from './world.ts';

const COMMAND = 'prometheus-blackbox-exporter';

/** Whether the Debian package is installed. */
export function blackboxIsInstalled(): boolean {
  return spawnSync(COMMAND, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** A running exporter. */
export interface Blackbox {
  /** The address at which it probes a URL once. */
  probeUrl(url: string): string;
  close(): Promise<void>;
}

/** Starts it with the plain request of a check: no diagnosis, no second look, nothing remembered. */
export async function startBlackbox({ ca }: Certificate): Promise<Blackbox> {
  const file = join(SCRATCH, 'blackbox.yml');
  writeFileSync(
    file,
    JSON.stringify({
      modules: {
        qonto: {
          prober: 'http',
          timeout: '10s',
          http: {
            valid_status_codes: [200],
            follow_redirects: false,
            preferred_ip_protocol: 'ip4',
            headers: {
              Accept: 'application/json',
              Authorization: 'pied-piper-7133:not-a-real-secret',
            },
            tls_config: { ca_file: ca },
          },
        },
      },
    }),
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = [`--config.file=${file}`, `--web.listen-address=${new URL(url).host}`];
  const child = spawn(COMMAND, [...args, '--log.level=error'], { stdio: 'ignore' });
  await untilHealthy(`${url}/-/healthy`);
  return {
    probeUrl: (target) => `${url}/probe?module=qonto&target=${encodeURIComponent(target)}`,
    close: async () => {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function untilHealthy(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isHealthy = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isHealthy) return;
    await sleep(50);
  }
  throw new Error(`${COMMAND} did not start.`);
}
