import type { ResultInstance } from '../../model/result.ts';
import type { Outlook } from '../words/html.ts';

/** The group in which an instance is shown: its standing, the blocked told apart by whether they can be mended. */
export function outlookOf({ standing, fixable }: Pick<ResultInstance, 'standing' | 'fixable'>): Outlook {
  if (standing !== 'blocked') return standing;
  return fixable ? 'fixable' : 'never';
}
