import { exchange } from './exchange.ts';
import type { Road } from './exchange.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { NotTaken } from './judge-answer.ts';
import { toRequest } from './to-request.ts';
import type { Target } from './to-request.ts';

/** How long a digest is tried. Times in seconds. */
export interface DeliveryLimits {
  readonly tries: number;
  readonly perTry: number;
  readonly inAll: number;
}

export const DELIVERY_LIMITS: DeliveryLimits = { tries: 3, perTry: 10, inAll: 30 };

/** What delivering needs of the outside. */
export interface Post extends Pick<Road, 'agentFor'> {
  readonly version: string;
  readonly limits: DeliveryLimits;
  now(): Date;
  /** Uniform in [0, 1). */
  random(): number;
  sleep(seconds: number): Promise<void>;
}

export type Delivery =
  | { readonly kind: 'taken'; readonly tries: number }
  | { readonly kind: 'not-taken'; readonly tries: number; readonly why: NotTaken };

/**
 * Brings one body to one target: at least once where the target takes it, a few tries at the most, and never longer than
 * `inAll`. Waits between tries as long as the receiver asks, and a random while (full jitter). Never throws.
 */
export async function deliver(target: Target, body: string, post: Post): Promise<Delivery> {
  const { limits, version } = post;
  const begun = post.now().getTime();
  const left = (): number => limits.inAll - (post.now().getTime() - begun) / 1000;
  for (let tries = 1; ; tries += 1) {
    const limit = Math.max(0, Math.min(limits.perTry, left())) * 1000;
    const answer = await exchange(toRequest(target, { body, version, now: post.now() }), { agentFor: (url) => post.agentFor(url), limit });
    const judged = judgeAnswer(target.channel, answer, post.now());
    if (judged.kind === 'taken') return { kind: 'taken', tries };
    const wait = judged.retryAfter + post.random() * 2 ** tries;
    if (!judged.again || tries >= limits.tries || wait >= left()) return { kind: 'not-taken', tries, why: judged.why };
    await post.sleep(wait);
  }
}
