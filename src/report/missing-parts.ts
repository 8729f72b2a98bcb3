import type { Result } from '../model/result.ts';

type Unread = Result['unread'][number];

/** Reads whose failure means that instances may be missing altogether. */
const LISTS: readonly string[] = ['DescribeInstances', 'DescribeRegions'];

/** The parts of the scope that could not be read: the lists, and every failed read that no unknown finding of an instance tells of. */
export function missingParts(result: Pick<Result, 'instances' | 'unread'>): Unread[] {
  if (result.unread.length === 0) return [];
  const told = new Set<string>();
  for (const { accountId, region, standing, findings } of result.instances) {
    if (standing === 'enabled') continue;
    for (const { severity, unknown } of findings) {
      if (severity === 'error') for (const { operation, reason } of unknown) told.add(JSON.stringify([accountId, region, operation, reason]));
    }
  }
  return result.unread.filter(({ what, reason }) => LISTS.includes(what.operation) || !told.has(JSON.stringify([what.accountId, what.region, what.operation, reason])));
}
