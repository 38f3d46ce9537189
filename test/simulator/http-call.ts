import { type IncomingMessage, type RequestOptions, request } from 'node:http';

/** A whole answer as a test reads it. */
export interface Reply {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

export interface Call extends RequestOptions {
  body?: string;
}

/** Sends a request with header names as spelled, and reads the whole answer. */
export async function call(url: string, options: Call = {}): Promise<Reply> {
  const response = await callHead(url, options);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: (await bytesOf(response)).toString('utf8'),
  };
}

/** Sends a request and returns when the head of the answer is there. */
export function callHead(url: string, { body, ...options }: Call = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, ...options }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Reads a body to its end; rejects when it is cut. */
export async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Posts a form to the OAuth host. */
export function postForm(
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return call(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

/** The body as JSON; only what tests look at is named. */
export function jsonOf(reply: Reply): {
  bank_accounts?: Record<string, unknown>[];
  organization?: Record<string, unknown>;
  meta?: Record<string, unknown>;
  errors?: { code: string; detail: string }[];
  trace_id?: string;
  error?: string;
  error_description?: string;
  access_token?: string;
  refresh_token?: string;
  id_token?: string;
  expires_in?: number;
  scope?: string;
  token_type?: string;
} {
  return JSON.parse(reply.text);
}
