import { setTimeout as sleep } from 'node:timers/promises';

import { attempt } from './attempt.ts';
import type { Agents } from './agents.ts';
import { CredentialsFault } from './credentials.ts';
import type { Account } from './credentials.ts';
import type { Product } from './endpoints.ts';
import { judgeRead } from './judge-read.ts';
import type { ReadJudgement } from './judge-read.ts';
import type { Lanes } from './lanes.ts';
import type { Sdk } from './sdk.ts';
import { READ_OPERATIONS } from './types.ts';
import type { Parameters, Reader, ReadOperation, ReadResult } from './types.ts';

export interface ReaderOptions {
  readonly sdk: Sdk;
  readonly account: Account;
  readonly agents: Agents;
  readonly lanes: Lanes;
  readonly closing: AbortSignal;
  /** The most that one try may take, in milliseconds. */
  readonly limit: number;
  readonly now: () => Date;
  readonly random: () => number;
}

const MOST_TRIES = 5;
/** No try begins later than this after the first, in milliseconds. */
const PATIENCE = 20_000;
/** The first pause at most, in milliseconds; each further one may be twice as long, up to the cap. */
const PAUSES = { fault: 100, throttling: 500 } as const;
const LONGEST_PAUSE = 8_000;

/** Makes a Reader: tries each read up to 5 times within 20 s, with full jitter between the tries, and tells every failure by its reason. */
export function makeReader(options: ReaderOptions): Reader {
  const counts = new Map<ReadOperation, number>();

  async function tryOnce(operation: ReadOperation, region: string, parameters: Parameters): Promise<ReadJudgement> {
    const subject = { operation, region, secrets: options.account.secrets() };
    try {
      await options.account.refresh();
    } catch (fault) {
      if (!(fault instanceof CredentialsFault)) throw fault;
      return { kind: 'no-reply', reason: 'denied', code: null, status: null, requestId: null, ramAction: null, retry: 'never', retryAfter: null, detail: `${operation} in ${region} was not asked: ${fault.message}` };
    }
    const call = await options.sdk.read(productOf(operation), region, operation, parameters);
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    const outcome = await attempt({ agents: options.agents, limit: options.limit, closing: options.closing }, call);
    if (outcome.kind === 'broken' && !outcome.begun) throw new Error(`${operation} could not be sent.`, { cause: outcome.error });
    return judgeRead(subject, outcome);
  }

  return {
    async read(operation, region, parameters) {
      if (!/^[a-z0-9-]{1,64}$/i.test(region)) return toResult(operation, notARegion(operation), options.now());
      let began: number | null = null;
      let last: ReadJudgement | null = null;
      for (let tries = 1; ; tries += 1) {
        const next: ReadJudgement | null = await options.lanes.run(region, async () => {
          const time = performance.now();
          if (began !== null && time - began > PATIENCE) return null;
          began ??= time;
          return tryOnce(operation, region, parameters);
        });
        last = next ?? last;
        if (last === null) throw new Error(`${operation} was never tried.`);
        if (next === null || last.kind === 'reply' || last.retry === 'never' || tries === MOST_TRIES) break;
        const pause = pauseBefore(tries, last, options.random());
        if (performance.now() + pause - (began ?? 0) > PATIENCE || !(await slept(pause, options.closing))) break;
      }
      return toResult(operation, last, options.now());
    },
    calls: () => Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function productOf(operation: ReadOperation): Product {
  const action = READ_OPERATIONS[operation];
  return action.startsWith('vpc:') ? 'vpc' : action.startsWith('sts:') ? 'sts' : 'kvstore';
}

/** Full jitter, but no shorter than the service asks for. */
function pauseBefore(tries: number, last: Extract<ReadJudgement, { kind: 'no-reply' }>, random: number): number {
  const base = PAUSES[last.retry === 'throttling' ? 'throttling' : 'fault'];
  return Math.max(random * Math.min(LONGEST_PAUSE, base * 2 ** (tries - 1)), last.retryAfter ?? 0);
}

/** A region becomes part of a host name, so it must look like one. */
function notARegion(operation: ReadOperation): ReadJudgement {
  const detail = `${operation} was not asked: a region id such as cn-hangzhou was expected, but the name holds other characters.`;
  return { kind: 'no-reply', reason: 'unrecognised', code: null, status: null, requestId: null, ramAction: null, retry: 'never', retryAfter: null, detail };
}

async function slept(pause: number, closing: AbortSignal): Promise<boolean> {
  try {
    await sleep(pause, undefined, { signal: closing });
    return true;
  } catch (fault) {
    if (closing.aborted) return false;
    throw fault;
  }
}

function toResult(operation: ReadOperation, judgement: ReadJudgement, now: Date): ReadResult {
  const readAt = now.toISOString();
  if (judgement.kind === 'reply') return { ...judgement, operation, readAt };
  const { reason, code, status, detail, requestId, ramAction } = judgement;
  return { kind: 'no-reply', operation, reason, code, status, detail, requestId, ramAction, readAt };
}
