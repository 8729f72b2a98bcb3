import type { Result } from '../../model/result.ts';
import { factText, isNotFound, refusedFor } from '../findings.ts';
import { number } from '../words/common.ts';
import { code, NONE, prose, table } from './marks.ts';
import { ids, MOST_ROWS, WIDEST_NAME } from './sheet.ts';
import type { Sheet } from './sheet.ts';

const FEW = 10;

/** The title, what was looked at, and the totals. */
export function headPart(result: Result, sheet: Sheet): string[] {
  const { scope, tool, rulebook, summary } = result;
  const { headline } = sheet.table;
  const accounts = [...new Set(result.instances.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])))];
  const notFound = result.instances.filter(isNotFound).length;
  const filters = [
    ...(scope.instances.length > 0 ? [headline.idsAskedFor(scope.instances.length)] : []), ...(scope.vpc === null ? [] : [headline.vpc(scope.vpc)]),
    ...(scope.vswitch === null ? [] : [headline.vSwitch(scope.vswitch)]), ...(scope.resourceGroup === null ? [] : [headline.resourceGroup(scope.resourceGroup)]), ...scope.tags.slice(0, FEW).map(headline.tag),
  ].map(shorter);
  const lines = [
    headline.run(`${tool.name} ${shorter(tool.version)}`, rulebook.preset, result.finishedAt),
    headline.scope(summary.instances, names(sheet, scope.regions), filters),
    ...(accounts.length === 0 ? [] : [headline.accounts(names(sheet, accounts), accounts.length)]),
    ...(scope.prefix === null && scope.port === null ? [] : [headline.askedFor(scope.prefix === null ? null : shorter(scope.prefix), scope.port)]),
    ...(scope.withoutService.length === 0 ? [] : [headline.withoutService(names(sheet, scope.withoutService))]),
    ...(scope.attested.length === 0 ? [] : [headline.attested(names(sheet, scope.attested))]),
  ];
  const totals: readonly (readonly [string, number])[] = [
    [sheet.table.eligible.title, summary.eligible], [sheet.own.totals.contended, summary.contended], [sheet.table.change.title, summary.fixable],
    [sheet.table.never.title, Math.max(0, summary.blocked - summary.fixable - notFound)], ...(notFound > 0 ? [[sheet.table.notFound.title, notFound] as const] : []),
    [sheet.table.unknown.title, summary.unknown], [sheet.table.enabled.title, summary.enabled],
  ];
  return [
    `# ${sheet.own.title}`, '', ...lines.map((line) => `${prose(line)}  `),
    ...[
      ...(result.hypothetical ? [headline.hypothetical(names(sheet, scope.assumed))] : []), ...(scope.only.length === 0 ? [] : [headline.partialOnly(names(sheet, scope.only), scope.only.length)]),
      ...(scope.skip.length === 0 ? [] : [headline.partialWithout(names(sheet, scope.skip), scope.skip.length)]),
    ].flatMap((line) => ['', `**${prose(line)}**`]), '',
    ...table([sheet.own.totals.standing, `#${sheet.own.totals.instances}`], totals.map(([title, size]) => [title, number(size)])),
  ];
}

function shorter(text: string): string {
  return text.length > WIDEST_NAME ? `${text.slice(0, WIDEST_NAME)}…` : text;
}

function names(sheet: Sheet, all: readonly string[]): string {
  return `${all.slice(0, FEW).map(shorter).join(sheet.common.comma)}${all.length > FEW ? sheet.common.andMore(all.length - FEW) : ''}`;
}

/** What can go now. */
export function eligiblePart(result: Result, sheet: Sheet): string[] {
  const eligible = result.instances.filter((instance) => instance.standing === 'eligible');
  if (eligible.length === 0) return [];
  const { columns } = sheet.own;
  const rows = eligible.toSorted((a, b) => Number(b.contended) - Number(a.contended)).slice(0, MOST_ROWS).map((instance) => [
    code(instance.instanceId), code(instance.name, WIDEST_NAME), code(instance.region), instance.addressesNeeded === null ? sheet.own.notKnown : number(instance.addressesNeeded),
    code(factText(instance, 'instance.vSwitchId')), instance.contended ? sheet.own.yes : '',
  ]);
  return [
    `## ${sheet.common.heading(sheet.table.eligible.title, number(eligible.length))}`, '',
    ...table([columns.instance, columns.name, columns.region, `#${columns.needs}`, columns.vSwitch, columns.contended], rows),
    ...(eligible.length > MOST_ROWS ? ['', sheet.common.leftOut(eligible.length - MOST_ROWS, 'instance')] : []),
    ...refusals(eligible, sheet),
  ];
}

/** Those for which plan and apply will refuse, below the table. */
function refusals(eligible: Result['instances'], sheet: Sheet): string[] {
  const refused = eligible.filter((instance) => refusedFor(instance).length > 0);
  if (refused.length === 0) return [];
  const rules = [...new Set(refused.flatMap(refusedFor))].toSorted();
  return ['', `${prose(sheet.table.eligible.refused(names(sheet, rules), rules.length).replace(/^x /, ''))}${sheet.common.gap}${ids(sheet, refused)}`];
}

/** The vSwitches that have too few addresses for all who could go now. */
export function contendedPart(result: Result, sheet: Sheet): string[] {
  const vSwitches = result.vSwitches.filter((vSwitch) => vSwitch.contended);
  if (vSwitches.length === 0) return [];
  const { columns } = sheet.own;
  const rows = vSwitches.slice(0, MOST_ROWS).map((one) => [code(one.vSwitchId), code(one.region), one.available === null ? NONE : number(one.available), number(one.neededByEligible), number(one.instances)]);
  return [
    `## ${sheet.common.heading(sheet.table.contended.title, number(vSwitches.length))}`, '',
    ...table([columns.vSwitch, columns.region, `#${columns.free}`, `#${columns.needed}`, `#${columns.instances}`], rows), '',
    ...(vSwitches.length > MOST_ROWS ? [sheet.common.leftOut(vSwitches.length - MOST_ROWS, 'vSwitch'), ''] : []),
    sheet.table.contended.plan,
  ];
}
