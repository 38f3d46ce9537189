import type { Report } from '../lambda/report.ts';
import type { PublishedAlert } from '../simulator/memory/topic.ts';
import { estimate } from './cost/estimate.ts';
import { workloadOf } from './cost/workload.ts';
import { type DemoStage, openDemoStage } from './demo/stage.ts';
import { type Chapter, story } from './demo/story.ts';
import { EXIT } from './exit-code.ts';
import { type Output, wrap } from './output.ts';
import { renderChat, renderEmail } from './render/alert.ts';
import { costLine } from './render/cost.ts';
import { renderReport } from './render/report.ts';

const INTERVAL_MS = 5 * 60_000;

/** What a chapter came to. */
interface Played {
  readonly title: string;
  readonly report: Report;
  readonly alerts: readonly PublishedAlert[];
  /** Whether the sweep told what it had to tell, and nothing else. */
  readonly wentAsItShould: boolean;
}

/**
 * Plays the whole job with the real code, on a simulated Qonto and an AWS in memory: healthy,
 * regression, alerts, recovery. Ends with 0 only if each sweep told what it had to tell.
 */
export async function demo(options: { readonly json?: boolean }, out: Output): Promise<number> {
  const stage = await openDemoStage();
  const played: Played[] = [];
  try {
    if (!options.json) introduce(out);
    for (const chapter of story()) {
      const result = await play(chapter, stage);
      played.push(result);
      if (!options.json) show(result, played.length, out);
    }
  } finally {
    await stage.close();
  }
  const isOk = played.every(({ wentAsItShould }) => wentAsItShould);
  if (options.json) {
    const sweeps = played.map(({ title, report, wentAsItShould, alerts }) => {
      return { title, wentAsItShould, report, alerts: alerts.map(({ document }) => document) };
    });
    out.json({ ok: isOk, sweeps });
  } else conclude(isOk, stage, out);
  return isOk ? EXIT.ok : EXIT.fault;
}

async function play({ title, happens, tells }: Chapter, stage: DemoStage): Promise<Played> {
  happens(stage);
  const before = stage.topic.published.length;
  const report = await stage.monitor({ action: 'sweep' });
  stage.pass(INTERVAL_MS);
  const alerts = stage.topic.published.slice(before);
  const told = alerts.map(
    ({ attributes: { event, credentials, code } }) => `${event} ${credentials.join('+')} ${code}`,
  );
  const wentAsItShould = JSON.stringify([...told].sort()) === JSON.stringify([...tells].sort());
  return { title, report, alerts, wentAsItShould };
}

function introduce(out: Output): void {
  out.line(out.style('bold', 'qonto-auth-monitor: the demo'));
  out.line(
    'The code that is deployed, on a simulated Qonto and an AWS in memory. No account is used.',
  );
}

function show(
  { title, report, alerts, wentAsItShould }: Played,
  number: number,
  out: Output,
): void {
  out.line();
  out.line(out.style('bold', `${number}. ${title}`));
  out.line();
  renderReport(report, out, { status: true, details: false });
  for (const alert of alerts) {
    out.line();
    renderEmail(alert, out);
    renderChat(alert, out);
  }
  if (!wentAsItShould) out.line(out.style('red', 'This sweep did not tell what it had to tell.'));
}

function conclude(isOk: boolean, { config }: DemoStage, out: Output): void {
  out.line();
  const line = costLine(estimate(workloadOf(config)));
  for (const part of wrap(`${line} Yours: npx qonto-auth-monitor cost`, out.width)) out.line(part);
  out.line();
  out.line(
    isOk
      ? 'Two regressions and two recoveries, each told once. Next: put your own credentials into monitor.config.ts, then npx cdk deploy (see README.md).'
      : 'The story did not go as it should: this is a fault of the monitor.',
  );
}
