import { compareText, groupBy } from '../../model/group-by.ts';
import type { Result } from '../../model/result.ts';
import { isNotFound, regionsLookedIn } from '../findings.ts';
import { listNames, paragraph, shown, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { TABLE_WORDS } from '../words/table.ts';

const MOST_NAMES = 8;
const MOST_ASSUMED = 20;
const MOST_TAGS = 5;

/** What was looked at, with what, and whether the result is only a part or a thought. */
export function headline(result: Result, page: Page): string[] {
  const { scope, tool, rulebook } = result;
  const words = TABLE_WORDS[page.language].headline;
  const line = (text: string): string[] => paragraph(page, text, 0);
  const names = (list: readonly string[], most = MOST_NAMES): string => listNames(list, most, page.language);
  const accounts = [...new Set(result.instances.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])))];
  return [
    ...line(words.run(`${tool.name} ${tool.version}`, rulebook.preset, result.finishedAt)).map(page.paint.bold),
    ...line(scopeText(result, page)),
    ...elsewhere(result).flatMap(([region, ids]) => line(words.elsewhere(names(scope.regions), names(ids), shown(region)))).map(page.paint.yellow),
    ...(accounts.length === 0 ? [] : line(words.accounts(names(accounts), accounts.length))),
    ...(scope.prefix === null && scope.port === null ? [] : line(words.askedFor(scope.prefix, scope.port))),
    ...(scope.withoutService.length === 0 ? [] : line(words.withoutService(names(scope.withoutService)))),
    ...(scope.attested.length === 0 ? [] : line(words.attested(names(scope.attested)))),
    ...(scope.only.length === 0 ? [] : line(words.partialOnly(names(scope.only, MOST_ASSUMED), scope.only.length)).map(page.paint.yellow)),
    ...(scope.skip.length === 0 ? [] : line(words.partialWithout(names(scope.skip, MOST_ASSUMED), scope.skip.length)).map(page.paint.yellow)),
    ...(result.hypothetical ? line(words.hypothetical(names(scope.assumed, MOST_ASSUMED))).map(page.paint.yellow) : []),
  ];
}

/** The instances that are in none of the regions that were asked, by region. */
function elsewhere({ instances, scope }: Result): (readonly [string, readonly string[]])[] {
  const others = instances.flatMap(({ instanceId, region }) => (region === null || scope.regions.includes(region) ? [] : [{ instanceId, region }]));
  return [...groupBy(others, ({ region }) => region)].toSorted(([a], [b]) => compareText(a, b)).map(([region, group]) => [region, group.map(({ instanceId }) => instanceId)] as const);
}

/** How many instances were found and where; where that is not where was looked, that too. */
function scopeText(result: Result, page: Page): string {
  const words = TABLE_WORDS[page.language].headline;
  const found = result.instances.filter((instance) => !isNotFound(instance));
  const regions = [...new Set(found.flatMap(({ region }) => (region === null ? [] : [region])))].toSorted(compareText);
  const looked = regionsLookedIn(result);
  const isWhereLooked = looked.length === 0 || regions.length === new Set([...regions, ...looked]).size;
  return [
    words.scope(found.length, listNames(regions, MOST_NAMES, page.language), filters(result, page)),
    ...(isWhereLooked ? [] : [words.lookedIn(listNames(looked, MOST_NAMES, page.language))]),
  ].join(wordsOf(page).gap);
}

/** What narrows the scope, one part each. */
function filters({ scope }: Result, page: Page): string[] {
  const words = TABLE_WORDS[page.language].headline;
  return [
    ...(scope.instances.length > 0 ? [words.idsAskedFor(scope.instances.length)] : []),
    ...(scope.vpc === null ? [] : [words.vpc(shown(scope.vpc))]),
    ...(scope.vswitch === null ? [] : [words.vSwitch(shown(scope.vswitch))]),
    ...(scope.resourceGroup === null ? [] : [words.resourceGroup(shown(scope.resourceGroup))]),
    ...scope.tags.slice(0, MOST_TAGS).map((tag) => words.tag(tag)),
  ];
}

/** The whole page where the scope holds no instance. */
export function nothingText(result: Result, page: Page): string {
  return TABLE_WORDS[page.language].headline.nothing(listNames(result.scope.regions, MOST_NAMES, page.language), filters(result, page));
}
