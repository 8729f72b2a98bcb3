import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach } from 'vitest';

/** A request as it arrived, read by nothing of the product. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse) => void;

export const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Answer => (response) => {
  response.writeHead(status, headers);
  response.end(body);
};
export const OK = answer(200, 'ok');
export const DINGTALK_OK = answer(200, '{"errcode":0,"errmsg":"ok"}');
export const dingTalkError = (errcode: number): Answer => answer(200, JSON.stringify({ errcode, errmsg: 'see https://oapi.dingtalk.com/robot/send?access_token=TOKENVALUE' }));
/** Takes the request and says nothing. */
export const hang: Answer = () => undefined;
export const reset: Answer = (response) => void response.socket?.destroy();

const open: Server[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((done) => {
    server.closeAllConnections();
    server.close(done);
  })));
});

/** A real HTTP server on loopback that keeps what it gets and gives these answers in turn, the last again and again; it ends with the test. */
export async function startReceiver(...answers: readonly Answer[]): Promise<{ readonly url: string; readonly port: number; readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://receiver');
      received.push({ method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
      (answers[Math.min(received.length, answers.length) - 1] ?? OK)(response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, received };
}
