import { Option } from 'commander';
import type { Command } from 'commander';

import { notify, readReceivers } from '../app/notify.ts';
import type { Told } from '../app/notify.ts';
import { UsageError } from '../model/faults.ts';
import { lookOf } from './output-options.ts';
import type { OutputValues } from './output-options.ts';
import { toWorld } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { collect, text } from './values.ts';

const OCCASIONS = ['always', 'problems', 'worse'] as const;

/** What commander hands back for notifications. */
export interface NotifyValues {
  readonly notify?: readonly string[];
  readonly notifyOn?: (typeof OCCASIONS)[number];
}

/** Tells the receivers of a result that was written. */
export interface Notifier {
  /** Sends one message to each receiver where there is an occasion: `exitCode` is that of the run. Never throws. */
  tell(told: Omit<Told, 'language'>, exitCode: number): Promise<void>;
}

/** Adds the options that name receivers, and when they are told. */
export function addNotifyOptions(command: Command): Command {
  return command
    .optionsGroup('Notifications:')
    .option('--notify <channel[=url]>', 'webhook, slack or dingtalk (repeatable): one digest of the run, after it was reported; the address from TAIR_PREFLIGHT_NOTIFY_<CHANNEL>_URL, or =URL, or =env:NAME', collect(text))
    .addOption(new Option('--notify-on <occasion>', 'problems: something counts for the exit code, or is worse than in the last run (default: problems)').choices(OCCASIONS));
}

/** Made before anything is read. Throws a UsageError for a receiver that cannot be one, and for an occasion that cannot come. */
export function toNotifier(values: NotifyValues & OutputValues & { readonly history?: string }, terminal: Terminal): Notifier {
  const { notify: given = [], notifyOn, history } = values;
  if (notifyOn !== undefined && given.length === 0) throw new UsageError('--notify-on belongs to --notify: name a channel too, or leave it out.');
  if (notifyOn === 'worse' && history === undefined) throw new UsageError('--notify-on worse compares with the last run, which --history DIR keeps: give that too.');
  const receivers = readReceivers(given, terminal.env);
  if (values.quiet !== true) for (const warning of receivers.warnings) terminal.err(`${warning}\n`);
  return {
    async tell(told, exitCode) {
      if (receivers.targets.length === 0 || !isOccasion(notifyOn ?? 'problems', told, exitCode)) return;
      const world = toWorld(terminal, { quiet: values.quiet ?? false, verbose: values.verbose ?? false });
      const failures = await notify(receivers, { ...told, language: lookOf(terminal, values).language ?? 'en' }, world);
      for (const failure of failures) terminal.err(`${failure}\n`);
    },
  };
}

/** Where there is no run to compare with, all that counts is news. */
function isOccasion(on: NonNullable<NotifyValues['notifyOn']>, { diff }: Pick<Told, 'diff'>, exitCode: number): boolean {
  const isWorse = diff !== null && (diff.summary.worse > 0 || diff.unread.newly.length > 0);
  switch (on) {
    case 'always':
      return true;
    case 'problems':
      return exitCode !== 0 || isWorse;
    case 'worse':
      return diff === null ? exitCode !== 0 : isWorse;
  }
}
