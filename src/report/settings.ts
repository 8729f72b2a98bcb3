import { compareText } from '../model/group-by.ts';
import { columns } from './columns.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { makePage, paragraph } from './page.ts';
import { clean, cut } from './text.ts';

/** A setting as it counts, and who set it. */
export interface ShownSetting {
  readonly option: string;
  readonly value: unknown;
  /** FILE:line:column, "environment NAME" or "default". */
  readonly source: string;
}

/** The settings for a terminal, by name. Ends with a newline. */
export function reportSettings(file: string | null, settings: readonly ShownSetting[], look: Look): string {
  const page = makePage(look);
  const found = file === null ? 'No tair-preflight.yaml was found in this folder or above it.' : `Configuration: ${clean(file)}`;
  const rows = settings.toSorted(byOption).map(({ option, value, source }) => [option, cut(clean(typeof value === 'string' ? value : JSON.stringify(value)), Math.max(20, page.width - 50)), cut(clean(source), 60)]);
  return `${[...paragraph(page, found, 0), '', ...columns({ rows: [['setting', 'value', 'from'], ...rows] })].join('\n')}\n`;
}

/** The same as JSON. Ends with a newline. */
export function settingsJson(file: string | null, settings: readonly ShownSetting[]): string {
  return jsonText({ config: file, settings: settings.toSorted(byOption) });
}

function byOption(a: ShownSetting, b: ShownSetting): number {
  return compareText(a.option, b.option);
}
