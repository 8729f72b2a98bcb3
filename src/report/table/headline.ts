import type { Result } from '../../model/result.ts';
import { count, listNames, number, paragraph } from '../page.ts';
import type { Page } from '../page.ts';

const MOST_REGIONS = 8;

/** What was looked at, with what, and whether the result is only a thought. */
export function headline(result: Result, page: Page): string[] {
  const { scope, tool, rulebook } = result;
  const accounts = [...new Set(result.instances.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])))];
  const lines = [
    ...paragraph(page, `${tool.name} ${tool.version}, preset ${rulebook.preset}, ${result.finishedAt}`, 0).map(page.paint.bold),
    ...paragraph(page, `${count(result.instances.length, 'instance')}${scopeText(result)}.`, 0),
  ];
  if (accounts.length > 0) lines.push(...paragraph(page, `${accounts.length === 1 ? 'Account' : 'Accounts'} ${listNames(accounts, MOST_REGIONS)}.`, 0));
  if (scope.prefix !== null || scope.port !== null) lines.push(...paragraph(page, `Asked for: ${requestText(result)}.`, 0));
  if (scope.withoutService.length > 0) lines.push(...paragraph(page, `Regions without the service: ${listNames(scope.withoutService, MOST_REGIONS)}.`, 0));
  if (scope.attested.length > 0) lines.push(...paragraph(page, `Attested, not read: ${listNames(scope.attested, MOST_REGIONS)}.`, 0));
  if (result.hypothetical) {
    const assumed = scope.assumed.length > 0 ? ` Assumed: ${listNames(scope.assumed, 20)}.` : '';
    lines.push(...paragraph(page, `HYPOTHETICAL: this result rests on assumptions, and plan and apply refuse it.${assumed}`, 0).map(page.paint.yellow));
  }
  return lines;
}

function requestText({ scope }: Result): string {
  return [...(scope.prefix === null ? [] : [`prefix ${scope.prefix}`]), ...(scope.port === null ? [] : [`port ${scope.port}`])].join(', ');
}

/** Where the instances were looked for, as the end of a sentence: " in cn-hangzhou, vSwitch vsw-a". */
export function scopeText({ scope }: Result): string {
  const regions = scope.regions.length === 0 ? '' : ` in ${listNames(scope.regions, MOST_REGIONS)}`;
  const filters = [
    ...(scope.instances.length > 0 ? [`${count(scope.instances.length, 'id')} asked for`] : []),
    ...(scope.vpc === null ? [] : [`VPC ${scope.vpc}`]),
    ...(scope.vswitch === null ? [] : [`vSwitch ${scope.vswitch}`]),
    ...(scope.resourceGroup === null ? [] : [`resource group ${scope.resourceGroup}`]),
    ...scope.tags.slice(0, 5).map((tag) => `tag ${tag}`),
  ];
  return `${regions}${filters.length === 0 ? '' : `, ${filters.join(', ')}`}`;
}

/** The last line: how many stand where, and what it cost. */
export function summaryText(result: Result): string {
  const { summary } = result;
  const now = `${number(summary.eligible)} can go now${summary.contended > 0 ? ` (${number(summary.contended)} contended)` : ''}`;
  const standings = [now, `${number(summary.fixable)} after a change`, `${number(summary.blocked - summary.fixable)} never`, `${number(summary.unknown)} unknown`, `${number(summary.enabled)} enabled`];
  const calls = Object.values(summary.apiCalls).reduce((sum, sent) => sum + sent, 0);
  return [
    ...(result.hypothetical ? ['HYPOTHETICAL.'] : []),
    `${count(summary.instances, 'instance')}: ${standings.join(', ')}.`,
    ...(result.unread.length > 0 ? [`${count(result.unread.length, 'read')} failed.`] : []),
    `${count(calls, 'API call')}.`,
    ...(summary.mutationsSent > 0 ? [`${count(summary.mutationsSent, 'change')} sent.`] : []),
  ].join(' ');
}
