import type { Diff } from '../model/diff.ts';
import { compareText } from '../model/group-by.ts';
import { NOTIFICATION_SCHEMA } from '../model/notification.ts';
import type { Notification } from '../model/notification.ts';
import type { Result } from '../model/result.ts';
import { lackingOf } from './advise/lacking.ts';
import { remediesOf } from './advise/remedies.ts';
import { isNotFound, regionsLookedIn } from './findings.ts';
import { clean, cut } from './text.ts';

/** How many entries each list of a message may have. */
export interface NotificationCaps {
  readonly worse: number;
  readonly remedies: number;
  readonly unread: number;
  /** Regions, accounts, and rules of one instance. */
  readonly names: number;
}

/** What a run is told from. */
export interface NotificationSource {
  readonly result: Result;
  /** Against the run before; null where none is known. */
  readonly diff: Diff | null;
  readonly id: string;
}

const WIDEST_TEXT = 200;
const WIDEST_NAME = 40;
/** What stands behind so many characters is not looked at. */
const MOST_CHARACTERS = 2000;

/** One run in a few lines, in the language of the result. Texts from outside are without control characters and of bounded length. Pure. */
export function toNotification({ result, diff, id }: NotificationSource, caps: NotificationCaps): Notification {
  const { operation, tool, rulebook, startedAt, finishedAt, hypothetical, scope, summary } = result;
  const { apiCalls: _calls, mutationsSent: _sent, ...standings } = summary;
  const notFound = result.instances.filter(isNotFound).length;
  const regions = regionsLookedIn(result);
  const accounts = [...new Set(result.instances.flatMap(({ accountId }) => accountId ?? []))].toSorted(compareText);
  const worse = (diff?.instances ?? []).filter(({ isWorse }) => isWorse);
  const remedies = remediesOf(lackingOf(result)).toSorted((a, b) => b.freesAlone - a.freesAlone || b.instances - a.instances || a.order - b.order || compareText(a.rule, b.rule));
  return {
    schema: NOTIFICATION_SCHEMA, id, operation, tool: { ...tool, version: shown(tool.version) }, rulebook, startedAt, finishedAt, hypothetical,
    partial: scope.only.length + scope.skip.length > 0,
    ...list('regions', regions, caps.names, (region) => shown(region)),
    ...list('accounts', accounts, caps.names, (account) => shown(account)),
    summary: { ...standings, never: Math.max(0, summary.blocked - summary.fixable - notFound), notFound },
    change: diff === null ? null : { since: diff.old.finishedAt, worse: diff.summary.worse, better: diff.summary.better, added: diff.summary.added, removed: diff.summary.removed },
    ...list('worse', worse, caps.worse, ({ accountId, region, instanceId, name, from, to, failed }) => ({
      accountId: nullable(accountId), region: nullable(region), instanceId: shown(instanceId), name: nullable(name), from, to, failsNow: failed.newly.slice(0, caps.names).map((rule) => shown(rule)),
    })),
    ...list('remedies', remedies, caps.remedies, ({ rule, title, instances, freesAlone, impact }) => ({
      rule: shown(rule), title: sentence(title), instances, freesAlone, impact: impact === null ? null : sentence(impact),
    })),
    ...list('unread', result.unread, caps.unread, ({ what, reason, ramAction }) => ({
      accountId: nullable(what.accountId), region: nullable(what.region), operation: shown(what.operation), reason, ramAction: nullable(ramAction),
    })),
  };
}

/** The same with shorter lists. */
export function shortened(notification: Notification, caps: NotificationCaps): Notification {
  const { regions, regionsLeftOut, accounts, accountsLeftOut, worse, worseLeftOut, remedies, remediesLeftOut, unread, unreadLeftOut } = notification;
  return {
    ...notification,
    ...list('regions', regions, caps.names, itself, regionsLeftOut),
    ...list('accounts', accounts, caps.names, itself, accountsLeftOut),
    ...list('worse', worse, caps.worse, (one) => ({ ...one, failsNow: one.failsNow.slice(0, caps.names) }), worseLeftOut),
    ...list('remedies', remedies, caps.remedies, itself, remediesLeftOut),
    ...list('unread', unread, caps.unread, itself, unreadLeftOut),
  };
}

function itself<T>(entry: T): T {
  return entry;
}

/** A list under its name, cut, and how many entries were left out. */
function list<Name extends string, Entry, Shown>(name: Name, entries: readonly Entry[], most: number, show: (entry: Entry) => Shown, leftOut = 0): { readonly [Key in Name]: readonly Shown[] } & { readonly [Key in `${Name}LeftOut`]: number } {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the keys are made of the name
  return { [name]: entries.slice(0, most).map(show), [`${name}LeftOut`]: leftOut + Math.max(0, entries.length - most) } as ReturnType<typeof list<Name, Entry, Shown>>;
}

function nullable(text: string | null): string | null {
  return text === null ? null : shown(text);
}

function sentence(text: string): string {
  return within(text, WIDEST_TEXT);
}

function shown(text: string): string {
  return within(text, WIDEST_NAME);
}

function within(text: string, cells: number): string {
  return cut(clean(text.slice(0, MOST_CHARACTERS)), cells);
}
