import type { Result } from '../../model/result.ts';
import { heading, listIds } from '../page.ts';
import type { Page } from '../page.ts';
import { TABLE_WORDS } from '../words/table.ts';

/** The instances that have a direct endpoint, in two lines at most. */
export function enabledSection(result: Result, page: Page): string[] {
  const enabled = result.instances.filter((instance) => instance.standing === 'enabled');
  if (enabled.length === 0) return [];
  return [heading(page, TABLE_WORDS[page.language].enabled.title, enabled.length), ...listIds(page, enabled.map((instance) => instance.instanceId), 2, { lines: 2 })];
}
