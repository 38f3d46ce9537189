import { describe, expect, it } from 'vitest';
import { VirtualTime } from '../../simulator/virtual-time.ts';

describe('virtual time', () => {
  it('passes to the end of the shortest sleep, for many side by side', async () => {
    const time = new VirtualTime(1_000);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number, again = 0) => {
      await time.sleep(ms);
      woken.push(`${name} ${time.now()}`);
      if (again > 0) await sleep(name, again);
    };
    await time.run(() => Promise.all([sleep('a', 50), sleep('b', 20, 20), sleep('c', 40)]));

    expect(woken).toEqual(['b 1020', 'c 1040', 'b 1040', 'a 1050']);
    expect(time.now()).toBe(1_050);
  });

  it('waits for work that takes real time, and does not pass meanwhile', async () => {
    const time = new VirtualTime(0);
    await time.run(() => new Promise((done) => setTimeout(done, 5)));
    expect(time.now()).toBe(0);
  });

  it('does not pass to a limit of what is done before, be it by real work', async () => {
    const time = new VirtualTime(0);
    const done = new AbortController();
    await time.run(async () => {
      const limit = time.limit(1_000, done.signal);
      await time.sleep(10);
      await new Promise((worked) => setTimeout(worked, 5));
      done.abort();
      await limit;
    });
    expect(time.now()).toBe(10);
  });

  it('passes to a limit of what is never done', async () => {
    const time = new VirtualTime(0);
    await time.run(() => time.limit(1_000, new AbortController().signal));
    expect(time.now()).toBe(1_000);
  });

  it('hands on what the work throws', async () => {
    const time = new VirtualTime(0);
    const work = async () => {
      await time.sleep(10);
      throw new Error('not real');
    };
    await expect(time.run(work)).rejects.toThrow('not real');
  });
});
