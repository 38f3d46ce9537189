import { describe, expect, it } from 'vitest';
import { toldBy, useProduction } from './production-stage.ts';

const remembered = async ({ statuses }: Awaited<ReturnType<typeof useProduction>>) =>
  (await statuses.readAll()).records.map(({ credential }) => credential).toSorted();

describe('a credential that the configuration does not have any more', () => {
  it('is forgotten with the next sweep, and the others are not', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    await stage.sweep();
    const smaller = await useProduction(['accounting'], {}, { statuses: stage.statuses });
    await smaller.sweep();

    expect(await remembered(stage)).toEqual(['accounting']);
  });

  it('is kept until what is owed of it was delivered', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    stage.revoke('payroll');
    stage.topic.refuses = () => true;
    await stage.sweep();
    const smaller = await useProduction(['accounting'], {}, { statuses: stage.statuses });
    smaller.topic.refuses = () => true;
    await smaller.sweep();
    expect(await remembered(stage)).toEqual(['accounting', 'payroll']);
    smaller.topic.refuses = () => false;
    await smaller.sweep();
    await smaller.sweep();

    expect(toldBy(smaller)).toEqual(['regression: payroll']);
    expect(await remembered(stage)).toEqual(['accounting']);
  });

  it('does not fail the sweep when it cannot be forgotten', async () => {
    const stage = await useProduction(['accounting', 'payroll']);
    await stage.sweep();
    const smaller = await useProduction(['accounting'], {}, { statuses: stage.statuses });
    stage.statuses.fails = (operation) => operation === 'forget';

    await expect(smaller.sweep()).resolves.toMatchObject({ summary: { total: 1 } });
    expect(await remembered(stage)).toEqual(['accounting', 'payroll']);
  });
});
