import { Option } from 'commander';
import type { Command } from 'commander';

import { UsageError } from '../model/faults.ts';
import { WAIT_DEFAULTS } from '../app/wait-until.ts';
import type { WaitEnd, WaitOptions } from '../app/wait-until.ts';
import { duration, secondsAboveZero } from './values.ts';

/** What commander hands back for waiting. */
export interface WaitValues {
  readonly waitUntil?: 'eligible';
  readonly wait?: number;
  readonly poll?: number;
}

export function addWaitOptions(command: Command): Command {
  return command
    .optionsGroup('Waiting:')
    .addOption(new Option('--wait-until <standing>', 'look again until every instance is eligible or enabled').choices(['eligible']))
    .option('--wait <duration>', `how long at most, such as 30m (default: 30m)`, duration)
    .option('--poll <seconds>', `how often to look (default: ${WAIT_DEFAULTS.poll})`, secondsAboveZero);
}

/** How to wait; null where that was not asked for. Throws a UsageError for times without --wait-until. */
export function toWaitOptions(values: WaitValues): WaitOptions | null {
  const { waitUntil, wait, poll } = values;
  if (waitUntil !== undefined) return { wait: wait ?? WAIT_DEFAULTS.wait, poll: poll ?? WAIT_DEFAULTS.poll };
  const alone = [...(wait === undefined ? [] : ['--wait']), ...(poll === undefined ? [] : ['--poll'])];
  if (alone.length > 0) throw new UsageError(`${alone.join(' and ')} ${alone.length === 1 ? 'belongs' : 'belong'} to --wait-until: give --wait-until eligible too, or leave ${alone.length === 1 ? 'it' : 'them'} out.`);
  return null;
}

/** Why the waiting ended, for people. */
export const WAIT_ENDS: Readonly<Record<WaitEnd, string>> = {
  'all-ready': 'Every instance is eligible or enabled.',
  'time-is-up': 'The time to wait is up; this is the last state.',
  'nothing-can-change': 'Of the instances that are left none becomes eligible by waiting.',
  interrupted: 'Interrupted; this is the last state.',
};
