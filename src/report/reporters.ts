import { reportCsv, reportCsvFindings } from './csv.ts';
import { reportGithub } from './github.ts';
import { reportHtml } from './html.ts';
import { reportJson } from './json.ts';
import { reportJunit } from './junit.ts';
import { reportMarkdown } from './markdown.ts';
import { reportNdjson } from './ndjson.ts';
import { reportPrometheus } from './prometheus.ts';
import type { Report } from './report.ts';
import { reportSarif } from './sarif.ts';
import { reportTable } from './table.ts';

export type { Report } from './report.ts';

/** Every format of a result, by the name that --format takes. A reporter is a file of its own and a line here. */
export const REPORTERS = {
  table: ({ inLanguage, look, diff }) => reportTable(inLanguage(look.language ?? 'en'), look, diff),
  json: ({ result }) => reportJson(result),
  ndjson: ({ result }) => reportNdjson(result),
  markdown: reportMarkdown,
  html: reportHtml,
  sarif: reportSarif,
  junit: reportJunit,
  csv: reportCsv,
  'csv-findings': reportCsvFindings,
  prometheus: reportPrometheus,
  github: reportGithub,
} as const satisfies Record<string, (report: Report) => string>;

export type ResultFormat = keyof typeof REPORTERS;

/** The formats, in the order in which help names them. */
// oxlint-disable-next-line typescript/consistent-type-assertions -- the keys of a constant
/** Their names, as --format takes them. */
export const RESULT_FORMATS = Object.keys(REPORTERS) as readonly ResultFormat[];
