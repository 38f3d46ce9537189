import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, takePicture } from './chromium.ts';
import { mailPage } from './mail.ts';
import { MODES } from './page.ts';
import { playStory } from './run.ts';
import { slackPage } from './slack.ts';

// Takes the pictures of the README: the alerts that a run of the demo publishes, in windows that
// look like those in which people read them.

const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));

/** Pixels of a picture for one of its page: sharp enough, and below 200 KiB. */
const SCALE = 1.2;

async function takeAll(chromium: string): Promise<void> {
  const { regression, recovery } = await playStory();
  const pages = MODES.flatMap((mode) => {
    const suffix = mode === 'light' ? '' : `-${mode}`;
    return [
      { name: `email${suffix}`, width: 720, html: mailPage(regression, mode) },
      { name: `slack${suffix}`, width: 800, html: slackPage([regression, recovery], mode) },
    ];
  });
  const work = await mkdtemp(join(tmpdir(), 'pictures-'));
  try {
    for (const { name, width, html } of pages) {
      const htmlFile = join(work, `${name}.html`);
      const pngFile = join(FOLDER, `${name}.png`);
      await writeFile(htmlFile, html);
      await takePicture(chromium, { htmlFile, pngFile, width, scale: SCALE });
      const { size } = await stat(pngFile);
      process.stdout.write(`docs/pictures/${name}.png, ${Math.round(size / 1024)} KiB\n`);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

try {
  await takeAll(findChromium(process.env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
