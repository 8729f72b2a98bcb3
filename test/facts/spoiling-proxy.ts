import { createServer, request as send } from 'node:http';

import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { FleetFile } from '../../src/emulator/fleet-file.ts';

/** The body of a reply as it goes on, by operation and parameters; the same body where nothing is spoilt. */
export type Spoil = (reply: { readonly action: string; readonly parameters: URLSearchParams; readonly body: Readonly<Record<string, unknown>> }) => Readonly<Record<string, unknown>>;

export interface SpoiltCloud {
  readonly url: string;
  readonly emulator: Emulator;
  stop(): Promise<void>;
}

/** An emulator behind a proxy that may falsify any part of any reply, also what fleet files cannot reach; of errors only where `spoilError` does so. */
export async function startSpoiltCloud(fleet: FleetFile, spoil: Spoil, spoilError: Spoil = ({ body }) => body): Promise<SpoiltCloud> {
  const emulator = await startEmulator({ fleet });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void pass(emulator.port, { method: request.method ?? 'POST', url: request.url ?? '/', headers: request.headers, body: Buffer.concat(chunks) }).then(({ status, text }) => {
        const action = String(request.headers['x-acs-action']);
        const parameters = new URL(request.url ?? '/', 'http://proxy').searchParams;
        const reply = { action, parameters, body: JSON.parse(text) as Record<string, unknown> };
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(status === 200 ? spoil(reply) : spoilError(reply)));
      });
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    emulator,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
      await emulator.stop();
    },
  };
}

/** Passes a request on as it came, its signed headers included. */
function pass(port: number, request: { readonly method: string; readonly url: string; readonly headers: NodeJS.Dict<string | string[]>; readonly body: Buffer }): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const forward = send({ host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
    });
    forward.on('error', reject);
    forward.end(request.body);
  });
}
