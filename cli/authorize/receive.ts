import type { AuthorizationRequest, Callback } from '../../lambda/qonto/authorization-code.ts';
import { readCallback } from '../../lambda/qonto/authorization-code.ts';
import type { Terminal } from '../terminal.ts';
import type { PageKind } from './callback-page.ts';
import { type CallbackServer, listenForCallback } from './callback-server.ts';
import { explainStray } from './problems.ts';
import type { CallbackAddress } from './redirect.ts';

/** How a request for a grant ended. */
export type Received =
  | Extract<Callback, { kind: 'code' | 'refused' }>
  | { readonly kind: 'timeout' };

/** A request for a grant whose answer is waited for. */
export interface Reception {
  /** The answer. It may be called once. */
  answer(): Promise<Received>;
  close(): void;
}

/** Where an answer may come from, and for how long. */
export interface ReceptionOptions {
  /** Null: nobody listens. */
  readonly listenAt: CallbackAddress | null;
  readonly timeoutMs: number;
  readonly terminal: Terminal;
}

/**
 * Waits for the browser's answer, on loopback and from the keyboard at once: over ssh the browser
 * cannot reach this machine, and its last address is pasted. What does not answer this request is
 * told, and waited on; the first answer that does counts.
 */
export async function openReception(
  request: AuthorizationRequest,
  { listenAt, timeoutMs, terminal }: ReceptionOptions,
): Promise<Reception> {
  let resolve: (received: Received) => void = () => undefined;
  const first = new Promise<Received>((resolved) => {
    resolve = resolved;
  });
  let isAnswered = false;

  const offer = (url: URL): PageKind => {
    const callback = readCallback(request, url);
    if (callback.kind === 'code' || callback.kind === 'refused') {
      if (isAnswered) return 'repeated';
      isAnswered = true;
      resolve(callback);
    } else if (!isAnswered) {
      terminal.say(explainStray(callback));
    }
    return callback.kind;
  };

  const server: CallbackServer | null =
    listenAt === null ? null : await listenForCallback(listenAt, offer);
  return {
    async answer() {
      const done = new AbortController();
      const timer = setTimeout(() => resolve({ kind: 'timeout' }), timeoutMs);
      try {
        const pasted = terminal.isInteractive
          ? takePasted(terminal, request.redirectUri, offer, done.signal)
          : null;
        return await Promise.race([first, ...(pasted === null ? [] : [pasted])]);
      } finally {
        clearTimeout(timer);
        done.abort();
      }
    },
    close: () => server?.close(),
  };
}

/** Offers what is pasted until the question is taken back; ends early only when it is interrupted. */
async function takePasted(
  terminal: Terminal,
  redirectUri: string,
  offer: (url: URL) => PageKind,
  signal: AbortSignal,
): Promise<never> {
  const question = 'Waiting for the browser. Or paste the address that it ended at (not shown): ';
  while (!signal.aborted) {
    const pasted = await terminal.askSecret(question, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return null;
    });
    const text = pasted?.reveal().trim() ?? '';
    if (text !== '' && URL.canParse(text, redirectUri)) offer(new URL(text, redirectUri));
  }
  return new Promise<never>(() => undefined);
}
