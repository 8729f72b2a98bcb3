import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Agents } from './agents.ts';

/*
 * The SDK sends through httpx, ignores its own proxy options, offers no hook for an agent, hides the status of an
 * unreadable error reply and reads bodies without a bound. All of that can be had at one place, `httpx.request`, which
 * is therefore wrapped here, once, for calls made inside `sendThrough` alone; every other user of httpx in the process
 * passes through untouched. Signing, headers and transport stay the SDK's.
 */

/** What came back, whole, whatever the SDK makes of it. */
export interface RawReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The road of the requests made inside `sendThrough`, and what was seen on it. */
export interface Road {
  readonly agents: Agents;
  /** Ends the request under way. */
  readonly signal: AbortSignal;
  /** True: the reply is kept in `reply`, and a second request is refused. */
  readonly keepsReply: boolean;
  requests: number;
  /** The status, as soon as the reply began. */
  status: number | null;
  reply: RawReply | null;
}

/** No reply of the operations used comes near this many bytes. */
const LARGEST_BODY = 32 * 1024 * 1024;

const roads = new AsyncLocalStorage<Road>();

/** Runs `call`; the HTTP requests that it makes through httpx take this road. */
export async function sendThrough<T>(road: Road, call: () => Promise<T>): Promise<T> {
  installOnce();
  return roads.run(road, call);
}

interface HttpxOptions {
  [option: string]: unknown;
}
type Request = (url: string, options?: HttpxOptions) => Promise<IncomingMessage>;

let installed = false;

function installOnce(): void {
  if (installed) return;
  const here = createRequire(import.meta.url);
  // The copy of httpx that the SDK's own core resolves to, wherever it was installed.
  const httpx: { request: Request } = createRequire(here.resolve('@darabonba/typescript'))('httpx');
  const original = httpx.request;
  httpx.request = (url, options) => {
    const road = roads.getStore();
    return road === undefined ? original(url, options) : takeRoad(original, road, url, options ?? {});
  };
  installed = true;
}

async function takeRoad(original: Request, road: Road, url: string, options: HttpxOptions): Promise<IncomingMessage> {
  if (road.keepsReply && road.requests > 0) throw new Error('A second HTTP request for one call was refused.');
  road.signal.throwIfAborted();
  road.requests += 1;
  const response = await original(url, {
    ...options,
    agent: road.agents.agentFor(url),
    beforeRequest: (settings: object) => ({ ...settings, signal: road.signal }),
  });
  if (!road.keepsReply) return response;
  road.status = response.statusCode ?? null;
  clearReadTimer(response.socket);
  const body = await readWhole(response);
  road.reply = { status: response.statusCode ?? 0, headers: response.headers, text: body.toString('utf8') };
  const standIn = new PassThrough();
  standIn.end(body);
  const { statusCode, statusMessage, headers } = response;
  return Object.assign(standIn, { statusCode, statusMessage, headers }) as unknown as IncomingMessage;
}

/**
 * httpx leaves its timer running when the body is read by someone else: it would break the body off without a word, or
 * later clear the timer of the next request on the same socket. From here on the road's own signal bounds the reading.
 */
function clearReadTimer(socket: object): void {
  for (const key of Object.getOwnPropertySymbols(socket)) {
    if (key.description === 'TIMER::READ_TIMER') clearTimeout(Reflect.get(socket, key));
  }
}

async function readWhole(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    const bytes: Buffer = part;
    size += bytes.length;
    if (size > LARGEST_BODY) throw new Error('The reply is larger than any that was expected.');
    parts.push(bytes);
  }
  return Buffer.concat(parts, size);
}
