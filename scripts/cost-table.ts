import { type Estimate, estimate } from '../cli/cost/estimate.ts';
import { describeUsd } from '../cli/cost/items.ts';
import { PRICED } from '../cli/cost/prices.ts';
import { workloadOfMany } from '../cli/cost/workload.ts';

const CREDENTIALS = [2, 20, 200] as const;

/** The table of the README: what a month costs, by the number of credentials. */
export function costTable(): string {
  const estimates = CREDENTIALS.map((count) => estimate(workloadOfMany(count)));
  const inOneSecret = CREDENTIALS.map((count) => estimate(workloadOfMany(count, undefined, 1)));
  const row = (label: string, amounts: readonly number[]) => [label, ...amounts.map(describeUsd)];
  const [first] = estimates;
  const labels = [...new Set(first?.monitor.items.map(labelOf))];
  return [
    [`${PRICED.currency} a month`, ...CREDENTIALS.map((count) => `${count} credentials`)],
    ['---', ...CREDENTIALS.map(() => '--:')],
    ...labels.map((label) => row(label, estimates.map(amountOf(label)))),
    row(
      '**in all**',
      estimates.map(({ monitor }) => monitor.usd),
    ),
    row(
      'of which not the secrets',
      estimates.map(({ monitor }) => monitor.ownUsd),
    ),
    row(
      'in all, with the credentials in one secret',
      inOneSecret.map(({ monitor }) => monitor.usd),
    ),
    ...(first?.others ?? []).map(({ name, leftOut }, index) =>
      row(
        `${name} for the same${leftOut === null ? '' : `, without ${leftOut}`}`,
        estimates.map(({ others }) => others[index]?.usd ?? Number.NaN),
      ),
    ),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

type Item = Estimate['monitor']['items'][number];

/** A row for each service; the secrets themselves and their reading are apart. */
function labelOf({ service, unit }: Item): string {
  return service === 'Secrets Manager' ? `${service}: ${unit}` : service;
}

function amountOf(label: string): (estimated: Estimate) => number {
  return ({ monitor }) =>
    monitor.items.reduce((sum, item) => (labelOf(item) === label ? sum + item.usd : sum), 0);
}
