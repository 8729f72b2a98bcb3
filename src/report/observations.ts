import type { ConfusionRow, Replay } from '../model/observation-record.ts';
import { columns } from './columns.ts';
import type { Look } from './look.ts';
import { count, makePage, paragraph } from './page.ts';
import type { Page } from './page.ts';
import { clean, cut } from './text.ts';

const MOST_PLACES = 50;
const WIDEST = 36;

/** What the rules foretold and what the service answered, for people: the matrix without the rows in which nothing happened, then the misses and false alarms. Ends with a newline. */
export function reportReplay(replay: Replay, look: Look): string {
  const page = makePage(look);
  const parts = [headlines(replay, page), matrix(replay, page), misses(replay, page), falseAlarms(replay, page)];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The same as JSON, every row of the matrix included. */
export function replayJson(replay: Replay): string {
  return `${JSON.stringify(replay, null, 2)}\n`;
}

function headlines({ summary, preset }: Replay, page: Page): string[] {
  const { observations, accepted, refused, races, notOfInstance, unanswered, right, otherCode, undecided } = summary;
  const aside = [
    ...(races === 0 ? [] : [`${races} by a race (the facts had changed in between)`]),
    ...(notOfInstance === 0 ? [] : [`${notOfInstance} that say nothing of the instance (throttled, or no permission)`]),
  ];
  const answers = [`${accepted} accepted`, `${refused} refused${aside.length === 0 ? '' : `, of these ${aside.join(' and ')}`}`, ...(unanswered === 0 ? [] : [`${unanswered} without an answer`])];
  const foretold = [
    `${right} as answered`, `${otherCode} refused with another code`, count(summary.falseAlarms, 'false alarm'), count(summary.misses, 'rule-book miss', 'rule-book misses'),
    ...(undecided === 0 ? [] : [`${undecided} undecided`]),
  ];
  return [
    ...paragraph(page, `${count(observations, 'observation')}: ${answers.join(', ')}.`, 0),
    ...paragraph(page, `Foretold by the rules of now, preset ${preset}: ${foretold.join(', ')}.`, 0),
  ];
}

const HEADS = ['rule', 'code', 'right', 'other code', 'false alarm', 'missed', 'neither', 'unknown'];

function matrix({ matrix: rows, summary }: Replay, page: Page): string[] {
  const telling = rows.filter((row) => row.right + row.otherCode + row.falseAlarm + row.missed > 0);
  if (summary.observations === 0) return [];
  if (telling.length === 0) return paragraph(page, 'No rule failed on these facts, and no code was answered.', 0);
  const lines = columns({ rows: [HEADS, ...telling.map(cellsOf)], aligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'] });
  return [page.paint.bold(lines[0] ?? ''), ...lines.slice(1)];
}

function cellsOf({ rule, code, right, otherCode, falseAlarm, missed, neither, unknown }: ConfusionRow): string[] {
  return [shown(rule ?? '(no rule)'), shown(code ?? '(any refusal)'), ...[right, otherCode, falseAlarm, missed, neither, unknown].map(String)];
}

function misses({ misses: found }: Replay, page: Page): string[] {
  if (found.length === 0) return [];
  const rows = found.slice(0, MOST_PLACES).map((miss) => `  ${place(miss)}  ${shown(miss.code)}${miss.operation === 'AllocateDirectConnection' ? '' : ` to ${miss.operation}`}`);
  return [page.paint.bold('Rule-book misses: every rule passes, and the service refused'), ...rows, ...left(found.length)];
}

function falseAlarms({ falseAlarms: found }: Replay, page: Page): string[] {
  if (found.length === 0) return [];
  const rows = found.slice(0, MOST_PLACES).map((alarm) => `  ${place(alarm)}  ${alarm.rules.map(shown).join(', ')}`);
  return [page.paint.bold('False alarms: a rule fails, and the service accepted'), ...rows, ...left(found.length)];
}

function place({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${clean(file)}:${line}`;
}

function left(size: number): string[] {
  return size > MOST_PLACES ? [`  and ${size - MOST_PLACES} more (see --format json)`] : [];
}

function shown(text: string): string {
  return cut(clean(text), WIDEST);
}
