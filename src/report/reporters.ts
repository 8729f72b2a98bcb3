import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import { reportJson } from './json.ts';
import type { Look } from './look.ts';
import { reportNdjson } from './ndjson.ts';
import { reportTable } from './table.ts';

/** What a reporter is given. A reporter is a pure function of it. */
export interface Report {
  /** For programs: the same bytes wherever it runs, in English unless another language was asked for by name. */
  readonly result: Result;
  /** The same result, its texts in another language: what people read, and pages that can be switched. */
  readonly inLanguage: (language: Language) => Result;
  readonly look: Look;
}

/** Every format of a result, by the name that --format takes. A reporter is a file of its own and a line here. */
export const REPORTERS = {
  table: ({ inLanguage, look }) => reportTable(inLanguage(look.language ?? 'en'), look),
  json: ({ result }) => reportJson(result),
  ndjson: ({ result }) => reportNdjson(result),
} as const satisfies Record<string, (report: Report) => string>;

export type ResultFormat = keyof typeof REPORTERS;

/** The formats, in the order in which help names them. */
// oxlint-disable-next-line typescript/consistent-type-assertions -- the keys of a constant
export const RESULT_FORMATS = Object.keys(REPORTERS) as readonly ResultFormat[];
