import { spawn } from 'node:child_process';

type Env = Readonly<Record<string, string | undefined>>;

/** Programs that open an address in the user's browser. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Whether a browser on this machine would be the user's own: not so over ssh, or without a screen. */
export function hasBrowser(env: Env, platform: NodeJS.Platform): boolean {
  if (env.SSH_CONNECTION || env.SSH_TTY) return false;
  if (env.BROWSER) return true;
  return platform in OPENERS || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * Opens an address in the user's browser: `BROWSER`, or what the system has for that.
 *
 * @returns whether a program for it could be started
 */
export async function openBrowser(
  url: string,
  env: Env,
  platform: NodeJS.Platform,
): Promise<boolean> {
  const opener = env.BROWSER ? [env.BROWSER] : (OPENERS[platform] ?? ['xdg-open']);
  const [program = '', ...args] = opener;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
