import type { Command } from 'commander';

import { diffResults } from '../app/diff.ts';
import { addToHistory, lastBefore, listHistory, openHistory, scopeKey, toTrendPoint } from '../app/history.ts';
import type { Diff } from '../model/diff.ts';
import { UsageError } from '../model/faults.ts';
import type { TrendPoint } from '../model/history.ts';
import type { Result } from '../model/result.ts';
import { countFromOne, text } from './values.ts';

/** What commander hands back for the history. */
export interface HistoryValues {
  readonly history?: string;
  readonly keep?: number;
  readonly failOn?: readonly string[];
}

/** What earlier runs of the same scope tell about a result. */
export interface Memory {
  /** From the last run to this; null where there was none that can be read. */
  readonly diff: Diff | null;
  /** The runs, the latest first, this one among them; empty without a history. */
  readonly trend: readonly TrendPoint[];
  /** Sentences about files that were passed over. */
  readonly skipped: readonly string[];
}

/** Adds the options of a command that keeps its results. */
export function addHistoryOptions(command: Command): Command {
  return command
    .option('--history <dir>', 'a folder that keeps each result: pages show the trend, and --fail-on new compares with the last run', text)
    .option('--keep <n>', 'so many results of a scope are kept in the history; default: all', countFromOne);
}

const MOST_POINTS = 60;

/** Asserts, before anything is read, that the history can be kept and that what counts can be told. Throws a UsageError. */
export function openMemory(values: HistoryValues): void {
  if (values.history === undefined && values.keep !== undefined) throw new UsageError('--keep is how many results a history keeps: give --history DIR with it.');
  if (values.history === undefined && values.failOn?.includes('new') === true) throw new UsageError('--fail-on new (failOn in tair-preflight.yaml) compares with the last run: give --history DIR, where the runs are kept.');
  if (values.history !== undefined) openHistory(values.history);
}

/** What the history tells of a result, which is not in it yet. A folder that can no longer be read tells nothing, and that is said. */
export function remember(values: HistoryValues, result: Result, now: Date): Memory {
  if (values.history === undefined) return { diff: null, trend: [], skipped: [] };
  const point = toTrendPoint(result);
  try {
    const last = lastBefore(values.history, result, now);
    const { entries, skipped } = listHistory(values.history, { scope: scopeKey(result), most: MOST_POINTS - 1, until: now });
    return { diff: last.result === null ? null : diffResults(last.result, result), trend: [point, ...entries], skipped: [...new Set([...last.skipped, ...skipped])] };
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    return { diff: null, trend: [point], skipped: fault.faults };
  }
}

/** Adds a result to the history; a sentence where that was not done. What rests on assumptions is no result to remember. */
export function keepResult(values: HistoryValues, result: Result, now: Date): string | null {
  if (values.history === undefined) return null;
  if (result.hypothetical) return 'The result is hypothetical, so it is not added to the history.';
  return addToHistory(values.history, result, values.keep ?? null, now);
}
