import { nearest } from './nearest.ts';

/** Names are told up to so many letters: a file may hold any text in place of one. */
const LONGEST = 100;

/** "There is no rule "ssl-disbled". Did you mean ssl-disabled?"; with `otherwise` as the second sentence where no name is near. */
export function noSuch(kind: string, name: string, among: Iterable<string>, otherwise = ''): string {
  const near = nearest(name, among);
  const advice = near === null ? otherwise : `Did you mean ${near}?`;
  return `There is no ${kind} ${JSON.stringify(name.slice(0, LONGEST))}.${advice === '' ? '' : ` ${advice}`}`;
}

/** The sentence for the id of a rule that none of these has. */
export function noSuchRule(id: string, rules: readonly { readonly id: string }[]): string {
  return noSuch('rule', id, rules.map((rule) => rule.id), '`tair-preflight rules list` shows all.');
}
