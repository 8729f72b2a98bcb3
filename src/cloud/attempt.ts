import type { Agents } from './agents.ts';
import { sendThrough } from './through-proxy.ts';
import type { RawReply, Road } from './through-proxy.ts';

/** What became of one HTTP request. */
export type Outcome =
  | { readonly kind: 'answered'; readonly reply: RawReply }
  | {
      readonly kind: 'broken';
      readonly error: unknown;
      /** The status, where at least the head of the reply came. */
      readonly status: number | null;
      /** False: the SDK failed before it sent anything. */
      readonly begun: boolean;
    };

export interface AttemptOptions {
  readonly agents: Agents;
  /** The most that the whole exchange may take, in milliseconds. */
  readonly limit: number;
  /** Fires when the door closes. */
  readonly closing: AbortSignal;
}

/** The exchange took longer than it may. */
export class GuardTimeout extends Error {
  override readonly name = 'GuardTimeout';
}

/** The door was closed while a call was under way. */
export class DoorClosed extends Error {
  override readonly name = 'DoorClosed';
}

/** Makes one SDK call with one HTTP request and brings its reply as it came. Never throws; ends at the latest at `limit`, whatever hangs. */
export async function attempt(options: AttemptOptions, call: () => Promise<unknown>): Promise<Outcome> {
  const stop = new AbortController();
  const road: Road = { agents: options.agents, signal: stop.signal, keepsReply: true, requests: 0, status: null, reply: null };
  const close = (): void => stop.abort(new DoorClosed());
  if (options.closing.aborted) return { kind: 'broken', error: new DoorClosed(), status: null, begun: true };
  options.closing.addEventListener('abort', close);
  const guard = setTimeout(() => stop.abort(new GuardTimeout()), options.limit);
  let error: unknown = null;
  try {
    await Promise.race([sendThrough(road, call), rejection(stop.signal)]);
  } catch (fault) {
    // Nothing is lost here: every fault is judged by the caller, from the reply where there is one.
    error = stop.signal.aborted ? stop.signal.reason : fault;
  } finally {
    clearTimeout(guard);
    options.closing.removeEventListener('abort', close);
  }
  return road.reply === null ? { kind: 'broken', error, status: road.status, begun: road.requests > 0 } : { kind: 'answered', reply: road.reply };
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
