import type { ResultInstance } from '../../model/result.ts';
import { undecidedErrors } from '../advise/lacking.ts';
import type { Outlook } from '../words/html.ts';

/** How many error rules are unknown of an instance that can go after a change: it may need more than that. */
export function undecidedOf(instance: ResultInstance): number {
  return outlookOf(instance) === 'fixable' ? undecidedErrors(instance).length : 0;
}

/** The group in which an instance is shown: its standing, the blocked told apart by whether they can be mended. */
export function outlookOf({ standing, fixable }: Pick<ResultInstance, 'standing' | 'fixable'>): Outlook {
  if (standing !== 'blocked') return standing;
  return fixable ? 'fixable' : 'never';
}
