import { compareText } from '../model/group-by.ts';
import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import type { ScopedWaiver, WaiverScope } from '../model/waiver.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { heading, makePage, paragraph, shown } from './page.ts';
import type { Page } from './page.ts';
import { WAIVER_WORDS } from './words/waivers.ts';

/** A waiver of a file, and how it stands now. */
export interface ListedWaiver {
  readonly waiver: ScopedWaiver;
  readonly enforced: boolean;
  readonly expired: boolean;
  readonly daysLeft: number;
  readonly repeats: number | null;
}

/** The waivers of a file for a terminal. Ends with a newline. */
export function reportWaivers(reviews: readonly ListedWaiver[], look: Look): string {
  const page = makePage(look);
  const words = WAIVER_WORDS[page.language];
  if (reviews.length === 0) return `${words.none}\n`;
  const lines = reviews.flatMap(({ waiver, enforced, expired, daysLeft, repeats }, at) => [
    ...paragraph(page, `${shown(waiver.rule)}: ${scopeText(waiver.scope ?? 'all', page.language)}`, 0, `${at + 1}. `),
    ...paragraph(page, `${words.by(shown(waiver.owner, 60), waiver.ticket === null ? null : shown(waiver.ticket, 60), shown(waiver.expires))}${expired ? '' : ` (${words.left(daysLeft)})`}`, 3),
    ...paragraph(page, shown(waiver.reason, 400), 3),
    ...(expired ? paragraph(page, words.expired, 3).map(page.paint.red) : []),
    ...(enforced ? paragraph(page, words.checkOnly, 3).map(page.paint.yellow) : []),
    ...(repeats === null ? [] : paragraph(page, words.repeats(repeats), 3).map(page.paint.yellow)),
  ]);
  return `${[...lines, '', words.total(reviews.length, reviews.filter(({ expired }) => expired).length)].join('\n')}\n`;
}

/** The same as JSON. Ends with a newline. */
export function waiversJson(reviews: readonly ListedWaiver[]): string {
  return jsonText(reviews.map(({ waiver, ...rest }) => ({ ...waiver, scope: waiver.scope ?? 'all', approved: Object.fromEntries(waiver.approved), ...rest })));
}

const MOST_CHANGED = 5;

/** The waivers of a run that were not applied, or not everywhere: expired, unused, or for another value than there is now. */
export function notAppliedSection(result: Result, page: Page): string[] {
  const words = WAIVER_WORDS[page.language];
  const open = (result.waivers ?? []).flatMap((waiver) => (waiver.state === 'applied' ? [] : [{ ...waiver, state: waiver.state }])).toSorted((a, b) => compareText(a.state, b.state) || compareText(a.rule, b.rule));
  if (open.length === 0) return [];
  return [
    heading(page, words.notApplied, open.length, 'yellow'),
    ...open.flatMap(({ rule, scope, owner, ticket, expires, state, inScope, changed }) => [
      ...paragraph(page, `${shown(rule)}, ${scopeText(scope, page.language)}: ${state === 'unused' ? words.unused(inScope ?? null) : words.state[state]}.`, 2),
      ...paragraph(page, `${words.by(shown(owner, 60), ticket === null ? null : shown(ticket, 60), shown(expires ?? ''))}.`, 4),
      ...changed.slice(0, MOST_CHANGED).flatMap((one) => paragraph(page, words.changed(shown(one.instanceId), one.fact, shown(JSON.stringify(one.approved), 80), one.now === null ? null : shown(JSON.stringify(one.now), 80)), 4)),
    ]),
  ];
}

/** A scope in a line: "region cn-hangzhou, tag team=checkout". */
function scopeText(scope: WaiverScope | 'all', language: Language): string {
  const words = WAIVER_WORDS[language];
  if (scope === 'all') return words.everyInstance;
  const { tags, ...lists } = scope;
  const parts = [
    ...Object.entries(lists).flatMap(([key, values]) => (values === undefined || !isListed(key) ? [] : [`${words.scope[key]} ${values.map((value) => shown(value, 60)).join(' / ')}`])),
    ...Object.entries(tags ?? {}).map(([key, value]) => `${words.scope.tags} ${shown(`${key}=${value}`, 80)}`),
  ];
  return parts.join(', ');
}

function isListed(key: string): key is Exclude<keyof WaiverScope, 'tags'> {
  return ['instances', 'regions', 'vpcs', 'vswitches', 'resourceGroups'].includes(key);
}
