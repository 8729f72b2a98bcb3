import type { NoReply, Parameters, Reader } from '../cloud/types.ts';
import { listField } from './field.ts';
import type { Item } from './field.ts';
import { announcedTotal, isLastPage } from './is-last-page.ts';
import { toItem } from './list-instances.ts';
import type { TaskReading } from './readings.ts';

/** The most that both operations take. */
const PAGE_SIZE = 100;

/** The lists of tasks, each with the field that announces how many there are. */
const TOTALS = { DescribeHistoryTasks: 'TotalCount', DescribeActiveOperationTasks: 'TotalRecordCount' } as const;

/** Reads a list of tasks to its last page. One that ends before what it announced is failed: nobody knows what is missing. */
export async function readTaskPages(reader: Reader, operation: keyof typeof TOTALS, region: string, parameters: Parameters): Promise<TaskReading> {
  const failed = ({ requestId, readAt }: { readonly requestId: string; readonly readAt: string }, reason: 'not-returned' | 'malformed', detail: string): TaskReading =>
    ({ kind: 'failed', failure: { kind: 'no-reply', operation, reason, code: null, status: null, detail, requestId, ramAction: null, readAt } satisfies NoReply });
  const pages: Item[] = [];
  const entries = new Map<string, Item>();
  for (let page = 1; ; page++) {
    const result = await reader.read(operation, region, { ...parameters, PageSize: PAGE_SIZE, PageNumber: page });
    if (result.kind === 'no-reply') return { kind: 'failed', failure: result };
    const reply = toItem(result);
    const list = listField(reply, 'Items');
    if (list.kind === 'unknown') return failed(result, list.reason === 'not-returned' ? 'not-returned' : 'malformed', list.detail);
    pages.push(reply);
    const before = entries.size;
    for (const entry of list.value) entries.set(JSON.stringify(entry.fields), entry);
    const total = result.body[TOTALS[operation]];
    if (isLastPage({ total, seen: entries.size, came: list.value.length, size: PAGE_SIZE })) return { kind: 'pages', pages, entries: [...entries.values()] };
    if (entries.size === before) return failed(result, 'not-returned', `${operation} announced ${announcedTotal(total) ?? 'more'} tasks and returned ${entries.size}.`);
  }
}
