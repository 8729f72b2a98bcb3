import type { CommandHabit, CommandInUse } from '../model/data-plane.ts';

/** The commands of each habit. `multi-key` always name several keys, `maybe-multi-key` may also come with one. */
const HABITS: Readonly<Record<CommandHabit, readonly string[]>> = {
  database: ['select', 'swapdb', 'move'],
  'multi-key': [
    'mget', 'mset', 'msetnx', 'rename', 'renamenx', 'copy', 'smove', 'rpoplpush', 'brpoplpush', 'lmove', 'blmove', 'bitop', 'lcs',
    'sinterstore', 'sunionstore', 'sdiffstore', 'zinterstore', 'zunionstore', 'zdiffstore', 'zrangestore', 'pfmerge', 'geosearchstore',
  ],
  'maybe-multi-key': [
    'del', 'unlink', 'exists', 'touch', 'sinter', 'sunion', 'sdiff', 'sintercard', 'zinter', 'zunion', 'zdiff', 'zintercard', 'pfcount',
    'blpop', 'brpop', 'bzpopmin', 'bzpopmax', 'lmpop', 'zmpop', 'blmpop', 'bzmpop', 'xread', 'xreadgroup', 'sort', 'georadius', 'georadiusbymember', 'watch',
  ],
  transaction: ['multi', 'exec', 'discard'],
  script: ['eval', 'evalsha', 'eval_ro', 'evalsha_ro', 'fcall', 'fcall_ro', 'script'],
  'whole-keyspace': ['keys', 'scan', 'dbsize', 'randomkey', 'flushdb', 'flushall'],
  'proxy-only': ['iinfo', 'riinfo', 'iscan', 'imonitor', 'rimonitor'],
};

const HABIT_OF: ReadonlyMap<string, CommandHabit> = new Map(
  (Object.keys(HABITS) as CommandHabit[]).flatMap((habit) => HABITS[habit].map((command) => [command, habit] as const)),
);

/** Calls by command of a reply to INFO commandstats, names in lower case, subcommands added to their command. Null where it is no such reply. */
export function readCommandStats(reply: unknown): ReadonlyMap<string, number> | null {
  if (typeof reply !== 'string' || !/^# Commandstats\b/im.test(reply)) return null;
  const calls = new Map<string, number>();
  for (const line of reply.split(/\r?\n/)) {
    const [, name, count] = /^cmdstat_([^:|]+)(?:\|[^:]+)?:calls=(\d{1,15})\b/i.exec(line) ?? [];
    if (name !== undefined && count !== undefined) calls.set(name.toLowerCase(), (calls.get(name.toLowerCase()) ?? 0) + Number(count));
  }
  return calls;
}

/** The commands among them that stand for a habit, over all shards; the most used first. */
export function habitsIn(shards: readonly ReadonlyMap<string, number>[]): readonly CommandInUse[] {
  const sums = new Map<string, number>();
  for (const shard of shards) for (const [command, calls] of shard) sums.set(command, (sums.get(command) ?? 0) + calls);
  return [...sums].flatMap(([command, calls]): CommandInUse[] => {
    const habit = HABIT_OF.get(command);
    return habit === undefined || calls === 0 ? [] : [{ command: command.toUpperCase(), habit, calls }];
  }).toSorted((a, b) => b.calls - a.calls || (a.command < b.command ? -1 : 1));
}
