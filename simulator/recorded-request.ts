/** Which of an environment's two hosts: the Business API or the OAuth server. */
export type HostName = 'api' | 'oauth';

/** A request as the simulator saw it, with the answer's trace identifier. */
export interface RecordedRequest {
  /** The host it was sent to. */
  readonly host: HostName;
  /** `GET`, `POST`, ... in upper case. */
  readonly method: string;
  /** The path with its query, as sent: `/v2/bank_accounts?per_page=1`. */
  readonly path: string;
  /** Names and values by turns, in the spelling and order they had on the wire. */
  readonly rawHeaders: readonly string[];
  /** The body as UTF-8 text, `''` when there was none. */
  readonly body: string;
  /** When it had arrived in full, in milliseconds since the epoch by the simulator's clock. */
  readonly at: number;
  /** The caller's address: Qonto counts its rate limits by it. */
  readonly remoteAddress: string;
  /** The `X-Tyk-Trace-Id` of the answer; `null` without one, or while there is no answer yet. */
  readonly traceId: string | null;
}

/** The first value of a header, whatever the spelling of its name. */
export function headerOf(request: RecordedRequest, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headersOf(request).find((header) => header.name.toLowerCase() === wanted)?.value;
}

/** The headers as name and value pairs, spelled as on the wire. */
export function headersOf(request: RecordedRequest): { name: string; value: string }[] {
  const pairs: { name: string; value: string }[] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    pairs.push({
      name: request.rawHeaders[index] ?? '',
      value: request.rawHeaders[index + 1] ?? '',
    });
  }
  return pairs;
}

/** The path without its query. */
export function pathnameOf(request: RecordedRequest): string {
  return request.path.split('?', 1)[0] ?? '';
}

/** The query's parameters. */
export function queryOf(request: RecordedRequest): URLSearchParams {
  const mark = request.path.indexOf('?');
  return new URLSearchParams(mark === -1 ? '' : request.path.slice(mark + 1));
}
