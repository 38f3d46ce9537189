import { createMonitor } from '../../lambda/monitor/monitor.ts';
import type { AlertTopic, StatusStore } from '../../lambda/monitor/ports.ts';
import type { StatusRecord } from '../../lambda/monitor/status-record.ts';
import type { Report } from '../../lambda/report.ts';
import { ThrottledError } from '../support/flaky-statuses.ts';
import { fakeQonto } from './fake-qonto.ts';
import type { Plan } from './plan.ts';
import { wholeId } from './repeats.ts';
import type { World } from './world.ts';

/** How a run ended. */
export type Ending =
  | { readonly kind: 'done'; readonly report: Report }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'crashed' };

/** A run under way. */
export interface Run {
  readonly name: string;
  readonly ended: Promise<Ending>;
  /** What went wrong so far. */
  readonly accidents: readonly string[];
}

/** Who is next, where several wait: resolves when it is the turn of whoever asked. */
export type TakeTurn = (label: string) => Promise<unknown>;

/** Whoever asks is next. */
export const atOnce: TakeTurn = async () => {};

/** A call that is never answered, since nobody is there any more. */
const silence = new Promise<never>(() => {});

/**
 * Starts a sweep of the real monitor in a world. Each call of AWS waits for its turn, takes some time,
 * and may be what something happens to. A process that dies is abandoned in the middle of a call.
 */
export function startRun(world: World, plan: Plan, takeTurn: TakeTurn): Run {
  const name = world.nextRun();
  const { journal, statuses, topic } = world;
  const now = () => world.now + plan.aheadMs;
  const sweepAt = now();
  const accidents: string[] = [];
  let calls = 0;
  let isDead = false;
  let die = (): void => {};
  const crashed = new Promise<Ending>((resolve) => {
    die = () => {
      isDead = true;
      resolve({ kind: 'crashed' });
    };
  });

  async function call<T>(operation: string, effect: () => Promise<T>, refused?: T): Promise<T> {
    if (isDead) return silence;
    const weather = operation === `publish ${world.refusedEvent}` ? 'fail' : undefined;
    const planned = plan.accidents[calls] ?? plan.accidents[operation] ?? weather;
    calls += 1;
    if (planned !== undefined) {
      const what = `${planned} ${operation}`;
      accidents.push(what);
      journal.push({ kind: 'accident', run: name, what, at: world.now });
    }
    if (planned === 'crash-before') {
      die();
      return silence;
    }
    await takeTurn(`${name} ${operation}`);
    if (isDead && !plan.arrivesLate) return silence;
    world.now += plan.paceMs;
    if (planned === 'refuse' && refused !== undefined) return refused;
    if (planned === 'fail' || planned === 'refuse') throw new ThrottledError('slow down');
    const answer = await effect();
    if (planned === 'crash-after') die();
    if (isDead) return silence;
    if (planned === 'lose') throw new ThrottledError('no answer came');
    return planned === 'repeat' ? effect() : answer;
  }

  const write: StatusStore['write'] = (record, version) => {
    const isHeld = world.isHeld(record.credential, now());
    return call(`write ${record.credential}`, async () => {
      const isWritten = await statuses.write(record, version);
      if (isWritten && record.unconfirmedSince === null) accept(record, isHeld);
      return isWritten;
    });
  };
  function accept(record: StatusRecord, isHeld: boolean): void {
    const { environment, credential, status, lastResult, outbox } = record;
    if (lastResult === null) throw new TypeError('a record is written after a check');
    journal.push({
      kind: 'accepted',
      run: name,
      environment,
      credential,
      status,
      checkedAt: lastResult.checkedAt,
      outcome: lastResult.outcome,
      code: lastResult.diagnosis?.code ?? null,
      warnings: lastResult.warnings.map(({ code }) => code),
      sweepAt,
      isHeld,
      raised: Object.keys(outbox).filter((id) => id.startsWith(`${name}.`)),
      at: world.now,
    });
  }
  const note = (kind: 'claimed' | 'noted', alertId: string) => {
    journal.push({ kind, run: name, alertId, at: world.now });
  };
  const publish: AlertTopic['publish'] = (message) =>
    call(
      `publish ${message.attributes.event}`,
      async () => {
        const answer = await topic.publish(message);
        const document = topic.published.at(-1)?.document;
        if (document === undefined) throw new TypeError('nothing was published');
        const { records } = await statuses.readAll();
        const listed = document.checks.map(({ credential }) => credential);
        // The plainest form lists none.
        const owing = records.filter(({ outbox }) => wholeId(document.id) in outbox);
        const credentials = listed.length > 0 ? listed : owing.map(({ credential }) => credential);
        const { code } = message.attributes;
        journal.push({ kind: 'published', run: name, document, code, credentials, at: world.now });
        return answer;
      },
      'refused',
    );

  let ids = 0;
  const monitor = createMonitor({
    config: world.config(),
    secrets: {
      read: (secretIds) => call('read secrets', () => world.secrets.read(secretIds)),
      readPrevious: (secretId) => world.secrets.readPrevious(secretId),
    },
    client: fakeQonto((credential) => world.truthOf(credential), now),
    clock: {
      now,
      sleep: async (ms) => {
        const until = world.now + ms;
        await takeTurn(`${name} sleep`);
        world.now = Math.max(world.now, until);
        if (isDead) await silence;
      },
    },
    statuses: {
      readAll: () => call('readAll', () => statuses.readAll()),
      read: (key) => call('read', () => statuses.read(key)),
      write,
      claimDelivery: (claim) =>
        call('claim', async () => {
          const result = await statuses.claimDelivery(claim);
          if (result.kind === 'ours') note('claimed', claim.alertId);
          return result;
        }),
      releaseDelivery: (alertId, since) =>
        call('release', () => statuses.releaseDelivery(alertId, since)),
      recordDelivery: (delivery) =>
        call('note', async () => {
          await statuses.recordDelivery(delivery);
          note('noted', delivery.alertId);
        }),
      keepTrail: (key, entries) =>
        call(`trail ${key.credential}`, () => statuses.keepTrail(key, entries)),
      forget: (key, version) =>
        call(`forget ${key.credential}`, async () => {
          const isThere = (await statuses.read(key)) !== null;
          await statuses.forget(key, version);
          if (!isThere || (await statuses.read(key)) !== null) return;
          const { credential } = key;
          journal.push({ kind: 'forgotten', run: name, credential, at: world.now });
        }),
      markDelivered: (key, id) =>
        call(`mark ${key.credential}`, () => statuses.markDelivered(key, id)),
      recordTraffic: (change) => call('recordTraffic', () => statuses.recordTraffic(change)),
      recordSweep: (sweep) => call('recordSweep', () => statuses.recordSweep(sweep)),
    },
    topic: { publish },
    log: { info: () => {}, error: () => {} },
    newId: () => {
      ids += 1;
      return `${name}.${ids}`;
    },
  });

  const { about } = plan;
  const event =
    about === null || !world.has(about) ? {} : { action: 'secret-change', secret: about };
  const answered = monitor(event).then(
    (report): Ending => ({ kind: 'done', report }),
    (error): Ending => ({ kind: 'failed', error }),
  );
  return { name, accidents, ended: Promise.race([answered, crashed]) };
}
