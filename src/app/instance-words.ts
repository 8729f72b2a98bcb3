import { isThere } from '../files/read-file.ts';
import { OPERATIONS } from '../model/plan.ts';
import { loadRuleBook } from '../rulebook/index.ts';
import { builtInRules } from './built-in-rules.ts';

/** Words given as ids of instances that can only be meant as something else: the name of a file, or a rule. A sentence for each. */
export function otherThanInstances(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    if (word.includes('/') || /\.json$/i.test(word)) return [fileSentence(word)];
    return isRule(word) ? [`${word} is a rule, and the id of an instance was expected. \`tair-preflight rules show ${word}\` tells of the rule, \`tair-preflight explain INSTANCE ${word}\` how it judges an instance.`] : [];
  });
}

function fileSentence(word: string): string {
  const shown = JSON.stringify(word.slice(0, 200));
  if (!isThere(word)) return `There is no file ${shown}, and no instance has such an id. Check the name: a plan is what \`tair-preflight plan … --out FILE\` wrote.`;
  return `${shown} is a file, and the id of an instance was expected. A plan is applied with \`tair-preflight apply FILE\`.`;
}

/** Ids of rules are words joined by dashes; those of instances begin otherwise, so that the rule book is seldom read for this. */
function isRule(word: string): boolean {
  if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(word) || /^(r|tair|redis|tr|trt)-/.test(word)) return false;
  return OPERATIONS.some((operation) => loadRuleBook({ builtIn: builtInRules(operation), extra: [] }).rules.some(({ id }) => id === word));
}
