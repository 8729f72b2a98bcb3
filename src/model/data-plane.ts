export const VERIFY_SCHEMA = 'tair-preflight/verify/v1';

/** Slots of a Redis Cluster: a constant of its protocol. */
export const SLOTS = 16_384;

/** Most PINGs that may be sent to each endpoint: with everything else it stays below 200 commands a shard. */
export const MOST_SAMPLES = 150;

/** What is looked at, in this order. The first is known from the cloud, all others by connecting. */
export const DATA_PLANE_CHECKS = [
  'direct-endpoint', 'reachable', 'authentication', 'slots-covered', 'shards-answer', 'primaries-match-shards',
  'cluster-state', 'native-client', 'latency', 'command-habits',
] as const;
export type DataPlaneCheck = (typeof DATA_PLANE_CHECKS)[number];

export const DATA_PLANE_STATUSES = ['ok', 'warning', 'problem', 'unknown'] as const;
/** `unknown` is what could not be measured: it is never taken for ok. */
export type DataPlaneStatus = (typeof DATA_PLANE_STATUSES)[number];

/** Why a connection or a command did not do what it should. Readers of results must accept new ones. */
export const FAILURE_KINDS = [
  'name-not-found', 'refused', 'unreachable', 'timeout', 'closed', 'not-redis', 'whitelist', 'too-many-clients', 'denied',
  'password-required', 'wrong-password', 'password-not-needed', 'username-not-supported', 'no-permission',
  'not-a-cluster', 'cluster-down', 'loading', 'malformed', 'server-error',
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface DataPlaneFinding {
  readonly check: DataPlaneCheck;
  readonly status: DataPlaneStatus;
  /** What was expected and what was seen, in sentences. */
  readonly message: string;
  /** What to do; null where nothing is to be done. */
  readonly advice: string | null;
  /** Null where no connection and no command failed. */
  readonly reason: FailureKind | null;
  /** Of an unknown that only follows from another finding: which. It does not count by itself. */
  readonly because: DataPlaneCheck | null;
}

/** A range of slots, both ends included. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
}

/** A primary as the cluster announces it: what a native client connects to. */
export interface Primary extends Address {
  readonly nodeId: string | null;
  readonly slots: number;
  /** Whether it answered PING with PONG; null where that could not be told. */
  readonly answers: boolean | null;
}

/** Round trips of PING in milliseconds, by nearest rank. */
export interface Latency {
  readonly samples: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export const COMMAND_HABITS = ['database', 'multi-key', 'maybe-multi-key', 'transaction', 'script', 'whole-keyspace', 'proxy-only'] as const;
/** A use of commands that the proxy makes work and a native cluster client does not, or not always. */
export type CommandHabit = (typeof COMMAND_HABITS)[number];

/** A command of such a habit that the shards have counted. */
export interface CommandInUse {
  readonly command: string;
  readonly habit: CommandHabit;
  /** Over all shards that could be read; see COUNTS_MEAN. */
  readonly calls: number;
}

/** What the numbers of calls mean, wherever they are shown. */
export const COUNTS_MEAN = 'Calls are counted by the shards since each started or its statistics were reset, as commands arrive there: the proxy may have split or rewritten them, so these are not the numbers that clients sent.';

/** What connecting to a direct endpoint showed. */
export interface DataPlaneReport {
  readonly direct: Address;
  readonly proxy: Address | null;
  /** Shards by the cloud's account; null where that is not known. */
  readonly shards: number | null;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** In the order of DATA_PLANE_CHECKS. */
  readonly findings: readonly DataPlaneFinding[];
  /** Null where the slot map could not be read. */
  readonly slots: { readonly covered: number; readonly total: number; readonly gaps: readonly SlotRange[] } | null;
  readonly primaries: readonly Primary[];
  readonly latency: { readonly direct: Latency | null; readonly proxy: Latency | null };
  /** Null where no shard's statistics could be read. */
  readonly commands: readonly CommandInUse[] | null;
}

/** One instance of a verification: what the cloud tells of its endpoint, and what connecting to it showed. */
export interface VerifiedInstance extends Omit<DataPlaneReport, 'direct' | 'startedAt' | 'finishedAt'> {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly instanceId: string;
  readonly name: string | null;
  /** The gravest of its findings: problem, else unknown, else warning, else ok. */
  readonly status: DataPlaneStatus;
  /** Null where there is no direct endpoint, or none is known: then nothing was connected to. */
  readonly direct: Address | null;
}

/** What `verify --format json` writes. */
export interface Verification {
  readonly schema: typeof VERIFY_SCHEMA;
  readonly tool: { readonly name: 'tair-preflight'; readonly version: string };
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly scope: { readonly regions: readonly string[]; readonly instances: readonly string[] };
  readonly summary: Readonly<Record<DataPlaneStatus, number>> & { readonly instances: number; readonly apiCalls: Readonly<Record<string, number>> };
  readonly instances: readonly VerifiedInstance[];
  readonly unread: readonly {
    readonly what: { readonly accountId: string | null; readonly region: string | null; readonly operation: string };
    readonly reason: string;
    readonly detail: string;
    readonly requestId: string | null;
    readonly ramAction: string | null;
  }[];
}

/** The gravest status of some findings: problem, else unknown, else warning, else ok. */
export function gravest(findings: readonly DataPlaneFinding[]): DataPlaneStatus {
  const order: readonly DataPlaneStatus[] = ['problem', 'unknown', 'warning'];
  return order.find((status) => findings.some((finding) => finding.status === status)) ?? 'ok';
}

/** Whether something could not be measured for a reason of its own, rather than as the consequence of a problem that is told. */
export function hasOpenQuestion(findings: readonly DataPlaneFinding[]): boolean {
  return findings.some((finding) => finding.status === 'unknown' && finding.because === null);
}
