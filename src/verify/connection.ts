import type { Redis } from 'ioredis';

import type { Address } from '../model/data-plane.ts';
import { toFailure } from './failure.ts';
import type { Failure } from './failure.ts';

/** Who logs in; no password sends no AUTH. Without a user name it is the default user, as before Redis 6. */
export interface Login {
  readonly username: string | null;
  readonly password: string | null;
}

export type Reply = { readonly kind: 'reply'; readonly value: unknown } | { readonly kind: 'failed'; readonly failure: Failure };

/** One connection to one address, which sends commands one by one. Nothing is tried twice. */
export interface Connection {
  readonly address: Address;
  /** Never rejects. */
  send(command: string, ...args: readonly string[]): Promise<Reply>;
  close(): void;
}

/** The client's library, loaded when it is first needed. */
export const loadIoredis = async () => import('ioredis');

/** Options of every client here: plain connections that speak RESP2 and say nothing that was not asked of them. */
export function quietOptions(timeout: number) {
  return {
    protocol: 2, connectTimeout: timeout * 1000, disableClientInfo: true, enableReadyCheck: false, lazyConnect: true,
    disconnectTimeout: 500, maxRetriesPerRequest: 0, retryStrategy: () => null, autoResendUnfulfilledCommands: false,
  } as const;
}

/** Opens a connection; it comes about with the first command. Connecting and each reply are given up after so many seconds. */
export async function openConnection(address: Address, timeout: number, secrets: readonly string[]): Promise<Connection> {
  const { Redis } = await loadIoredis();
  const redis = new Redis({ ...quietOptions(timeout), host: address.host, port: address.port });
  let connected = false;
  let replied = false;
  let lastError: Error | null = null;
  redis.on('connect', () => { connected = true; });
  redis.on('error', (error: Error) => { lastError = error; });
  const failed = (error: unknown): Reply => {
    const told = error instanceof Error && error.name === 'ReplyError';
    replied ||= told;
    return { kind: 'failed', failure: toFailure(told ? error : lastError ?? error, { connected, replied, timeout, secrets }) };
  };
  return {
    address,
    send: async (command, ...args) => {
      try {
        if (redis.status === 'wait') await withinTime(redis.connect(), timeout);
        const value = await withinTime(redis.call(command, ...args), timeout);
        replied = true;
        return { kind: 'reply', value };
      } catch (error) {
        return failed(error);
      }
    },
    close: () => close(redis),
  };
}

function close(redis: Redis): void {
  redis.disconnect();
}

/** The same promise, rejected once so many seconds are over. */
export function withinTime<T>(promise: Promise<T>, timeout: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Timed out after ${timeout} s.`)), timeout * 1000);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
