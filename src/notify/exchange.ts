import * as http from 'node:http';
import * as https from 'node:https';

import type { PostRequest } from './to-request.ts';

/** What came back for one POST. */
export type Answer =
  /** `text` is null where the head came, but the rest was too long, broke off, or did not come in time. */
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | null; readonly text: string | null }
  | { readonly kind: 'late' }
  | { readonly kind: 'broken'; readonly fault: unknown };

/** How a POST travels. */
export interface Road {
  /** The agent that carries requests to this URL, through a proxy where one is set. */
  agentFor(url: string): http.Agent;
  /** For the whole exchange, in milliseconds. */
  readonly limit: number;
}

/** No channel has more to say. */
const LARGEST_ANSWER = 64 * 1024;

/** Sends one POST and brings what came back: bounded in time and size, redirects not followed. Never throws. */
export function exchange(request: PostRequest, road: Road): Promise<Answer> {
  return new Promise((resolve) => {
    let head: Extract<Answer, { kind: 'answered' }> | null = null;
    let sending: http.ClientRequest | null = null;
    const end = (answer: Answer): void => {
      clearTimeout(guard);
      resolve(answer);
      sending?.destroy();
    };
    const fail = (fault: unknown): void => end(head ?? { kind: 'broken', fault });
    const guard = setTimeout(() => end(head ?? { kind: 'late' }), road.limit);
    try {
      const { url, headers, body } = request;
      sending = (url.startsWith('https:') ? https : http).request(url, { method: 'POST', headers, agent: road.agentFor(url) });
      sending.once('response', (response) => {
        const begun: Extract<Answer, { kind: 'answered' }> = { kind: 'answered', status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null, text: null };
        head = begun;
        void readBounded(response).then((text) => end({ ...begun, text }), fail);
      });
      sending.on('error', fail);
      sending.once('close', () => fail(new Error('The connection was closed.')));
      sending.end(body);
    } catch (fault) {
      fail(fault);
    }
  });
}

/** The text of an answer; null where it is too long. Throws what breaks it off. */
async function readBounded(response: http.IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    const bytes: Buffer = part;
    size += bytes.length;
    if (size > LARGEST_ANSWER) return null;
    parts.push(bytes);
  }
  return Buffer.concat(parts, size).toString('utf8');
}
