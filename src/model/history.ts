import type { ResultSummary } from './result.ts';

/** One earlier result, as a trend shows it. */
export interface TrendPoint extends Pick<ResultSummary, 'instances' | 'eligible' | 'blocked' | 'fixable' | 'unknown' | 'enabled'> {
  /** When the run ended, UTC. */
  readonly at: string;
}

/** One result in a history folder. */
export interface HistoryEntry extends TrendPoint {
  /** The name of the file in the folder. */
  readonly file: string;
  /** What was asked for, as a short hash: results of the same scope are compared with one another. */
  readonly scope: string;
  readonly preset: string;
}
