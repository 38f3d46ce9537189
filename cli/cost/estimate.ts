import { type CostItem, type ItemList, item, merged, total } from './items.ts';
import { billedEachUsd, ownCost, secretsKept } from './monitor.ts';
import { sweepsAMonth, type Workload } from './workload.ts';

/** What one product costs. */
export interface ProductCost {
  readonly name: string;
  /** Those that cost anything. */
  readonly items: readonly CostItem[];
  /** Dollars a month in all. */
  readonly usd: number;
  /** What else is paid for, and not in it; null for nothing. */
  readonly leftOut: string | null;
}

/** What it costs to watch some credentials. Dollars are those of a month. */
export interface Estimate {
  readonly load: Workload;
  readonly monitor: ProductCost & {
    /** All but the secrets themselves. */
    readonly ownUsd: number;
    /** What is added if AWS bills each secret of a batch as a call, which it does not say. */
    readonly billedEachUsd: number;
  };
  /** Others who could send the same requests. They would not say what is wrong. */
  readonly others: readonly ProductCost[];
}

/** A canary for each credential reads its secret and asks Qonto; an alarm on it tells people. */
const synthetics: ItemList = (load) => {
  const runs = load.credentials * sweepsAMonth(load);
  return [
    item('canaryRun', runs),
    item('alarm', load.credentials),
    item('secretCall', runs),
    ...secretsKept(load),
  ];
};

/** An API check for each credential, from one location; Checkly keeps the credential itself. */
const checkly: ItemList = (load) => [item('checklyRun', load.credentials * sweepsAMonth(load))];

/** Estimates what a month costs: this product and two others. */
export function estimate(load: Workload): Estimate {
  const product = (name: string, lists: readonly ItemList[], leftOut: string | null) => {
    const all = lists.flatMap((list) => list(load));
    const items = merged(all).filter(({ quantity }) => quantity > 0);
    return { name, items, usd: total(items), leftOut };
  };
  const monitor = product('qonto-auth-monitor', [secretsKept, ...ownCost], null);
  return {
    load,
    monitor: {
      ...monitor,
      ownUsd: monitor.usd - total(secretsKept(load)),
      billedEachUsd: billedEachUsd(load),
    },
    others: [
      product('CloudWatch Synthetics', [synthetics], "the canaries' own Lambda, S3 and logs"),
      product('Checkly', [checkly], 'the plan'),
    ],
  };
}
