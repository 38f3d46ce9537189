import { afterEach } from 'vitest';
import {
  createQontoClient,
  type NoAnswer,
  type QontoClient,
  type RawAnswer,
} from '../../lambda/qonto/client.ts';

const opened: QontoClient[] = [];

afterEach(() => {
  for (const client of opened.splice(0)) client.close();
});

/** A client that is closed at the end of the test. */
export function openClient(timeoutMs = 5_000): QontoClient {
  const client = createQontoClient({ timeoutMs, clock: { now: () => Date.now() } });
  opened.push(client);
  return client;
}

/** Sends one GET with a client of its own. */
export function get(url: string, timeoutMs?: number): Promise<RawAnswer | NoAnswer> {
  return openClient(timeoutMs).send({ method: 'GET', url, headers: {} });
}

/** The answer, or an error that says what came instead. */
export function answered(result: RawAnswer | NoAnswer): RawAnswer {
  if (result.kind === 'answered') return result;
  throw new Error(`No answer: ${result.failure} ${result.systemCode}`);
}

/** The failure, or an error that says that an answer came. */
export function unanswered(result: RawAnswer | NoAnswer): NoAnswer {
  if (result.kind === 'unanswered') return result;
  throw new Error(`An answer came: ${result.status}`);
}
