import type { Language } from '../model/language.ts';
import type { Channel, Notification, WorseInstance } from '../model/notification.ts';
import { shortened, toNotification } from './to-notification.ts';
import type { NotificationCaps, NotificationSource } from './to-notification.ts';
import { COMMON_WORDS } from './words/common.ts';
import { DIGEST_WORDS } from './words/digest.ts';
import { TABLE_WORDS } from './words/table.ts';

/** The most bytes of a body. DingTalk takes 20,000 and Slack 40,000 characters. */
const MOST_BYTES: Readonly<Record<Channel, number>> = { webhook: 64 * 1024, slack: 32_000, dingtalk: 20_000 };

const MOST: NotificationCaps = { worse: 20, remedies: 5, unread: 10, names: 10 };
/** Tried in turn until the body fits: hostile names may be long in bytes. */
const SHORTER: readonly NotificationCaps[] = [
  { worse: 10, remedies: 5, unread: 5, names: 5 },
  { worse: 5, remedies: 3, unread: 3, names: 3 },
  { worse: 1, remedies: 1, unread: 1, names: 1 },
  { worse: 0, remedies: 0, unread: 0, names: 0 },
];

/**
 * The body of one message about one run, as the channel takes it: a page for people in the language given, or JSON for a
 * program. What comes from outside can neither call people, nor make links, nor break the message. Pure.
 */
export function digestBody(channel: Channel, source: NotificationSource, language: Language): string {
  const whole = toNotification(source, MOST);
  let body = bodyOf(channel, whole, language);
  for (const caps of SHORTER) {
    if (Buffer.byteLength(body) <= MOST_BYTES[channel]) break;
    body = bodyOf(channel, shortened(whole, caps), language);
  }
  return body;
}

function bodyOf(channel: Channel, notification: Notification, language: Language): string {
  switch (channel) {
    case 'webhook':
      return JSON.stringify(notification);
    case 'slack':
      return JSON.stringify({ text: digestText(notification, language, SLACK) });
    case 'dingtalk':
      return JSON.stringify({ msgtype: 'markdown', markdown: { title: titleOf(notification, language), text: digestText(notification, language, DINGTALK) } });
  }
}

/** How a channel writes what we mean, and what it must not take for markup. */
interface Markup {
  bold(text: string): string;
  readonly bullet: string;
  /** Between lines and between parts. */
  readonly line: string;
  readonly part: string;
  /** A foreign text in which nothing is markup, a mention or a link. */
  plain(text: string): string;
}

/** https://docs.slack.dev/messaging/formatting-message-text */
const SLACK: Markup = {
  bold: (text) => `*${text}*`,
  bullet: '• ',
  line: '\n',
  part: '\n\n',
  plain: (text) => unlinked(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
};

/** https://open.dingtalk.com/document/robots/custom-robot-access */
const DINGTALK: Markup = {
  bold: (text) => `**${text}**`,
  bullet: '- ',
  line: '\n',
  part: '\n\n',
  plain: (text) => unlinked(text).replaceAll('&', '＆').replaceAll('<', '＜').replaceAll('>', '＞'),
};

/** Stands where nothing is seen and no line breaks: a word with it is no address and no name to call. */
const JOINER = '\u2060';

const LOOKS_LIKE: Readonly<Record<string, string>> = { '*': '＊', '`': '｀', '~': '～', '[': '［', ']': '］', '\\': '＼', _: '＿', '|': '｜' };

/** Neither channel knows a way to escape its marks: signs that look like them are written instead, and what would become a link or a mention is broken. */
function unlinked(text: string): string {
  return text
    .replaceAll(/[*`~[\]\\|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, (mark) => LOOKS_LIKE[mark] ?? mark)
    .replaceAll(/[@#]|:(?=\/\/)|(?<=[\p{L}\p{N}-])\.(?=\p{L})/gu, (mark) => `${mark}${JOINER}`);
}

function titleOf({ summary }: Notification, language: Language): string {
  return DIGEST_WORDS[language].title(summary.instances, summary.blocked, summary.unknown);
}

function digestText(notification: Notification, language: Language, markup: Markup): string {
  const words = DIGEST_WORDS[language];
  const { worse, worseLeftOut, remedies, remediesLeftOut, unread, unreadLeftOut, change } = notification;
  const { colon, gap } = COMMON_WORDS[language];
  const parts = [
    headLines(notification, language, markup),
    section(words.worse, worse.map((one) => worseLine(one, language, markup)), worseLeftOut),
    section(words.remedies, remedies.map(({ rule, title, instances, freesAlone, impact }) => [
      words.remedy(markup.plain(title), markup.plain(rule), instances, freesAlone), ...(impact === null ? [] : [`${COMMON_WORDS[language].impact}${markup.plain(impact)}`]),
    ].join(gap)), remediesLeftOut),
    section(words.unread, unread.map(({ operation, region, accountId, reason, ramAction }) => [
      words.gap(markup.plain(operation), region === null ? null : markup.plain(region), accountId === null ? null : markup.plain(accountId), reason),
      ...(ramAction === null ? [] : [words.grant(markup.plain(ramAction))]),
    ].join(gap)), unreadLeftOut),
    change === null ? [] : [words.since(change.since, change.worse, change.better)],
  ];
  return parts.filter((lines) => lines.length > 0).map((lines) => lines.join(markup.line)).join(markup.part);

  function section(title: string, lines: readonly string[], left: number): string[] {
    if (lines.length + left === 0) return [];
    const bullets = [...lines, ...(left > 0 ? [words.left(left)] : [])].map((line) => `${markup.bullet}${line}`);
    return [`${markup.bold(title)}${colon.trimEnd()}`, ...(markup === DINGTALK ? [''] : []), ...bullets];
  }
}

function headLines(notification: Notification, language: Language, markup: Markup): string[] {
  const words = DIGEST_WORDS[language];
  const { gap } = COMMON_WORDS[language];
  const { regions, regionsLeftOut, accounts, accountsLeftOut, summary, hypothetical, partial, tool, finishedAt } = notification;
  const remarks = [
    ...(hypothetical ? [words.hypothetical] : []), ...(partial ? [words.partial] : []),
    ...(regions.length + regionsLeftOut === 0 ? [] : [words.lookedIn(names(regions, regionsLeftOut))]),
    ...(accounts.length + accountsLeftOut === 0 ? [] : [words.accounts(names(accounts, accountsLeftOut))]),
    `${tool.name} ${markup.plain(tool.version)}${COMMON_WORDS[language].clause}${finishedAt}${words.stop}`,
  ];
  return [markup.bold(titleOf(notification, language)), '', TABLE_WORDS[language].summary.standings(summary), '', remarks.join(gap)];

  function names(list: readonly string[], left: number): string {
    return [...list.map(markup.plain), ...(left > 0 ? [words.left(left)] : [])].join(COMMON_WORDS[language].comma);
  }
}

function worseLine({ instanceId, name, region, from, to, failsNow }: WorseInstance, language: Language, markup: Markup): string {
  const words = DIGEST_WORDS[language];
  const { comma, clause, colon, gap } = COMMON_WORDS[language];
  const who = [instanceId, ...(name === null || name === '' ? [] : [name]), ...(region === null ? [] : [region])].map(markup.plain).join(clause);
  const moved = words.moved(from === null ? null : words.standings[from], to === null ? null : words.standings[to]);
  return [`${who}${colon}${moved}${words.stop}`, ...(failsNow.length === 0 ? [] : [words.failsNow(failsNow.map(markup.plain).join(comma))])].join(gap);
}
