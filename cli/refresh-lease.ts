import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { leaseTable } from '../lambda/aws/lease-table.ts';
import { type Clock, systemClock } from '../lambda/clock.ts';
import { managesTokens, type Target, targetsOf } from '../lambda/config/target.ts';
import { MonitorError, nameOf } from '../lambda/errors.ts';
import { type HeldLease, type LeaseWish, takeLease } from '../lambda/monitor/managed/lease.ts';
import type { LeaseTable } from '../lambda/monitor/managed/ports.ts';
import { LONGEST_LEASE_MS } from '../lambda/monitor/managed/timing.ts';
import { awsClient } from './aws-client.ts';
import { tableNameOf } from './deployed-table.ts';
import type { Desk } from './desk.ts';

/** Reading a secret and writing it: as long as that may take, the lease is taken for. */
const WRITE_MS = 15_000;

/** How long a refresh is waited for: the lease of one that crashed has run out by then. */
const PATIENCE_MS = LONGEST_LEASE_MS + 10_000;

/**
 * Writes a secret while the deployed monitor refreshes no tokens in it, be they of the credential
 * that is written or of another one: a refresh that is under way would put tokens of the grant before
 * over the new ones, or lose its own to this write.
 *
 * @throws MonitorError `SECRET_UNAVAILABLE` when a refresh does not end in time
 */
export async function whileNotRefreshed<T>(
  { config, target, options, terminal }: Pick<Desk, 'config' | 'target' | 'options' | 'terminal'>,
  write: () => Promise<T>,
): Promise<T> {
  const { secretId } = target.credential.secret;
  const managed = targetsOf(config)
    .filter(managesTokens)
    .find(({ credential }) => credential.secret.secretId === secretId);
  if (managed === undefined) return write();
  const client = awsClient(DynamoDBClient, options);
  const open = async () => leaseTable(client, await tableNameOf(options));
  try {
    return await underLease(managed, { open, clock: systemClock, say: terminal.say }, write);
  } finally {
    client.destroy();
  }
}

/** Where leases are to be had. */
export interface LeaseOffice {
  /** Finds the table. What it throws says why there is none. */
  open(): Promise<LeaseTable>;
  readonly clock: Clock;
  say(text: string): void;
}

/**
 * Writes under the lease of a managed grant's secret. Where none is to be had, as where nothing is
 * deployed, it writes without one and says so.
 *
 * @throws MonitorError `SECRET_UNAVAILABLE` when somebody else holds it all the time
 */
export async function underLease<T>(
  managed: Target,
  office: LeaseOffice,
  write: () => Promise<T>,
): Promise<T> {
  const lease = await leaseOf(managed, office);
  try {
    return await write();
  } finally {
    await lease?.giveBack();
  }
}

async function leaseOf(
  target: Target,
  { open, clock, say }: LeaseOffice,
): Promise<HeldLease | null> {
  const { secretId } = target.credential.secret;
  let isTold = false;
  const tell = () => {
    if (!isTold) say(`The deployed monitor is refreshing ${secretId}: waiting for it to end.`);
    isTold = true;
  };
  const wish: LeaseWish = {
    target,
    holder: `command line ${randomUUID()}`,
    lengthMs: WRITE_MS,
    deadline: clock.now() + PATIENCE_MS + WRITE_MS,
  };
  const lease = await open()
    .then((leases) => takeLease(wish, { leases, clock, log: SILENT }, tell))
    .catch((error: unknown) => {
      const reason = error instanceof MonitorError ? error.message : `${nameOf(error)}.`;
      say(`Nothing keeps a deployed monitor from refreshing ${secretId} just now. ${reason}`);
      return 'without' as const;
    });
  if (lease === 'without') return null;
  if (lease !== null) return lease;
  throw new MonitorError(
    'SECRET_UNAVAILABLE',
    `The deployed monitor went on refreshing ${secretId}, so nothing was stored. Run the command again.`,
  );
}

/** A lease that is not given back runs out within seconds: nothing that anybody has to know. */
const SILENT = { info: () => undefined, error: () => undefined };
