import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Accepted } from './changes.ts';
import { makeCloudState, reindex, type CloudState } from './cloud-state.ts';
import { EmulatedService, type RequestRecord } from './emulated-service.ts';
import type { Fault } from './fault-file.ts';
import { seededRandom } from './fault-injector.ts';
import type { FleetFile } from './fleet-file.ts';
import type { Answer } from './answer.ts';

export interface EmulatorOptions {
  readonly fleet: FleetFile;
  readonly faults?: readonly Fault[];
  /** The TCP port on 127.0.0.1; absent or 0: any that is free. */
  readonly port?: number;
  /** The cloud's clock: changes take their course by it. Signatures are judged by the machine's clock. */
  readonly now?: () => Date;
  /** Uniform in [0, 1), for faults with a rate; absent: the same numbers at every start. */
  readonly random?: () => number;
  /** Takes one line for each request: time, action, instance, outcome. No line holds a secret. */
  readonly log?: (line: string) => void;
}

/** A running emulator. */
export interface Emulator {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, for kvstore, vpc and sts alike. */
  readonly url: string;
  /** Replaces all faults; their counters begin anew. */
  setFaults(faults: readonly Fault[]): void;
  /** The last 100,000 requests, in the order of their arrival. */
  requests(): readonly RequestRecord[];
  /** Every accepted call that changes an instance, whether or not its reply arrived. */
  accepted(): readonly Accepted[];
  /** HTTP requests so far, by action. */
  calls(): Readonly<Record<string, number>>;
  /** Changes the cloud by hand; what is due by then has taken place. */
  mutate<T>(change: (state: CloudState) => T): T;
  /** Ends the server and every connection, hanging ones too. */
  stop(): Promise<void>;
}

const MOST_BODY = 1024 * 1024;

/** Starts a cloud on 127.0.0.1. Rejects when the port cannot be had. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const now = options.now ?? (() => new Date());
  const state = makeCloudState(options.fleet, now());
  const service = new EmulatedService(state, { now, random: options.random ?? seededRandom(1), log: options.log ?? (() => undefined) });
  service.setFaults(options.faults ?? []);
  const stopping = new AbortController();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { socket } = request;
    serve(service, request, response, stopping.signal).catch((error: unknown) => {
      if (stopping.signal.aborted || response.headersSent || socket.destroyed) socket.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(`The emulator itself failed: ${String(error)}\n`);
    });
  });
  const port = await listen(server, options.port ?? 0);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    setFaults: (faults) => service.setFaults(faults),
    requests: () => service.requests(),
    accepted: () => service.accepted(),
    calls: () => service.calls(),
    mutate: (change) => {
      service.advance();
      const result = change(state);
      reindex(state);
      return result;
    },
    stop: () => stop(server, stopping),
  };
}

async function serve(service: EmulatedService, request: IncomingMessage, response: ServerResponse, stopping: AbortSignal): Promise<void> {
  const body = await readBody(request);
  if (body === null) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const visit = service.receive({ method: request.method ?? 'GET', url: request.url ?? '/', headers: request.headers, body });
  if (visit.delay > 0) await sleep(visit.delay, undefined, { signal: stopping });
  send(visit.answer(), request, response);
}

/** The body, or null where it is larger than 1 MB; the rest of such a one is read and forgotten. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BODY) chunks.push(chunk);
      else resolve(null);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function send(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  switch (answer.kind) {
    case 'text':
      response.writeHead(answer.status, { 'content-type': answer.contentType, 'content-length': Buffer.byteLength(answer.text) }).end(answer.text);
      return;
    case 'broken':
      response.writeHead(answer.status, { 'content-type': answer.contentType, 'content-length': Buffer.byteLength(answer.text) });
      response.write(answer.text.slice(0, answer.text.length / 2), () => request.socket.destroy());
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'hang':
      return;
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function stop(server: Server, stopping: AbortController): Promise<void> {
  stopping.abort();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
