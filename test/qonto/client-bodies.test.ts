import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { serve, serveBytes } from './local-server.ts';
import { answered, get } from './open-client.ts';

const LIMIT = 256 * 1_024;

describe('what is read of a body', () => {
  it('is all of it, up to 256 KiB', async () => {
    const { url } = await serve((response) => response.end('x'.repeat(LIMIT)));
    const { bodyEnd, bodyText } = answered(await get(url));
    expect({ bodyEnd, length: bodyText.length }).toEqual({ bodyEnd: 'complete', length: LIMIT });
  });

  it('is 256 KiB of more than that', async () => {
    const { url } = await serve((response) => response.end('x'.repeat(LIMIT + 1)));
    const { bodyEnd, bodyText } = answered(await get(url));
    expect(bodyEnd).toBe('too_large');
    expect(bodyText.length).toBeLessThanOrEqual(LIMIT);
  });

  it('is 256 KiB of a body without end, and the connection is let go', async () => {
    const server = await serve((response, _seen, socket) => {
      const pour = () => {
        while (!socket.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    });
    const startedAt = Date.now();
    expect(answered(await get(server.url)).bodyEnd).toBe('too_large');
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  it('is 256 KiB of what a few gzipped bytes unpack to', async () => {
    const bomb = gzipSync(Buffer.alloc(16 * 1_024 * 1_024));
    const { url } = await serve((response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' });
      response.end(bomb);
    });
    const { bodyEnd, bodyText } = answered(await get(url));
    expect(bodyEnd).toBe('too_large');
    expect(bodyText.length).toBeLessThanOrEqual(LIMIT);
  });

  it('is what gzip stands for', async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' });
      response.end(gzipSync('{"bank_accounts":[]}'));
    });
    const { bodyEnd, bodyText } = answered(await get(url));
    expect({ bodyEnd, bodyText }).toEqual({
      bodyEnd: 'complete',
      bodyText: '{"bank_accounts":[]}',
    });
  });

  it('is UTF-8, also where a character is cut between two packets', async () => {
    const body = Buffer.from('"é€🔑"');
    const { url } = await serve((response) => {
      response.write(body.subarray(0, 2));
      setTimeout(() => response.end(body.subarray(2)), 20);
    });
    expect(answered(await get(url)).bodyText).toBe('"é€🔑"');
  });

  it('is nothing of an empty body', async () => {
    const { url } = await serve((response) => response.end());
    expect(answered(await get(url))).toMatchObject({ bodyText: '', bodyEnd: 'complete' });
  });

  const cuts: readonly (readonly [string, string])[] = [
    ['shorter than its length', 'Content-Length: 100\r\n\r\n{"bank_accounts":[]}'],
    ['without its last chunk', 'Transfer-Encoding: chunked\r\n\r\n14\r\n{"bank_accounts":[]}\r\n'],
    ['in chunks that are none', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n'],
    ['that calls itself gzip and is none', 'Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}'],
  ];
  it.each(cuts)('is known to be cut where it is %s', async (_name, rest) => {
    const { url } = await serveBytes((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
    });
    const result = await get(url);
    expect(result.kind === 'answered' ? result.bodyEnd : result.failure).toBe('cut');
  });
});
