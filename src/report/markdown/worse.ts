import type { Diff } from '../../model/diff.ts';
import type { Language } from '../../model/language.ts';
import { causeText } from '../diff.ts';
import { COMMON_WORDS } from '../words/common.ts';
import { DIFF_WORDS } from '../words/diff.ts';
import { code, prose } from './marks.ts';

const MOST = 30;
const MOST_CAUSES = 3;

/** What became worse since the last run, and why, as Markdown; one sentence where nothing did, none where there is nothing to compare. */
export function worseMarkdown(diff: Diff | null, language: Language): string[] {
  if (diff === null) return [];
  const words = DIFF_WORDS[language];
  const common = COMMON_WORDS[language];
  const worse = diff.instances.filter((one) => one.isWorse);
  if (worse.length + diff.unread.newly.length === 0) return [prose(words.notWorseSince(diff.old.finishedAt, diff.summary.better))];
  const lines = worse.slice(0, MOST).map((one) => {
    const causes = one.causes.slice(0, MOST_CAUSES).map((cause) => prose(causeText(cause, { language })));
    const moved = words.moved(one.from === null ? null : words.standings[one.from], one.to === null ? null : words.standings[one.to]);
    return `- ${code(one.instanceId)}${common.colon}${prose(moved)}${causes.length === 0 ? '' : `${common.clause}${prose(words.because)}${causes.join('; ')}`}`;
  });
  const unread = diff.unread.newly.slice(0, MOST).map(({ what, reason }) => `- ${prose(words.newlyUnread)}${common.colon}${code(what.operation)} ${code(what.region)} ${code(reason)}`);
  return [
    `## ${prose(common.heading(words.worseSince(diff.old.finishedAt), String(worse.length + diff.unread.newly.length)))}`, '',
    ...lines,
    ...(worse.length > MOST ? [`- ${prose(common.leftOut(worse.length - MOST, 'instance'))}`] : []),
    ...unread,
  ];
}
