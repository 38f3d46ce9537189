import { describeDuration } from '../../lambda/config/duration.ts';
import { ASSUMED } from '../cost/assumed.ts';
import type { Estimate, ProductCost } from '../cost/estimate.ts';
import { type CostItem, describeUsd } from '../cost/items.ts';
import { PRICED } from '../cost/prices.ts';
import type { Workload } from '../cost/workload.ts';
import { type Output, wrap } from '../output.ts';

/** Shows an estimate item by item, and what others would come to. */
export function renderCost({ load, monitor, others }: Estimate, out: Output): void {
  const amount = `about ${describeUsd(monitor.usd)} ${PRICED.currency} a month`;
  out.line(out.style('bold', `${describeLoad(load)}: ${amount}`));
  for (const remark of remarks(load)) {
    for (const line of wrap(remark, out.width)) out.line(line);
  }
  out.line();
  const rows = [
    ...monitor.items.map(itemCells),
    ['', 'in all', '', describeUsd(monitor.usd)],
    ['', 'of which not the secrets', '', describeUsd(monitor.ownUsd)],
  ];
  for (const line of table(rows)) out.line(line);
  for (const other of others) {
    out.line();
    out.line(`${other.name}, for the same checks: ${comparison(other, monitor)}`);
    for (const line of table(other.items.map(itemCells))) out.line(line);
  }
  out.line();
  for (const note of notes(monitor.billedEachUsd)) {
    for (const line of wrap(note, out.width)) out.line(line);
  }
}

/** An estimate in one line. */
export function costLine({ load, monitor, others }: Estimate): string {
  const secrets = describeUsd(monitor.usd - monitor.ownUsd);
  const compared = others.map(({ name, usd }) => `${name} ${describeUsd(usd)}`).join(', ');
  return `${describeLoad(load)}, cost about ${describeUsd(monitor.usd)} ${PRICED.currency} a month, ${secrets} of it the secrets (${compared}).`;
}

function describeLoad({ credentials, secrets, intervalMs }: Workload): string {
  return `${counted(credentials, 'credential')} in ${counted(secrets, 'secret')}, checked every ${describeDuration(intervalMs)}`;
}

/** What of a workload is not as it was asked for, or looks odd. */
function remarks({ credentials, secrets, intervalMs, scheduleMs }: Workload): string[] {
  const spare = secrets - credentials;
  const [scheduled, swept] = [scheduleMs, intervalMs].map(describeDuration);
  return [
    ...(intervalMs > scheduleMs
      ? [
          `Scheduled every ${scheduled}, but a sweep of so many takes longer, so that one begins every ${swept}; what is started meanwhile ends at once.`,
        ]
      : []),
    ...(spare > 0
      ? [
          `${counted(spare, 'secret')} ${spare === 1 ? 'holds' : 'hold'} no credential: a staging token's costs as much as any other.`,
        ]
      : []),
  ];
}

/** A number of things, for people. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function comparison({ usd, leftOut }: ProductCost, monitor: ProductCost): string {
  const times = (usd / monitor.usd).toLocaleString('en-US', { maximumSignificantDigits: 2 });
  const extra = leftOut === null ? '' : `, ${leftOut} left out`;
  return `${describeUsd(usd)} (${times} times as much${extra})`;
}

function itemCells({ service, unit, quantity, usd }: CostItem): string[] {
  return [service, unit, describeQuantity(quantity), describeUsd(usd)];
}

function describeQuantity(quantity: number): string {
  return quantity.toLocaleString(
    'en-US',
    quantity < 100 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 },
  );
}

/** Columns: two of words, two of numbers. */
function table(rows: readonly string[][]): string[] {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = [0, 1, 2, 3].map(widthOf);
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < 2 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `  ${cells.join('   ')}`;
  });
}

function notes(billedEachUsd: number): string[] {
  const { incidentsPerCredential: incidents, hoursPerIncident: hours } = ASSUMED;
  return [
    `Prices of ${PRICED.region} as of ${PRICED.asOf}; free tiers and discounts are left out.`,
    `Assumed: a sweep takes ${ASSUMED.secondsPerSweep} s and ${ASSUMED.secondsPerRound} s more for each round of checks; each credential fails ${incidents === 1 ? 'once' : `${incidents} times`} a month for ${hours} h.`,
    ...(billedEachUsd > 0
      ? [
          `A batch of secrets is taken for one call. AWS does not say; if it bills one for each, add ${describeUsd(billedEachUsd)}.`,
        ]
      : []),
  ];
}
