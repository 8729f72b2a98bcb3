import type { ConfusionRow, Replay } from '../model/observation-record.ts';
import { columns } from './columns.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { makePage, paragraph } from './page.ts';
import type { Page } from './page.ts';
import { clean, cut } from './text.ts';
import { REPLAY_WORDS } from './words/observations.ts';
import type { ReplayWords } from './words/observations.ts';

const MOST_PLACES = 50;
const WIDEST = 36;

interface ReplayPage extends Page {
  readonly words: ReplayWords;
}

/** What the rules foretold and what the service answered, for people: the matrix without the rows in which nothing happened, then the misses and false alarms. Ends with a newline. */
export function reportReplay(replay: Replay, look: Look): string {
  const page: ReplayPage = { ...makePage(look), words: REPLAY_WORDS[look.language ?? 'en'] };
  const parts = [headlines(replay, page), matrix(replay, page), misses(replay, page), falseAlarms(replay, page)];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The same as JSON, every row of the matrix included. */
export function replayJson(replay: Replay): string {
  return jsonText(replay);
}

function headlines({ summary, preset }: Replay, page: ReplayPage): string[] {
  return [...paragraph(page, page.words.answered(summary), 0), ...paragraph(page, page.words.foretold(summary, preset), 0)];
}

const COLUMNS = ['rule', 'code', 'right', 'otherCode', 'falseAlarm', 'missed', 'neither', 'unknown'] as const satisfies readonly (keyof ConfusionRow)[];

function matrix({ matrix: rows, summary }: Replay, page: ReplayPage): string[] {
  const { words } = page;
  const telling = rows.filter((row) => row.right + row.otherCode + row.falseAlarm + row.missed > 0);
  if (summary.observations === 0) return [];
  if (telling.length === 0) return paragraph(page, words.nothing, 0);
  const head = COLUMNS.map((column) => words.columns[column]);
  const lines = columns({ rows: [head, ...telling.map((row) => cellsOf(words, row))], aligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'] });
  return [page.paint.bold(lines[0] ?? ''), ...lines.slice(1)];
}

function cellsOf(words: ReplayWords, { rule, code, right, otherCode, falseAlarm, missed, neither, unknown }: ConfusionRow): string[] {
  return [shown(rule ?? words.noRule), shown(code ?? words.anyRefusal), ...[right, otherCode, falseAlarm, missed, neither, unknown].map(String)];
}

function misses({ misses: found }: Replay, page: ReplayPage): string[] {
  if (found.length === 0) return [];
  const rows = found.slice(0, MOST_PLACES).map((miss) => `  ${place(miss)}  ${shown(miss.code)}${miss.operation === 'AllocateDirectConnection' ? '' : page.words.toOperation(miss.operation)}`);
  return [page.paint.bold(page.words.misses), ...rows, ...left(page, found.length)];
}

function falseAlarms({ falseAlarms: found }: Replay, page: ReplayPage): string[] {
  if (found.length === 0) return [];
  const rows = found.slice(0, MOST_PLACES).map((alarm) => `  ${place(alarm)}  ${alarm.rules.map(shown).join(', ')}`);
  return [page.paint.bold(page.words.falseAlarms), ...rows, ...left(page, found.length)];
}

function place({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${clean(file)}:${line}`;
}

function left(page: ReplayPage, size: number): string[] {
  return size > MOST_PLACES ? [`  ${page.words.left(size - MOST_PLACES)}`] : [];
}

function shown(text: string): string {
  return cut(clean(text), WIDEST);
}
