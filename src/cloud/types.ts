import type { UnknownReason } from '../model/known.ts';
import type { Permit } from '../model/permit.ts';

/** The read operations the tool knows, each with its RAM action. */
export const READ_OPERATIONS = {
  DescribeRegions: 'kvstore:DescribeRegions',
  DescribeInstances: 'kvstore:DescribeInstances',
  DescribeInstanceAttribute: 'kvstore:DescribeInstanceAttribute',
  DescribeInstanceSSL: 'kvstore:DescribeInstanceSSL',
  DescribeDBInstanceNetInfo: 'kvstore:DescribeDBInstanceNetInfo',
  DescribeEngineVersion: 'kvstore:DescribeEngineVersion',
  DescribeLogicInstanceTopology: 'kvstore:DescribeLogicInstanceTopology',
  DescribeHistoryTasks: 'kvstore:DescribeHistoryTasks',
  DescribeSecurityIps: 'kvstore:DescribeSecurityIps',
  DescribeActiveOperationTasks: 'kvstore:DescribeActiveOperationTasks',
  DescribeHistoryMonitorValues: 'kvstore:DescribeHistoryMonitorValues',
  DescribeVSwitches: 'vpc:DescribeVSwitches',
  DescribeVSwitchAttributes: 'vpc:DescribeVSwitchAttributes',
  GetCallerIdentity: 'sts:GetCallerIdentity',
} as const;

export type ReadOperation = keyof typeof READ_OPERATIONS;

/** The request parameters by their wire names, flat: `Tag.1.Key` for lists. */
export type Parameters = Readonly<Record<string, string | number>>;

/** A reply that is a JSON object with a RequestId: nothing else is promised about its body. */
export interface Reply {
  readonly kind: 'reply';
  readonly operation: ReadOperation;
  readonly body: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  /** When the reply had arrived, UTC ISO. */
  readonly readAt: string;
}

/** A read that did not bring a usable reply, after all tries. */
export interface NoReply {
  readonly kind: 'no-reply';
  readonly operation: ReadOperation;
  readonly reason: Extract<UnknownReason, 'denied' | 'throttled' | 'timeout' | 'unreachable' | 'server-error' | 'malformed' | 'not-found' | 'not-returned' | 'unsupported' | 'unrecognised'>;
  /** The service's error code, where it gave one. */
  readonly code: string | null;
  readonly status: number | null;
  /** One sentence without secrets or URLs. */
  readonly detail: string;
  readonly requestId: string | null;
  readonly ramAction: string | null;
  readonly readAt: string;
}

export type ReadResult = Reply | NoReply;

/** Reads only. `region` selects endpoint and (where the operation takes it) RegionId, which the caller puts into the parameters. */
export interface Reader {
  read(operation: ReadOperation, region: string, parameters: Parameters): Promise<ReadResult>;
  /** HTTP requests sent so far, retries included, by operation. */
  calls(): Readonly<Record<string, number>>;
}

/** What became of the one mutating call. */
export type CallResult =
  | { readonly kind: 'accepted'; readonly requestId: string }
  /** The service answered with a code: nothing was done. */
  | { readonly kind: 'rejected'; readonly code: string; readonly status: number; readonly message: string; readonly requestId: string | null }
  /** Throttled (4xx): nothing was done, it may be sent again. */
  | { readonly kind: 'throttled'; readonly code: string; readonly requestId: string | null }
  /** A permission or credentials error: nothing was done, and no other call will fare better. */
  | { readonly kind: 'denied'; readonly code: string; readonly message: string; readonly requestId: string | null; readonly ramAction: string }
  /** No connection was made, so nothing was sent. */
  | { readonly kind: 'not-sent'; readonly detail: string }
  /** Timeout, reset, 5xx, an unreadable reply or one without RequestId: it may or may not have been done. */
  | { readonly kind: 'ambiguous'; readonly detail: string; readonly requestId: string | null };

export interface Writer {
  /** Sends the operation that the permit is for, once; never retries. Spends the permit: a second use throws. */
  call(permit: Permit): Promise<CallResult>;
  /** Mutating HTTP requests sent so far, whatever became of them. */
  sent(): number;
}

/** The places where credentials may come from, in the order in which they are looked at. */
export type CredentialSource = 'environment' | 'oidc' | 'profile' | 'file' | 'ecs-role' | 'uri';

/** Whose keys are used, as far as may be shown. */
export interface Identity {
  readonly source: CredentialSource;
  /** Of the aliyun CLI, where the source is one. */
  readonly profile: string | null;
  /** The first four characters of the key's id. */
  readonly keyId: string;
}

/** Both doors to the cloud, and who we are there. */
export interface Cloud {
  readonly reader: Reader;
  identity(): Identity;
  /** Made only for apply: nothing else can hold one. */
  openWriter(): Promise<Writer>;
  /** Tells where a region is reached, as DescribeRegions says (RegionEndpoint); an address of the user's own still wins. */
  learnRegionEndpoint(region: string, host: string): void;
  /** Frees sockets, so that the process can end. */
  close(): void;
}

/** How to reach the cloud; all times in seconds. */
export interface CloudOptions {
  readonly profile: string | null;
  readonly endpoints: Readonly<Partial<Record<'kvstore' | 'vpc' | 'sts', string>>>;
  readonly network: 'public' | 'vpc';
  readonly concurrency: number;
  readonly requestTimeout: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Uniform in [0, 1), for the jitter of retries. */
  readonly random: () => number;
  readonly version: string;
}
