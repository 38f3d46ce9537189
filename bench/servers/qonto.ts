import { readFileSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import { bankAccountsBody } from '../../simulator/business-bodies.ts';
import { portOf } from '../../simulator/http-host.ts';
import { serveParent } from '../process.ts';

/** What a Qonto saw since it was asked last. */
export interface Seen {
  readonly requests: number;
  readonly connections: number;
  /** The most requests that were under way at once. */
  readonly most: number;
  /** Milliseconds from the first request received to the last one answered. */
  readonly wallMs: number;
}

// A Qonto that knows everybody and takes its time, as lean as can be: what it costs itself must not
// hide what its callers cost. Arguments: milliseconds to an answer, and for https the folder of
// `key.pem` and `cert.pem`.
const [delay = '0', certificate] = process.argv.slice(2);
const delayMs = Number(delay);
const accounts = Buffer.from(JSON.stringify(bankAccountsBody('full')));
const refusal = Buffer.from('{"errors":[{"code":"unauthorized","detail":"Invalid credentials."}]}');

const nothing = { requests: 0, connections: 0, most: 0, firstAt: 0, lastAt: 0 };
let seen = { ...nothing };
let underWay = 0;

const listener: RequestListener = (request, response) => {
  if (seen.requests === 0) seen.firstAt = performance.now();
  seen.requests += 1;
  underWay += 1;
  seen.most = Math.max(seen.most, underWay);
  const isKnown = request.headers.authorization !== undefined;
  const body = isKnown ? accounts : refusal;
  setTimeout(() => {
    underWay -= 1;
    response.writeHead(isKnown ? 200 : 401, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': body.length,
      'X-Tyk-Trace-Id': '0123456789abcdef0123456789abcdef',
    });
    response.end(body);
    seen.lastAt = performance.now();
  }, delayMs);
};

const server =
  certificate === undefined
    ? http.createServer(listener)
    : https.createServer(
        {
          key: readFileSync(`${certificate}/key.pem`),
          cert: readFileSync(`${certificate}/cert.pem`),
        },
        listener,
      );
server.on(certificate === undefined ? 'connection' : 'secureConnection', () => {
  seen.connections += 1;
});
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  const scheme = certificate === undefined ? 'http' : 'https';
  serveParent({ url: `${scheme}://127.0.0.1:${portOf(server)}` }, (): Seen => {
    const { requests, connections, most, firstAt, lastAt } = seen;
    seen = { ...nothing };
    return { requests, connections, most, wallMs: lastAt - firstAt };
  });
});
