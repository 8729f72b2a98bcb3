import type { FactSet } from './facts.ts';
import type { UnknownReason } from './known.ts';

/** One instance in scope with everything that was read about it. Identified by account, region and id. */
export interface Instance {
  readonly accountId: string | null;
  /** Null for an id that was found in none of several regions. */
  readonly region: string | null;
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

/** Everything that was read in one run. */
export interface Fleet {
  readonly accountId: string | null;
  readonly instances: readonly Instance[];
  /** The parts of the scope that could not be read, so that instances may be missing here. */
  readonly unread: readonly Unread[];
  /** Regions that were read, in the order asked for. */
  readonly regions: readonly string[];
  /** Regions that said that they do not offer the service: empty, not unread. */
  readonly withoutService: readonly string[];
}

/** What is asked for: nothing given is a known state, not an unknown one. */
export interface DirectConnectionRequest {
  readonly prefix: string | null;
  /** Null: none is sent and the service takes 6379. */
  readonly port: number | null;
}

/** The port the service takes when none is sent (AllocateDirectConnection, request parameters). */
export const DEFAULT_PORT = 6379;
