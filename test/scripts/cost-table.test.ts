import { describe, expect, it } from 'vitest';
import { estimate } from '../../cli/cost/estimate.ts';
import { describeUsd } from '../../cli/cost/items.ts';
import { workloadOfMany } from '../../cli/cost/workload.ts';
import { costTable } from '../../scripts/cost-table.ts';

const ROWS = costTable()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));

const row = (label: string) => ROWS.find(([, first]) => first === label) ?? [];

const [, , ...heads] = row('USD a month').slice(0, -1);

describe('costTable', () => {
  it.each(heads.map((head, index) => [head, index + 2] as const))(
    'has under %j what the command line answers to that',
    (head, column) => {
      const [, count, minutes = '5'] =
        /^([\d,]+) credentials(?:, every (\d+) min)?$/.exec(head) ?? [];
      const credentials = Number(count?.replaceAll(',', ''));
      const { monitor, others } = estimate(workloadOfMany(credentials, Number(minutes) * 60_000));

      expect(row('**in all**')[column]).toBe(describeUsd(monitor.usd));
      expect(row('of which not the secrets')[column]).toBe(describeUsd(monitor.ownUsd));
      expect(row('Checkly for the same, without the plan')[column]).toBe(
        describeUsd(others[1]?.usd ?? Number.NaN),
      );
    },
  );
});
