import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { type Answer, wireHeaders } from './answer.ts';
import type { DeliveryFault } from './faults.ts';

/** A delivery fault that distorts an answer that is already made. */
export type Distortion = Exclude<DeliveryFault, { kind: 'amend' | 'delay' }>;

const BLANKS = Buffer.alloc(64 * 1024, ' ');
const MANY_HEADERS = { count: 1_000, valueBytes: 64 };
const BOMB_BYTES = 256 * 1024 * 1024;

/** Puts an answer on the wire as it is. */
export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, wireHeaders(answer));
  response.end(answer.body);
}

/** The answer with headers added, replaced or (by `null`) taken away, the trace identifier too. */
export function amended(answer: Answer, changes: Readonly<Record<string, string | null>>): Answer {
  const changed = new Set(Object.keys(changes).map((name) => name.toLowerCase()));
  const kept = Object.entries(answer.headers).filter(([name]) => !changed.has(name.toLowerCase()));
  const added = Object.entries(changes).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  return {
    ...answer,
    headers: Object.fromEntries([...kept, ...added]),
    traceId: changed.has('x-tyk-trace-id') ? null : answer.traceId,
  };
}

/**
 * Puts an answer on the wire badly.
 *
 * @param gone - aborted when the connection has ended, which ends whatever still goes on here
 */
export async function distort(
  response: ServerResponse,
  answer: Answer,
  fault: Distortion,
  gone: AbortSignal,
): Promise<void> {
  switch (fault.kind) {
    case 'hang_body':
      response.writeHead(answer.status, wireHeaders(answer));
      response.flushHeaders();
      return;
    case 'cut_body':
      return cutBody(response, answer, fault.sentBytes);
    case 'slow_drip':
      response.writeHead(answer.status, wireHeaders(answer));
      response.flushHeaders();
      for (const byte of Buffer.from(answer.body)) {
        await sleep(fault.everyMs, undefined, { signal: gone });
        response.write(Buffer.of(byte));
      }
      response.end();
      return;
    case 'endless_body':
      writeHeadWithoutLength(response, answer);
      return pipeline(Readable.from(padded(answer.body, Infinity)), response, { signal: gone });
    case 'gzip_bomb': {
      writeHeadWithoutLength(response, answer, { 'Content-Encoding': 'gzip' });
      const unpacked = Readable.from(padded(answer.body, fault.unpackedBytes ?? BOMB_BYTES));
      return pipeline(unpacked, createGzip(), response, { signal: gone });
    }
    case 'many_headers': {
      const { count = MANY_HEADERS.count, valueBytes = MANY_HEADERS.valueBytes } = fault;
      const extra = Array.from({ length: count }, (_, index) => [
        `X-Simulated-${index}`,
        'x'.repeat(valueBytes),
      ]);
      send(response, { ...answer, headers: { ...answer.headers, ...Object.fromEntries(extra) } });
    }
  }
}

function cutBody(response: ServerResponse, answer: Answer, sentBytes: number | undefined): void {
  const body = Buffer.from(answer.body);
  const sent = body.subarray(0, sentBytes ?? Math.floor(body.length / 2));
  const declaredLength = Math.max(body.length, sent.length + 1);
  response.writeHead(answer.status, {
    ...wireHeaders(answer),
    'Content-Length': String(declaredLength),
  });
  response.flushHeaders();
  // Destroyed only when the bytes have left, or else the client may get none of them.
  response.write(sent.length === 0 ? '' : sent, () => response.destroy());
}

function writeHeadWithoutLength(
  response: ServerResponse,
  answer: Answer,
  extra: Readonly<Record<string, string>> = {},
): void {
  const { 'Content-Length': _length, ...headers } = wireHeaders(answer);
  response.writeHead(answer.status, { ...headers, ...extra });
}

/** The text, then blanks up to `bytes` in all: JSON stays valid with blanks after it. */
function* padded(text: string, bytes: number): Generator<Buffer> {
  const start = Buffer.from(text);
  yield start;
  for (let left = bytes - start.length; left > 0; left -= BLANKS.length) {
    yield left < BLANKS.length ? BLANKS.subarray(0, left) : BLANKS;
  }
}
