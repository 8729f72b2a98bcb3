/** Every reason for which a fact may be unknown. Readers of results must accept new ones. */
export const UNKNOWN_REASONS = [
  'denied', 'throttled', 'timeout', 'unreachable', 'server-error', 'malformed', 'not-found',
  'not-returned', 'unrecognised', 'conflict', 'unsupported', 'not-asked', 'rule-error',
] as const;

export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** Where a value comes from: the API operation (or "command line", "attestation"), its request id and the time it was read (UTC ISO). */
export interface Evidence {
  readonly operation: string;
  readonly requestId: string | null;
  readonly readAt: string;
}

export interface KnownValue<T> {
  readonly kind: 'known';
  readonly value: T;
  readonly evidence: Evidence;
  /** Further sources that were read and agree. */
  readonly confirmedBy?: readonly Evidence[];
}

export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: UnknownReason;
  /** One sentence: what was expected, what was seen. The raw value is named where there is one. */
  readonly detail: string;
  readonly operation: string | null;
  readonly requestId: string | null;
  /** The RAM action to grant, where the reason is "denied". */
  readonly ramAction: string | null;
  /** True where the read itself failed, so that nothing was told; false where what was told is missing or doubtful. */
  readonly isUnread: boolean;
  /** When the answer that made it unknown was read; null where nothing was asked. */
  readonly readAt: string | null;
}

/** A value that was read, or the reason why it was not. There is no third state and no default. */
export type Known<T> = KnownValue<T> | Unknown;

export function known<T>(value: T, evidence: Evidence): KnownValue<T> {
  return { kind: 'known', value, evidence };
}

export function unknown(reason: UnknownReason, detail: string, from: Partial<Omit<Unknown, 'kind' | 'reason' | 'detail'>> = {}): Unknown {
  return { kind: 'unknown', reason, detail, operation: null, requestId: null, ramAction: null, isUnread: false, readAt: null, ...from };
}
