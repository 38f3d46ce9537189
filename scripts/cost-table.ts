import { type Estimate, estimate } from '../cli/cost/estimate.ts';
import { describeUsd } from '../cli/cost/items.ts';
import { PRICED } from '../cli/cost/prices.ts';
import {
  MOST_IN_ONE_SECRET,
  USUAL_INTERVAL_MS,
  type Workload,
  workloadOfMany,
} from '../cli/cost/workload.ts';
import { describeDuration } from '../lambda/config/duration.ts';

const CREDENTIALS = [2, 20, 200, 10_000] as const;

/** The table of the README: what a month costs, by the number of credentials. */
export function costTable(): string {
  const estimates = CREDENTIALS.map((count) => estimate(workloadOfMany(count, oftenEnough(count))));
  const inOneSecret = CREDENTIALS.map((count) =>
    estimate(workloadOfMany(count, oftenEnough(count), Math.ceil(count / MOST_IN_ONE_SECRET))),
  );
  const row = (label: string, amounts: readonly number[]) => [label, ...amounts.map(describeUsd)];
  const [first] = estimates;
  const labels = [...new Set(estimates.flatMap(({ monitor }) => monitor.items.map(labelOf)))];
  return [
    [`${PRICED.currency} a month`, ...estimates.map(({ load }) => columnOf(load))],
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
      `in all, with up to ${MOST_IN_ONE_SECRET} credentials in a secret`,
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

/** The usual schedule, or one that waits for the sweep of so many, as `cost --every` would say it. */
function oftenEnough(credentials: number): number {
  return workloadOfMany(credentials).intervalMs;
}

/** Says how often where that is not the usual. */
function columnOf({ credentials, intervalMs }: Workload): string {
  const count = `${credentials.toLocaleString('en-US')} credentials`;
  return intervalMs === USUAL_INTERVAL_MS
    ? count
    : `${count}, every ${describeDuration(intervalMs)}`;
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
