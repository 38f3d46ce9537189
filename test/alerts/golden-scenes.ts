import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { TROUBLE } from '../monitor/production-stage.ts';
import { HOUR, MINUTE } from '../monitor/timeline.ts';
import { type GoldenStage, useGoldenStage } from './golden-stage.ts';

/** A night of which the last alert is kept. */
export interface Scene {
  /** Of its folder in `golden`. */
  readonly name: string;
  readonly play: () => Promise<GoldenStage>;
}

const DAY = 24 * HOUR;

/** Names of so many credentials of production. */
const namesOf = (count: number) =>
  count === 1
    ? ['accounting']
    : Array.from({ length: count }, (_, index) => `shop-${String(index + 1).padStart(2, '0')}`);

/** Levers over credentials of production, each an API key in a secret of its own. */
interface Production extends GoldenStage {
  /** Stores a new key of each, which works. */
  mend(): void;
  /** Lets a colleague regenerate the keys, and nobody stores the new ones. */
  regenerate(): void;
  /** Stores what a change makes of a key that works. */
  change(of: (key: { login: string; secret: string }) => unknown): void;
}

async function useProduction(count: number): Promise<Production> {
  const names = namesOf(count);
  const secretOf = (name: string) => `qonto/production/${name}`;
  const stage = await useGoldenStage({
    production: { credentials: names.map((name) => ({ name, secret: secretOf(name) })) },
  });
  const { production } = stage.simulator;
  production.rateLimits = false;
  const change: Production['change'] = (of) => {
    for (const name of names) {
      stage.secrets.put(secretOf(name), of(production.createApiKey(`${name}-1234`)));
    }
  };
  const mend = () => change((key) => key);
  mend();
  stage.pass(DAY);
  await stage.sweep();
  return {
    ...stage,
    mend,
    change,
    regenerate: () => {
      for (const name of names) production.createApiKey(`${name}-1234`);
    },
  };
}

async function regression(count: number): Promise<Production> {
  const stage = await useProduction(count);
  stage.regenerate();
  await stage.sweep();
  return stage;
}

async function causeChanged(count: number): Promise<Production> {
  const stage = await regression(count);
  stage.pass(HOUR);
  stage.change(({ login, secret }) => `Bearer ${login}:${secret}`);
  await stage.sweep();
  return stage;
}

async function stillFailing(count: number): Promise<Production> {
  const stage = await regression(count);
  for (let look = 0; look < 4; look += 1) {
    stage.pass(6 * HOUR - 5 * MINUTE);
    await stage.sweep();
  }
  return stage;
}

async function recovery(count: number): Promise<Production> {
  const stage = await regression(count);
  stage.pass(47 * MINUTE);
  stage.mend();
  await stage.sweep();
  return stage;
}

async function unreachable(count: number): Promise<Production> {
  const stage = await useProduction(count);
  stage.simulator.production.faults.add(TROUBLE);
  await stage.sweeps(3);
  return stage;
}

async function reachableAgain(count: number): Promise<Production> {
  const stage = await unreachable(count);
  stage.simulator.production.faults.clear();
  stage.pass(20 * MINUTE);
  await stage.sweep();
  return stage;
}

async function deprecated(count: number): Promise<Production> {
  const stage = await useProduction(count);
  stage.simulator.production.faults.add({
    kind: 'amend',
    headers: { Deprecation: 'true', Sunset: 'Fri, 01 Jan 2027 00:00:00 GMT' },
  });
  await stage.sweep();
  return stage;
}

async function flapping(): Promise<Production> {
  const stage = await useProduction(1);
  for (let turn = 0; turn < 2; turn += 1) {
    stage.regenerate();
    await stage.sweep();
    stage.mend();
    await stage.sweep();
  }
  stage.regenerate();
  await stage.sweep();
  return stage;
}

/** Somebody stored a key that is not of this login; the version before still works. */
async function afterAChange(): Promise<Production> {
  const stage = await useProduction(1);
  stage.pass(HOUR);
  stage.secrets.put('qonto/production/accounting', {
    login: 'accounting-1234',
    secret: 'notarealsecretofanothercompany00',
  });
  stage.pass(2 * MINUTE);
  await stage.sweep();
  return stage;
}

async function malformed(): Promise<Production> {
  const stage = await useProduction(1);
  stage.regenerate();
  stage.change(({ login, secret }) => `Bearer ${login}:${secret}`);
  await stage.sweep();
  return stage;
}

async function network(): Promise<Production> {
  const stage = await useProduction(1);
  stage.simulator.production.faults.add({ kind: 'reset' });
  await stage.sweeps(3);
  return stage;
}

const SANDBOX = {
  sandbox: {
    credentials: [{ name: 'mobile-app', secret: 'qonto/sandbox/mobile-app', method: 'oauth' }],
  },
} as const satisfies MonitorConfigInput['environments'];

/** An OAuth grant in the sandbox, with or without the token that the gate wants. */
async function useSandbox(hasStagingToken: boolean): Promise<GoldenStage> {
  const stage = await useGoldenStage(SANDBOX);
  const { sandbox } = stage.simulator;
  const client = sandbox.createClient();
  stage.secrets.put('qonto/sandbox/mobile-app', {
    ...client,
    ...sandbox.createGrant(client.clientId),
    ...(hasStagingToken ? { stagingToken: sandbox.stagingToken } : {}),
  });
  return stage;
}

async function firstCheck(): Promise<GoldenStage> {
  const stage = await useSandbox(false);
  await stage.sweep();
  return stage;
}

async function tokenExpired(): Promise<GoldenStage> {
  const stage = await useSandbox(true);
  await stage.sweep();
  stage.pass(HOUR);
  await stage.sweep();
  return stage;
}

async function testAlert(): Promise<GoldenStage> {
  const stage = await useGoldenStage(SANDBOX);
  await stage.testAlert();
  return stage;
}

const forOneAndThirty = (event: string, play: (count: number) => Promise<GoldenStage>): Scene[] => [
  { name: `${event}-one`, play: () => play(1) },
  { name: `${event}-thirty`, play: () => play(30) },
];

/** Every event, about one credential and about thirty; and what makes an alert say more. */
export const SCENES: readonly Scene[] = [
  ...forOneAndThirty('regression', regression),
  { name: 'regression-after-a-change', play: afterAChange },
  { name: 'regression-first-check', play: firstCheck },
  { name: 'regression-malformed', play: malformed },
  { name: 'regression-token-expired', play: tokenExpired },
  { name: 'regression-flapping', play: flapping },
  ...forOneAndThirty('cause-changed', causeChanged),
  ...forOneAndThirty('still-failing', stillFailing),
  ...forOneAndThirty('unreachable', unreachable),
  { name: 'unreachable-network', play: network },
  ...forOneAndThirty('recovery', recovery),
  ...forOneAndThirty('reachable-again', reachableAgain),
  ...forOneAndThirty('warning', deprecated),
  { name: 'test', play: testAlert },
];
