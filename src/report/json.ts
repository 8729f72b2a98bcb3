import type { Result } from '../model/result.ts';

/** The result as one JSON object, for other programs. Ends with a newline. */
export function reportJson(result: Result): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}
