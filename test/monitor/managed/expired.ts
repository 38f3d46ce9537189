import type { ManagedTools } from '../../../lambda/monitor/managed/ports.ts';
import { HOUR } from '../timeline.ts';
import { type ManagedStage, useManaged } from './stage.ts';

/** What AWS throws when it has too much to do. */
export class Throttled extends Error {
  override readonly name = 'ThrottlingException';
}

type Methods = { [K in 'secrets' | 'leases' | 'queue']?: Record<string, unknown> };

/** Puts methods of a test's own before those of AWS in memory. */
export function inFrontOf(methods: (real: ManagedTools) => Methods) {
  return (real: ManagedTools): Partial<ManagedTools> =>
    Object.fromEntries(
      Object.entries(methods(real)).map(([name, own]) => {
        const tool = real[name as 'secrets'];
        const all = { current: 0, proveWritable: 0, store: 0, take: 0, remember: 0, release: 0 };
        const bound = Object.keys({ ...all, schedule: 0 }).flatMap((key) => {
          const method = tool[key as 'current'] as undefined | ((...all: never[]) => unknown);
          return method === undefined ? [] : [[key, method.bind(tool)]];
        });
        return [name, { ...Object.fromEntries(bound), ...own }];
      }),
    );
}

/** A grant whose access token has expired, and a network that waits for 200 ms. */
export async function useExpired(replaced?: (real: ManagedTools) => Partial<ManagedTools>) {
  const stage = await useManaged({
    check: { timeout: '200ms' },
    ...(replaced ? { replaced } : {}),
  });
  stage.pass(HOUR);
  return stage;
}

/** Whether the grant can still be refreshed, an hour later. */
export async function isAlive(stage: ManagedStage): Promise<boolean> {
  stage.pass(HOUR);
  return (await stage.sweep()).outcome === 'authenticated';
}
