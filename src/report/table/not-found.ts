import { nearest } from '../../model/nearest.ts';
import type { Result } from '../../model/result.ts';
import { failedErrors, isNotFound, regionsLookedIn } from '../findings.ts';
import { heading, listNames, MOST_IDS, paragraph, shown, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { showSteps } from '../steps.ts';
import { TABLE_WORDS } from '../words/table.ts';

const MOST_REGIONS = 8;

/** The ids that no region knows: where they were looked for, and what may have been meant. */
export function notFoundSection(result: Result, page: Page): string[] {
  const missing = result.instances.filter(isNotFound);
  const [first] = missing;
  if (first === undefined) return [];
  const words = TABLE_WORDS[page.language].notFound;
  const found = result.instances.filter((instance) => !isNotFound(instance)).map(({ instanceId }) => instanceId);
  const regions = regionsLookedIn(result);
  const steps = failedErrors(first).flatMap((finding) => finding.remedy);
  const isOfMany = missing.length > 1 && steps.some((step) => step.run !== null);
  return [
    heading(page, words.title, missing.length, 'red'),
    ...(regions.length === 0 ? [] : paragraph(page, words.lookedIn(listNames(regions, MOST_REGIONS, page.language)), 2)),
    ...missing.slice(0, MOST_IDS).flatMap(({ instanceId }) => {
      const meant = nearest(instanceId, found);
      return paragraph(page, `${shown(instanceId)}${meant === null ? '' : wordsOf(page).aside(words.didYouMean(shown(meant)))}`, 2, '- ');
    }),
    ...(missing.length > MOST_IDS ? paragraph(page, wordsOf(page).leftOut(missing.length - MOST_IDS), 2) : []),
    ...(isOfMany ? paragraph(page, words.commandsAreOf(shown(first.instanceId)), 2) : []),
    ...showSteps(page, steps, 2),
  ];
}
