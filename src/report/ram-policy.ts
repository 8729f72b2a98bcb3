import type { RamCommand, RamNeed, RamPolicy } from '../model/ram-policy.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { makePage, paragraph, wordsOf } from './page.ts';
import type { Page } from './page.ts';
import { RAM_POLICY_WORDS } from './words/ram-policy.ts';

/** The policy document alone, as RAM takes it. Ends with a newline. */
export function reportRamPolicyJson({ document }: RamPolicy): string {
  return jsonText(document);
}

/** Action by action: on what it is allowed, what it is called for, and which rules are unknown where it is denied. Ends with a newline. */
export function reportRamPolicyTable(policy: RamPolicy, look: Look): string {
  const page = makePage(look);
  const words = RAM_POLICY_WORDS[page.language];
  const { command, needs, rules } = policy;
  const granted = needs.filter(({ action }) => action !== null);
  const parts = [
    paragraph(page, words.lead(command, rules.length, granted.length), 0).map(page.paint.bold),
    ...needs.map((need) => needLines(page, need, command)),
    paragraph(page, words.document, 0),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function needLines(page: Page, need: RamNeed, command: RamCommand): string[] {
  const words = RAM_POLICY_WORDS[page.language];
  const { comma } = wordsOf(page);
  const { action, operation, resource, unknown, mayBeUnknown, confirms } = need;
  const purpose = words.purpose(need, command);
  return [
    page.paint.bold(action ?? operation),
    ...paragraph(page, action === null ? words.noGrant : words.on(resource), 2),
    ...(purpose === null ? [] : paragraph(page, purpose, 2)),
    ...(unknown.length === 0 ? [] : paragraph(page, words.unknown(unknown.join(comma)), 2)),
    ...(mayBeUnknown.length === 0 ? [] : paragraph(page, words.mayBeUnknown(mayBeUnknown.join(comma)), 2)),
    ...(confirms.length === 0 ? [] : paragraph(page, words.oneSource(confirms), 2)),
  ];
}
