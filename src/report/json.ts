import type { Result } from '../model/result.ts';
import { jsonText } from './json-text.ts';

/** With more instances than these, each stands on one line: indented, 20,000 of them are more than one text can hold. */
const MOST_INDENTED = 5_000;

/** The result as one JSON object, for other programs: indented, of a large fleet one instance a line. Ends with a newline. */
export function reportJson(result: Result): string {
  if (result.instances.length <= MOST_INDENTED) return jsonText(result);
  const lines = result.instances.map((instance) => `    ${JSON.stringify(instance)}`);
  const [before = '', after = ''] = JSON.stringify({ ...result, instances: [] }, null, 2).split('\n  "instances": []'); // no text holds that: its newline is none of a value's
  return [`${before}\n  "instances": [`, lines.join(',\n'), `  ]${after}\n`].join('\n');
}
