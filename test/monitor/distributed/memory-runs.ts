import type { InventoryLine } from '../../../lambda/monitor/distributed/inventory.ts';
import type { RunBoard, RunFiles, Spending } from '../../../lambda/monitor/distributed/ports.ts';
import type { StatusStore } from '../../../lambda/monitor/ports.ts';
import type { Report } from '../../../lambda/report.ts';

/** The files of runs in memory, kept as text. */
export class MemoryRunFiles implements RunFiles {
  readonly #inventories = new Map<string, string>();
  readonly #answers = new Map<string, string>();
  readonly reports = new Map<string, string>();

  async writeInventory(run: string, lines: readonly InventoryLine[]): Promise<void> {
    this.#inventories.set(run, lines.map((line) => JSON.stringify(line)).join('\n'));
  }

  async readInventory(run: string): Promise<InventoryLine[]> {
    const text = this.#inventories.get(run);
    if (text === undefined) throw new Error(`there is no inventory of ${run}`);
    return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line));
  }

  /** What the Distributed Map does with what its children answered. */
  writeAnswers(run: string, answers: readonly unknown[]): string {
    const manifest = `runs/${run}/results/manifest.json`;
    this.#answers.set(manifest, JSON.stringify(answers));
    return manifest;
  }

  async readAnswers(manifest: string): Promise<unknown[]> {
    return JSON.parse(this.#answers.get(manifest) ?? '[]');
  }

  async writeReport(run: string, report: Report): Promise<void> {
    this.reports.set(run, JSON.stringify(report));
  }
}

/** The board of runs in memory; traffic is that of the status table. */
export class MemoryRunBoard implements RunBoard {
  #place: { readonly run: string; readonly until: number } | null = null;
  readonly #spent = new Map<string, number>();
  readonly #statuses: Pick<StatusStore, 'readAll' | 'recordTraffic'>;

  constructor(statuses: Pick<StatusStore, 'readAll' | 'recordTraffic'>) {
    this.#statuses = statuses;
  }

  async claim(run: string, now: number, until: number): Promise<boolean> {
    if (this.#place !== null && this.#place.run !== run && this.#place.until > now) return false;
    this.#place = { run, until };
    return true;
  }

  async end(run: string): Promise<void> {
    if (this.#place?.run === run) this.#place = null;
  }

  async take(run: string, environment: string, spending: Spending, most: number): Promise<boolean> {
    const key = JSON.stringify([run, environment, spending]);
    const spent = this.#spent.get(key) ?? 0;
    if (spent >= most) return false;
    this.#spent.set(key, spent + 1);
    return true;
  }

  async pausedUntil(environment: string): Promise<number | null> {
    const { traffic } = await this.#statuses.readAll();
    return traffic.find((one) => one.environment === environment)?.pausedUntil ?? null;
  }

  recordTraffic(change: Parameters<RunBoard['recordTraffic']>[0]): Promise<void> {
    return this.#statuses.recordTraffic(change);
  }
}
