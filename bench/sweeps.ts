import { blackboxIsInstalled, startBlackbox } from './blackbox.ts';
import { deploy, type Sweep, startInstance } from './deployment.ts';
import { interleave, median, medianRatio } from './median.ts';
import type { Row, Theme } from './row.ts';
import type { Seen } from './servers/qonto.ts';
import {
  type Certificate,
  makeCertificate,
  probeUrl,
  startAws,
  startLoop,
  startQonto,
  using,
} from './world.ts';

const CREDENTIALS = 500;
const DELAY_MS = 20;
const ROUNDS = 11;
const WARM_UP = 3;

/** A sweep of 500 credentials against a bare loop of the same requests, and against another prober. */
export const SWEEPS: Theme = {
  name: 'sweep',
  run: async () => {
    const certificate = makeCertificate();
    const rows: Row[] = [];
    for (const concurrency of [20, 50]) {
      rows.push(...(await sweeps(concurrency, undefined)));
      rows.push(...(await sweeps(concurrency, certificate)));
    }
    return rows;
  },
};

/** What one contestant did in one round, and what Qonto saw of it. */
type Round = Sweep & { readonly seen: Seen };

function sweeps(concurrency: number, certificate: Certificate | undefined): Promise<Row[]> {
  return using(async (keep) => {
    const aws = await keep(startAws());
    const qonto = await keep(startQonto(DELAY_MS, certificate));
    const ca = certificate?.ca;
    const environments = [{ url: qonto.url, credentials: CREDENTIALS }];
    const deployed = deploy({
      environments,
      concurrency,
      awsUrl: aws.url,
      ...(ca === undefined ? {} : { ca }),
    });
    const round = async (sweep: Promise<Sweep>): Promise<Round> => ({
      ...(await sweep),
      seen: complete(await qonto.seen()),
    });
    const instance = await keep(startInstance(deployed));
    const first = await round(instance.sweep());
    const loop = await keep(startLoop(probeUrl(qonto), concurrency, ca));
    const contestants = {
      sweep: () => round(instance.sweep()),
      loop: () => round(loop.run(CREDENTIALS)),
    };
    await interleave(contestants, WARM_UP);
    await aws.seen();
    const { sweep, loop: bare } = await interleave(contestants, ROUNDS);
    const calls = await aws.seen();

    const where = `${certificate === undefined ? 'http' : 'https'}, ${concurrency} at once`;
    const most = Math.max(...[first, ...sweep].map(({ seen }) => seen.most));
    const rows: Row[] = [
      {
        measure: `sweep of 500, ${where}: wall time of the bare loop`,
        value: medianRatio(wallsOf(sweep), wallsOf(bare)),
        unit: 'ratio',
        goal: { atMost: 1.15 },
        note: `${ms(wallsOf(sweep))} to ${ms(wallsOf(bare))}; the whole sweep ${ms(sweep.map(({ wallMs }) => wallMs))}, the first one ${ms([first.wallMs])}`,
      },
      {
        measure: `CPU time per check, ${where}: of the same loop`,
        value: medianRatio(cpuOf(sweep), cpuOf(bare)),
        unit: 'ratio',
        goal: { atMost: 1.5 },
        note: `${microseconds(cpuOf(sweep))} to ${microseconds(cpuOf(bare))}`,
      },
      {
        measure: `connections opened in a first sweep, ${where}`,
        value: first.seen.connections,
        unit: 'count',
        goal: { atMost: concurrency + 1 },
        note: `${sweep.reduce((sum, { seen }) => sum + seen.connections, 0)} in ${ROUNDS} later ones`,
      },
      {
        measure: `requests in flight, ${where}`,
        value: most,
        unit: 'count',
        goal: { atMost: concurrency },
      },
      ...(certificate === undefined && concurrency === 20 ? callRows(calls) : []),
    ];
    if (certificate === undefined) return rows;
    return [...rows, await againstBlackbox(concurrency, certificate, qonto, contestants.sweep)];
  });
}

/** What a sweep in which nothing changed costs at AWS. */
function callRows(calls: Readonly<Record<string, number>>): Row[] {
  const each = (operation: string) => (calls[operation] ?? 0) / ROUNDS;
  const all = Object.values(calls).reduce((sum, count) => sum + count, 0) / ROUNDS;
  return [
    {
      measure: 'batch reads of secrets in a steady sweep of 500',
      value: each('BatchGetSecretValue'),
      unit: 'count',
      goal: { atMost: CREDENTIALS / 20 },
    },
    {
      measure: 'reads of the table in a steady sweep of 500',
      value: each('Query'),
      unit: 'count',
      goal: { atMost: 1 },
    },
    {
      measure: 'writes in a steady sweep of 500: the record of the sweep',
      value: all - each('BatchGetSecretValue') - each('Query'),
      unit: 'count',
      goal: { atMost: 1 },
    },
  ];
}

async function againstBlackbox(
  concurrency: number,
  certificate: Certificate,
  qonto: { url: string; seen(): Promise<Seen> },
  sweep: () => Promise<Round>,
): Promise<Row> {
  const row = {
    measure: `checks per second over https, ${concurrency} at once: of prometheus-blackbox-exporter`,
    unit: 'ratio',
    goal: { atLeast: 1.3 },
  } as const;
  if (!blackboxIsInstalled()) {
    return { ...row, value: null, note: 'the Debian package of that name is not installed' };
  }
  return using(async (keep) => {
    const exporter = await keep(startBlackbox(certificate));
    const url = exporter.probeUrl(probeUrl(qonto));
    const driver = await keep(startLoop(url, concurrency));
    const exported = async () => {
      const result = await driver.run(CREDENTIALS);
      return { ...result, seen: complete(await qonto.seen()) };
    };
    const contestants = { sweep, exported };
    await interleave(contestants, WARM_UP);
    const rounds = await interleave(contestants, ROUNDS);
    const perSecond = (some: readonly Round[]) =>
      some.map(({ seen }) => (seen.requests * 1_000) / seen.wallMs);
    const [own, others] = [perSecond(rounds.sweep), perSecond(rounds.exported)];
    return {
      ...row,
      value: medianRatio(own, others),
      note: `${Math.round(median(own))} to ${Math.round(median(others))}`,
    };
  });
}

function complete(seen: Seen): Seen {
  if (seen.requests === CREDENTIALS) return seen;
  throw new Error(`Qonto saw ${seen.requests} requests instead of ${CREDENTIALS}.`);
}

function wallsOf(rounds: readonly Round[]): number[] {
  return rounds.map(({ seen }) => seen.wallMs);
}

function cpuOf(rounds: readonly Sweep[]): number[] {
  return rounds.map(({ cpuMs }) => cpuMs);
}

function ms(values: readonly number[]): string {
  return `${Math.round(median(values))} ms`;
}

function microseconds(cpuMs: readonly number[]): string {
  return `${Math.round((median(cpuMs) * 1_000) / CREDENTIALS)} µs`;
}
