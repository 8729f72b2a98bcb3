/** The name of the format, in every diagnosis. */
export const DOCTOR_SCHEMA = 'tair-preflight/doctor/v1';

/** What doctor looks at, in the order in which it tells it. */
export const DOCTOR_CHECKS = ['node', 'configuration', 'proxy', 'scope', 'endpoints', 'clock', 'credentials', 'account', 'permissions'] as const;
export type DoctorCheck = (typeof DOCTOR_CHECKS)[number];

/** How far a knock at an endpoint came before it failed. */
export const PROBE_STEPS = ['name', 'connection', 'proxy', 'tls', 'answer'] as const;
export type ProbeStep = (typeof PROBE_STEPS)[number];

/** What became of trying a read. */
export const READ_ANSWERS = ['allowed', 'denied', 'open', 'not-tried'] as const;

/** How a check of doctor can end. */
export const DOCTOR_STATUSES = ['ok', 'warning', 'problem', 'unknown'] as const;
export type DoctorStatus = (typeof DOCTOR_STATUSES)[number];

/** What was seen, as data: the words for it are the reporters'. */
export type DoctorSaw =
  | { readonly kind: 'node'; readonly version: string; readonly wanted: string }
  | { readonly kind: 'configuration'; readonly file: string | null }
  | { readonly kind: 'proxy'; readonly host: string | null; readonly exceptions: readonly string[] }
  /** A setting that cannot be used; the sentences say which and why. */
  | { readonly kind: 'refused'; readonly said: readonly string[] }
  | { readonly kind: 'regions'; readonly regions: readonly string[] }
  /** A region that was named, and that says that it does not offer the service or is none. */
  | { readonly kind: 'region-without-service'; readonly region: string }
  | { readonly kind: 'no-region'; readonly tried: string }
  | { readonly kind: 'regions-unread'; readonly reason: string; readonly said: string }
  | { readonly kind: 'endpoint'; readonly product: string; readonly region: string; readonly host: string; readonly failure: null | { readonly step: ProbeStep; readonly reason: string; readonly said: string } }
  /** Seconds that our clock is ahead of the service's; null: no service told its time. */
  | { readonly kind: 'clock'; readonly ahead: number | null }
  | { readonly kind: 'credentials'; readonly source: string; readonly profile: string | null; readonly keyId: string }
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'not-accepted'; readonly code: string | null; readonly said: string }
  /** An operation that was tried. `rules` are unknown without it, `sometimes` for some instances. */
  | { readonly kind: 'operation'; readonly operation: string; readonly region: string | null; readonly instanceId: string | null; readonly ramAction: string; readonly answer: (typeof READ_ANSWERS)[number]; readonly reason: string | null; readonly said: string | null; readonly purpose: string | null; readonly rules: readonly string[]; readonly sometimes: readonly string[] }
  /** It was not looked at, for another check stands in the way. */
  | { readonly kind: 'left-out' };

export interface DoctorFinding {
  readonly check: DoctorCheck;
  readonly status: DoctorStatus;
  /** The check with a problem that this unknown only follows from; null where it stands for itself. */
  readonly because: DoctorCheck | null;
  readonly saw: DoctorSaw;
}

/** A finding with what is said of it, as `--format json` tells it. */
export interface ToldDoctorFinding extends DoctorFinding {
  readonly message: string;
  readonly advice: string | null;
}

/** What `doctor --format json` writes. */
export interface ToldDiagnosis extends Omit<Diagnosis, 'findings'> {
  readonly findings: readonly ToldDoctorFinding[];
}

/** What doctor found out. */
export interface Diagnosis {
  readonly schema: typeof DOCTOR_SCHEMA;
  readonly tool: { readonly name: 'tair-preflight'; readonly version: string };
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly scope: { readonly regions: readonly string[]; readonly instances: readonly string[] };
  /** Findings by status. */
  readonly summary: Readonly<Record<DoctorStatus, number>> & { readonly apiCalls: Readonly<Record<string, number>> };
  readonly findings: readonly DoctorFinding[];
}
