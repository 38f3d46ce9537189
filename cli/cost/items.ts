import { PRICES, type PriceName } from './prices.ts';
import type { Workload } from './workload.ts';

/** One line of an estimate. */
export interface CostItem {
  readonly service: string;
  /** What is counted, in the plural. */
  readonly unit: string;
  /** How much of it in a month. */
  readonly quantity: number;
  /** Dollars a month. */
  readonly usd: number;
}

/** The items that some part of a product comes to. An estimate is made of several. */
export type ItemList = (load: Workload) => CostItem[];

/** Prices a quantity of a month. */
export function item(name: PriceName, quantity: number): CostItem {
  const { service, unit, usd, per } = PRICES[name];
  return { service, unit, quantity, usd: (quantity * usd) / per };
}

/** Dollars a month of some items together. */
export function total(items: readonly CostItem[]): number {
  return items.reduce((sum, { usd }) => sum + usd, 0);
}

/** Dollars and cents for people; what is less than half a cent is not called nothing. */
export function describeUsd(usd: number): string {
  if (usd > 0 && usd < 0.005) return '<0.01';
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Items of which each thing that is paid for has one alone. */
export function merged(items: readonly CostItem[]): CostItem[] {
  const byThing = new Map<string, CostItem>();
  for (const one of items) {
    const key = JSON.stringify([one.service, one.unit]);
    const { quantity = 0, usd = 0 } = byThing.get(key) ?? {};
    byThing.set(key, { ...one, quantity: quantity + one.quantity, usd: usd + one.usd });
  }
  return [...byThing.values()];
}
