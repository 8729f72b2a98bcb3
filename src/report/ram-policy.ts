import type { RamNeed, RamPolicy } from '../model/ram-policy.ts';
import type { Look } from './look.ts';
import { count, makePage, paragraph } from './page.ts';
import type { Page } from './page.ts';

/** The policy document alone, as RAM takes it. Ends with a newline. */
export function reportRamPolicyJson({ document }: RamPolicy): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Action by action: on what it is allowed, what it is called for, and which rules are unknown where it is denied. Ends with a newline. */
export function reportRamPolicyTable(policy: RamPolicy, look: Look): string {
  const page = makePage(look);
  const { command, needs, rules } = policy;
  const granted = needs.filter(({ action }) => action !== null);
  const parts = [
    paragraph(page, `${command} with ${count(rules.length, 'rule')} needs ${count(granted.length, 'RAM action')}.`, 0).map(page.paint.bold),
    ...needs.map((need) => needLines(page, need)),
    paragraph(page, 'The policy document: `tair-preflight ram-policy --format json`, with the same options.', 0),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function needLines(page: Page, need: RamNeed): string[] {
  const { action, operation, resource, purpose, unknown, mayBeUnknown, confirms } = need;
  return [
    page.paint.bold(action ?? operation),
    ...paragraph(page, action === null ? 'needs no grant' : `on ${resource}`, 2),
    ...(purpose === null ? [] : paragraph(page, purpose, 2)),
    ...(unknown.length === 0 ? [] : paragraph(page, `Without it unknown: ${unknown.join(', ')}.`, 2)),
    ...(mayBeUnknown.length === 0 ? [] : paragraph(page, `Unknown for some instances: ${mayBeUnknown.join(', ')}.`, 2)),
    ...(confirms.length === 0 ? [] : paragraph(page, `Without it ${confirms.join(', ')} ${confirms.length === 1 ? 'rests' : 'rest'} on one source.`, 2)),
  ];
}
