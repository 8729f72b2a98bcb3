import type { Result } from '../model/result.ts';
import { jsonLines } from './json-text.ts';

/** One instance a line, then a line with everything of the result but its instances. Each line ends with a newline. */
export function reportNdjson(result: Result): string {
  const { instances, ...rest } = result;
  return jsonLines([...instances, rest]);
}
