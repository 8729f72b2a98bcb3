import type { FactSet } from './facts.ts';
import type { UnknownReason } from './known.ts';

/** One instance in scope with everything that was read about it. Identified by account, region and id. */
export interface Instance {
  readonly accountId: string | null;
  readonly region: string;
  readonly instanceId: string;
  readonly facts: FactSet;
}

/** A part of the scope, or a read that a rule needed, which could not be read. */
export interface Unread {
  readonly what: { readonly accountId: string | null; readonly region: string | null; readonly operation: string };
  readonly reason: UnknownReason;
  readonly detail: string;
  readonly requestId: string | null;
  readonly ramAction: string | null;
}

/** Everything that was read in one run. `unread` holds the parts of the scope whose instances may be missing. */
export interface Fleet {
  readonly accountId: string | null;
  readonly instances: readonly Instance[];
  readonly unread: readonly Unread[];
}

/** What is asked for: nothing given is a known state, not an unknown one. */
export interface DirectConnectionRequest {
  readonly prefix: string | null;
  /** Null: none is sent and the service takes 6379. */
  readonly port: number | null;
}

/** The port the service takes when none is sent (AllocateDirectConnection, request parameters). */
export const DEFAULT_PORT = 6379;
