import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Names under which systems install it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Finds Chromium: `CHROMIUM` names it, else it is looked for on the `PATH`.
 *
 * @throws with what to do when there is none
 */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = env.CHROMIUM
    ? [env.CHROMIUM]
    : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    env.CHROMIUM
      ? `CHROMIUM names ${env.CHROMIUM}, which cannot be run. Name the browser's program.`
      : 'The pictures are taken with Chromium, and none is on the PATH. Install it (on Debian: apt-get install chromium), or name its program in CHROMIUM.',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A picture to be taken. */
export interface Shot {
  /** The page's file; its title says how high it is. */
  readonly htmlFile: string;
  readonly pngFile: string;
  /** CSS pixels. */
  readonly width: number;
  /** Pixels of the picture for one of the page. */
  readonly scale: number;
}

/** Takes a picture of a whole page. */
export async function takePicture(
  chromium: string,
  { htmlFile, pngFile, width, scale }: Shot,
): Promise<void> {
  const open = (height: number, ...wanted: string[]) =>
    run(
      chromium,
      [
        '--headless',
        // Its sandbox does not work for root, as in containers; the page is our own.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-lcd-text',
        '--font-render-hinting=none',
        '--hide-scrollbars',
        `--force-device-scale-factor=${scale}`,
        `--window-size=${width},${height}`,
        ...wanted,
        pathToFileURL(htmlFile).href,
      ],
      { timeout: 120_000, maxBuffer: 16 * 1024 * 1024 },
    );
  const { stdout } = await open(400, '--dump-dom');
  const height = Number(/<title>(\d+)<\/title>/.exec(stdout)?.[1]);
  if (!(height > 0)) throw new Error(`Chromium did not say how high ${htmlFile} is.`);
  await open(height, `--screenshot=${pngFile}`);
}
