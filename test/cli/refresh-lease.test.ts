import { describe, expect, it } from 'vitest';
import { underLease } from '../../cli/refresh-lease.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import { nameOfTarget, targetsOf } from '../../lambda/config/target.ts';
import { MonitorError } from '../../lambda/errors.ts';
import { type LeaseTable, NOTHING_REMEMBERED } from '../../lambda/monitor/managed/ports.ts';
import { LONGEST_LEASE_MS } from '../../lambda/monitor/managed/timing.ts';
import { MemoryLeases } from '../../simulator/memory/leases.ts';

const SECRET = 'qonto/grant';

const credentials = [{ name: 'mobile-app', secret: SECRET, tokens: 'manage' }];
const [managed] = targetsOf(parseConfig({ environments: { sandbox: { credentials } } }, 'test'));
if (managed === undefined) throw new Error('no target');
const grant = nameOfTarget(managed);

/** Leases in memory, and a clock that sleeping moves. */
function useOffice() {
  let now = Date.parse('2026-11-23T12:00:00Z');
  const leases = new MemoryLeases();
  const said: string[] = [];
  /** What happens while somebody waits. */
  const happenings: (() => Promise<void>)[] = [];
  const office = {
    open: async (): Promise<LeaseTable> => leases,
    clock: {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
        await happenings.shift()?.();
      },
    },
    say: (text: string) => {
      said.push(text);
    },
  };
  const take = (holder = 'a run', ms = LONGEST_LEASE_MS) =>
    leases.take(SECRET, grant, { holder, now, until: now + ms });
  return { office, leases, said, happenings, take };
}

describe('underLease', () => {
  it('waits until a run gives the lease back, and keeps all others away while it writes', async () => {
    const { office, leases, said, happenings, take } = useOffice();
    const memory = { ...NOTHING_REMEMBERED, pausedUntil: 5 };
    await take();
    const course: string[] = [];
    happenings.push(
      async () => {},
      async () => {
        course.push('refreshed');
        await leases.release(SECRET, grant, 'a run', memory);
      },
    );
    const written = await underLease(managed, office, async () => {
      course.push(`written while another run finds it ${(await take('another')).kind}`);
      return 'version-2';
    });

    expect(written).toBe('version-2');
    expect(course).toEqual(['refreshed', 'written while another run finds it held']);
    expect(said).toEqual([`The deployed monitor is refreshing ${SECRET}: waiting for it to end.`]);
    expect(await take('another')).toEqual({ kind: 'taken', memory });
  });

  it('waits until the lease of a run that crashed has run out', async () => {
    const { office, take } = useOffice();
    await take();

    expect(await underLease(managed, office, async () => 'written')).toBe('written');
  });

  it('writes nothing when the lease is never to be had', async () => {
    const { office, take, happenings } = useOffice();
    await take();
    happenings.push(...Array.from({ length: 1_000 }, () => async () => void (await take())));
    let isWritten = false;
    const writing = underLease(managed, office, async () => {
      isWritten = true;
    });

    await expect(writing).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE' });
    expect(isWritten).toBe(false);
  });

  it('gives the lease back when the writing fails', async () => {
    const { office, take } = useOffice();
    const fault = new MonitorError('SECRET_UNAVAILABLE', 'not real');
    const writing = underLease(managed, office, async () => {
      throw fault;
    });

    await expect(writing).rejects.toBe(fault);
    expect((await take()).kind).toBe('taken');
  });

  it.each([
    ['no stack', new MonitorError('FUNCTION_FAILED', 'Cannot find the stack.'), 'find the stack'],
    ['no right to the table', Object.assign(new Error(), { name: 'Denied' }), 'Denied'],
  ])('writes without a lease where there is %s, and says so in a line', async (_, fault, words) => {
    const { office, said } = useOffice();
    const leases = { open: () => Promise.reject(fault) };
    const written = await underLease(managed, { ...office, ...leases }, async () => 'written');

    expect(written).toBe('written');
    expect(said).toEqual([expect.stringContaining(words)]);
  });
});
