import { COUNTS_MEAN } from '../model/data-plane.ts';
import type { Address, CommandHabit, CommandInUse, DataPlaneCheck, DataPlaneFinding } from '../model/data-plane.ts';
import type { Login } from './connection.ts';
import type { LoggedIn } from './log-in.ts';
import { isFailure } from './probe-shards.ts';
import type { ProbedShard } from './probe-shards.ts';
import { adviceFor, atAddress, count, list, number } from './words.ts';

type Parts = Partial<Pick<DataPlaneFinding, 'advice' | 'reason' | 'because'>>;

/** A finding whose silent parts are null. */
export function finding(check: DataPlaneCheck, status: DataPlaneFinding['status'], message: string, parts: Parts = {}): DataPlaneFinding {
  return { check, status, message, advice: null, reason: null, because: null, ...parts };
}

const WAITING: Readonly<Record<DataPlaneCheck, string>> = {
  'direct-endpoint': 'the endpoint', reachable: 'whether the endpoint can be reached', authentication: 'whether the login is accepted',
  'slots-covered': 'whether all slots are covered', 'shards-answer': 'whether every shard answers', 'primaries-match-shards': 'whether there is a primary for each shard',
  'cluster-state': 'the state of the cluster', 'native-client': 'whether a native client can read', latency: 'the latency', 'command-habits': 'the commands in use',
};

/** What could not be looked at because something before it failed. */
export function unmeasured(check: DataPlaneCheck, because: DataPlaneCheck): DataPlaneFinding {
  return finding(check, 'unknown', `Not measured: ${WAITING[check]}. It follows from ${because}.`, { because });
}

/** Whether the login was accepted. Nothing where the endpoint was not reached: that is told as not measured. */
export function authenticationFinding(direct: Address, entry: LoggedIn, login: Login): readonly DataPlaneFinding[] {
  if (entry.kind === 'not-reached') return [];
  if (entry.kind === 'kept-out') {
    const { failure } = entry;
    return [finding('authentication', 'problem', `The login at ${atAddress(direct)} failed: ${failure.saw}.`, { reason: failure.kind, advice: adviceFor(failure) })];
  }
  if (entry.passwordNotNeeded) {
    const message = 'A password was given, and the endpoint has none: everything was read without it.';
    return [finding('authentication', 'warning', message, { reason: 'password-not-needed', advice: adviceFor({ kind: 'password-not-needed', saw: '' }) })];
  }
  if (login.password === null) return [finding('authentication', 'ok', 'The endpoint lets clients in without a password.')];
  return [finding('authentication', 'ok', `The password was accepted${login.username === null ? '' : ', and the user name with it'}.`)];
}

interface HabitWords {
  readonly meaning: string;
  readonly advice: string;
}

const HABITS: Readonly<Record<CommandHabit, HabitWords>> = {
  database: {
    meaning: 'A cluster has database 0 alone for native clients; many drivers send SELECT 0 by themselves, which does no harm.',
    advice: 'Look whether a client uses a database other than 0, and move its keys under a prefix of their own before it goes direct.',
  },
  'multi-key': {
    meaning: 'They work on a native client only when all keys share a slot; the proxy splits some of them.',
    advice: 'Give keys that go together a common {tag}, or send one command a key.',
  },
  'maybe-multi-key': {
    meaning: 'With one key each they work everywhere; with several they work on a native client only when all keys share a slot.',
    advice: 'Look whether clients name several keys at once; give such keys a common {tag}, or send one command a key.',
  },
  transaction: {
    meaning: 'On a native client all keys of a transaction must share a slot, and it must be sent on one connection.',
    advice: 'Give the keys of a transaction a common {tag}, and look whether the driver supports transactions on a cluster.',
  },
  script: {
    meaning: 'All keys of a script must be named as keys and share a slot; a native client loads scripts on every shard by itself.',
    advice: 'Name every key a script touches as a key, with a common {tag}.',
  },
  'whole-keyspace': {
    meaning: 'On a native client they see one shard alone, where the proxy may answer for all.',
    advice: 'Send them to every primary and put the answers together, as most drivers offer.',
  },
  'proxy-only': {
    meaning: 'They are the proxy\'s own commands and do not exist on a direct endpoint.',
    advice: 'Send INFO, SCAN or MONITOR to the shards instead.',
  },
};

/** Which habits the shards have counted, a warning each; what could not be read is unknown. */
export function habitFindings(commands: readonly CommandInUse[] | null, shards: readonly ProbedShard[]): readonly DataPlaneFinding[] {
  const found = (Object.keys(HABITS) as CommandHabit[]).flatMap((habit) => habitFinding(habit, (commands ?? []).filter((one) => one.habit === habit)));
  const unread = shards.flatMap(({ primary, ping, commandStats }) => (isFailure(commandStats) ? [{ primary, follows: ping !== 'PONG', failure: commandStats }] : []));
  const [first] = unread;
  if (first !== undefined) {
    const message = `The command statistics of ${count(unread.length, 'shard')} of ${number(shards.length)} could not be read, so commands may be in use that are not told here (${list(unread.map(({ primary, failure }) => `${atAddress(primary)}: ${failure.saw}`))}).`;
    const because = unread.every(({ follows }) => follows) ? 'shards-answer' as const : null;
    return [...found, finding('command-habits', 'unknown', message, { reason: first.failure.kind, because, advice: because === null ? adviceFor(first.failure) : null })];
  }
  if (commands === null) return [unmeasured('command-habits', 'slots-covered')];
  if (found.length > 0) return found;
  return [finding('command-habits', 'ok', `No command was counted that behaves otherwise on a native client. ${COUNTS_MEAN} Commands that the proxy answers by itself do not reach the shards and cannot be seen.`)];
}

function habitFinding(habit: CommandHabit, commands: readonly CommandInUse[]): readonly DataPlaneFinding[] {
  if (commands.length === 0) return [];
  const used = list(commands.map(({ command, calls }) => `${command} ${count(calls, 'call')}`));
  return [finding('command-habits', 'warning', `In use: ${used}. ${HABITS[habit].meaning}`, { advice: HABITS[habit].advice })];
}
