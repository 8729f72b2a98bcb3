import { groupBy } from '../../model/group-by.ts';
import type { Language } from '../../model/language.ts';
import { whatHappened, whatToDo } from '../../model/reason-words.ts';
import type { Result } from '../../model/result.ts';
import { HTML_WORDS } from '../words/html.ts';
import { code, escape, section, table } from './markup.ts';

const MOST_ROWS = 50;
const MOST_REGIONS = 6;

/** The reads that failed, with what to grant or retry; alike ones of several regions stand together. Empty where all was read. */
export function unreadSection({ unread }: Result, language: Language): string {
  if (unread.length === 0) return '';
  const words = HTML_WORDS[language];
  const groups = [...groupBy(unread, ({ what, reason, ramAction }) => JSON.stringify([what.operation, reason, ramAction])).values()];
  const { unreadColumns: titles } = words;
  const rows = groups.slice(0, MOST_ROWS).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const regions = group.map(({ what }) => what.region ?? '–');
    return [[
      `${escape(whatHappened(first.what.operation, first.reason, language))}<br><span class="soft">${escape(first.detail)}</span>`,
      `${regions.slice(0, MOST_REGIONS).map((region) => code(region)).join(', ')}${regions.length > MOST_REGIONS ? ` … (${regions.length})` : ''}`,
      escape(whatToDo({ reason: first.reason, ramAction: first.ramAction, facts: [] }, language)),
      first.requestId === null ? '–' : code(first.requestId),
    ]];
  });
  return section('unread', words.sections.unread, `${table({
    id: 'unread', caption: words.unreadLead,
    columns: [{ title: titles.what, kind: 'text' }, { title: titles.region }, { title: titles.todo, kind: 'text' }, { title: titles.request }], rows,
  })}${groups.length > MOST_ROWS ? `\n<p>${escape(words.leftOutRows(groups.length - MOST_ROWS))}</p>` : ''}`);
}
