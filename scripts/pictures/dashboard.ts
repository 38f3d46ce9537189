// Draws docs/pictures/dashboard-{light,dark}.png: the dashboard's widget after days of the real monitor
// on the simulator, as headless Chromium shows it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { boardOf } from '../../lambda/dashboard/board.ts';
import { renderBoard } from '../../lambda/dashboard/render-board.ts';
import { viewOf } from '../../lambda/dashboard/view.ts';
import { boardConfig } from '../../lib/widget-function.ts';
import { findChromium, takePicture } from './chromium.ts';
import { dashboardPage, PAGE_MARGINS } from './dashboard-page.ts';
import { END, liveThroughDays } from './days.ts';
import { MODES } from './page.ts';
import { smallPng } from './small-png.ts';

const FOLDER = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const WIDTH = 1_200;
const SHOWN_MS = 3 * 86_400_000;

const chromium = findChromium(process.env);
const { remembered, config } = await liveThroughDays();
const board = boardConfig(config);
const work = await mkdtemp(join(tmpdir(), 'pictures-'));
try {
  for (const theme of MODES) {
    const widgetContext = {
      theme,
      width: WIDTH - PAGE_MARGINS,
      timeRange: { mode: 'relative', start: END - SHOWN_MS, end: END },
    };
    const widget = renderBoard(boardOf(remembered, board, viewOf({ widgetContext }, END)));
    const htmlFile = join(work, `${theme}.html`);
    const pngFile = join(work, `${theme}.png`);
    await writeFile(htmlFile, dashboardPage(widget, theme));
    await takePicture(chromium, { htmlFile, pngFile, width: WIDTH, scale: 1 });
    const picture = smallPng(await readFile(pngFile));
    await writeFile(join(FOLDER, `dashboard-${theme}.png`), picture);
    const size = Math.round(picture.length / 1_024);
    process.stdout.write(`docs/pictures/dashboard-${theme}.png, ${size} KiB\n`);
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
