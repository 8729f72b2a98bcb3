import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

import type { Address } from '../../src/model/data-plane.ts';

export interface FakeRedis {
  readonly address: Address;
  /** Commands that came, words joined by a space. */
  readonly commands: readonly string[];
  stop(): Promise<void>;
}

/** What a fake does with a command: raw bytes of the reply, nothing at all, or an end of the connection. */
export type Behaviour = (command: readonly string[], socket: Socket) => string | null;

export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** A server on loopback that answers commands as told, for refusals that no Redis gives on request. */
export async function startFakeRedis(behave: Behaviour, onConnect: (socket: Socket) => void = () => undefined): Promise<FakeRedis> {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    onConnect(socket);
    let text = '';
    socket.on('data', (bytes) => {
      text += String(bytes);
      for (;;) {
        const [command, rest] = take(text);
        if (command === null) return;
        text = rest;
        commands.push(command.join(' '));
        const reply = behave(command, socket);
        if (reply !== null && !socket.destroyed) socket.write(reply);
      }
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()); });
  return { address: { host: '127.0.0.1', port: portOf(server) }, commands, stop: () => stop(server, sockets) };
}

function take(text: string): readonly [readonly string[] | null, string] {
  const [, size, body] = /^\*(\d+)\r\n([\s\S]*)$/.exec(text) ?? [];
  let rest = body ?? '';
  const words: string[] = [];
  for (let at = 0; at < Number(size ?? 0); at += 1) {
    const [, length, after] = /^\$(\d+)\r\n([\s\S]*)$/.exec(rest) ?? [];
    if (length === undefined || after === undefined || after.length < Number(length) + 2) return [null, text];
    words.push(after.slice(0, Number(length)));
    rest = after.slice(Number(length) + 2);
  }
  return words.length === 0 ? [null, text] : [words, rest];
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

async function stop(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => { server.close(resolve); });
}
