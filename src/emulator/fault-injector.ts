import type { Fault } from './fault-file.ts';

/** What a fault can be matched against. */
export interface FaultTarget {
  readonly action: string;
  readonly instanceIds: readonly string[];
  readonly vSwitchIds: readonly string[];
  readonly region: string | null;
}

/** What befalls one call: a delay in milliseconds, and the fault that takes its reply's place. */
export interface Strike {
  readonly delay: number;
  readonly fault: Exclude<Fault, { kind: 'latency' }> | null;
}

/** Decides which faults strike which calls; counts calls for each fault. */
export class FaultInjector {
  readonly #entries: readonly Entry[];
  readonly #random: () => number;

  constructor(faults: readonly Fault[], random: () => number) {
    this.#entries = faults.map((fault) => ({ fault, seen: 0, struck: 0, tokens: fault.kind === 'throttle' ? burstOf(fault) : 0, filledAt: null }));
    this.#random = random;
  }

  /** What befalls a call at a moment (milliseconds since the epoch). */
  strike(target: FaultTarget, now: number): Strike {
    let delay = 0;
    for (const entry of this.#entries) {
      if (!matches(entry.fault, target) || !this.#isDue(entry)) continue;
      const { fault } = entry;
      if (fault.kind === 'throttle' && takeToken(entry, fault, now)) continue;
      entry.struck += 1;
      if (fault.kind !== 'latency') return { delay, fault };
      delay += fault.ms;
    }
    return { delay, fault: null };
  }

  #isDue(entry: Entry): boolean {
    const { fault } = entry;
    entry.seen += 1;
    if (entry.seen <= (fault.after ?? 0) || entry.struck >= (fault.times ?? Infinity)) return false;
    return fault.rate === undefined || this.#random() < fault.rate;
  }
}

/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Entry {
  readonly fault: Fault;
  seen: number;
  struck: number;
  tokens: number;
  filledAt: number | null;
}

type Throttle = Extract<Fault, { kind: 'throttle' }>;

function matches(fault: Fault, target: FaultTarget): boolean {
  return (fault.operation === '*' || fault.operation === target.action)
    && (fault.instance === undefined || target.instanceIds.includes(fault.instance))
    && (fault.vSwitch === undefined || target.vSwitchIds.includes(fault.vSwitch))
    && (fault.region === undefined || fault.region === target.region);
}

function burstOf(fault: Throttle): number {
  return fault.burst ?? Math.max(1, fault.perSecond);
}

function takeToken(entry: Entry, fault: Throttle, now: number): boolean {
  const elapsed = entry.filledAt === null ? 0 : Math.max(0, now - entry.filledAt);
  entry.filledAt = now;
  entry.tokens = Math.min(burstOf(fault), entry.tokens + (elapsed / 1000) * fault.perSecond);
  if (entry.tokens < 1) return false;
  entry.tokens -= 1;
  return true;
}
