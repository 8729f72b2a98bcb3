import { known } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import { inOneOrder } from './detail-facts.ts';
import { textField, wordField } from './field.ts';
import type { Item } from './field.ts';

const ENDED = 'ended';
/** The states of DescribeActiveOperationTasks: 3 pending, 4 running; 5 succeeded, 6 failed and 7 cancelled have ended. */
const STATUS_WORDS = new Map([['3', 'Pending'], ['4', 'Running'], ['5', ENDED], ['6', ENDED], ['7', ENDED]]);

interface Maintenance {
  readonly [field: string]: string;
  readonly type: string;
  /** As the service writes it, UTC ISO; empty where it tells none. */
  readonly switchTime: string;
  readonly status: string;
}

/**
 * The maintenance of one instance that has not ended, among the entries of all pages of its region; none where no entry
 * names it. An entry that names no instance makes it unknown, since it may be this one's. The regions in the entries are
 * not looked at: the list was asked for one region, and documented entries misspell theirs.
 */
export function openMaintenance(instanceId: string, pages: readonly Item[], entries: readonly Item[]): Known<readonly Maintenance[]> {
  const open: Maintenance[] = [];
  for (const entry of entries) {
    const owner = textField(entry, 'InsName');
    if (owner.kind === 'unknown') return owner;
    if (owner.value !== instanceId) continue;
    const status = wordField(entry, 'Status', STATUS_WORDS);
    if (status.kind === 'unknown') return status;
    if (status.value === ENDED) continue;
    open.push({ type: String(entry.fields['TaskType'] ?? ''), switchTime: String(entry.fields['SwitchTime'] ?? ''), status: status.value });
  }
  const last = pages.at(-1);
  if (last === undefined) throw new Error('openMaintenance needs the pages that were read.');
  return known(inOneOrder(open), last.evidence);
}
