import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { openCloud } from '../../src/cloud/open-cloud.ts';
import type { Cloud, CloudOptions } from '../../src/cloud/types.ts';

/** Environment of a test: keys of no account, no proxy, no home. */
export const KEYS = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'test-id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'test-secret-value' };

export interface Seen {
  readonly method: string;
  readonly action: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
}

/** A tiny service: `answers` are used one a request, the last one again and again. */
export interface Service {
  readonly url: string;
  readonly port: number;
  readonly seen: Seen[];
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export const html = (status: number): Answer => (response) => {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end('<html><body>an answer of something else</body></html>');
};

export const OK = json(200, { RequestId: 'R-1', Instances: {} });
export const reset: Answer = (response) => void response.socket?.destroy();
export const hang: Answer = () => undefined;

export function listenerOf(answers: readonly Answer[], seen: Seen[]): RequestListener {
  let index = 0;
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://service');
    seen.push({
      method: request.method ?? '', action: String(request.headers['x-acs-action']),
      query: Object.fromEntries(url.searchParams), headers: request.headers,
    });
    const answer = answers[Math.min(index, answers.length - 1)] ?? OK;
    index += 1;
    request.resume();
    answer(response, request);
  };
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

export async function serve(...answers: readonly Answer[]): Promise<Service> {
  const seen: Seen[] = [];
  const server = createServer(listenerOf(answers, seen));
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, seen, close: () => stop(server) };
}

export function optionsFor(url: string, changes: Partial<CloudOptions> = {}): CloudOptions {
  return {
    profile: null, endpoints: { kvstore: url, vpc: url, sts: url }, network: 'public', concurrency: 4, requestTimeout: 2,
    env: KEYS, now: () => new Date('2026-11-24T10:00:00Z'), random: () => 0, version: '0.1.0', ...changes,
  };
}

export async function openFor(url: string, changes: Partial<CloudOptions> = {}): Promise<Cloud> {
  return openCloud(optionsFor(url, changes));
}
