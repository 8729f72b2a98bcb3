import { clean, cleanLine, cut } from '../text.ts';

const WIDEST_ID = 80;
/** What stands in a cell that has nothing to say. */
export const NONE = '–';

/** A table for GitHub; a column whose title begins with # holds numbers. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [titles.map((title) => title.replace('#', '')), titles.map((title) => (title.startsWith('#') ? '--:' : '---')), ...rows].map((cells) => `| ${cells.map((cell) => (cell.trim() === '' ? NONE : cell)).join(' | ')} |`);
}

/** A foreign text as a code span, in which GitHub makes neither markup nor links nor mentions; a dash where there is none. */
export function code(text: string | null, cells = WIDEST_ID): string {
  const line = cut(clean(text ?? ''), cells).trim();
  if (line === '') return NONE;
  const fence = '`'.repeat(1 + longestRun(line));
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${forCell(line)}${space}${fence}`;
}

/** Commands as a block of code that none of them can end, each line as it is, after so many blanks. */
export function commandBlock(commands: readonly string[], indent: number): string[] {
  const lines = commands.flatMap((command) => command.split(/\r?\n/).map(cleanLine));
  const fence = '`'.repeat(Math.max(3, 1 + Math.max(0, ...lines.map(longestRun))));
  return [`${fence}sh`, ...lines, fence].map((line) => `${' '.repeat(indent)}${line}`.trimEnd());
}

function longestRun(line: string): number {
  return Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Pipes escaped, as tables want them in code too. After a backslash no escape holds, so that pipe is drawn broken. */
function forCell(text: string): string {
  return text.replaceAll(/\\\|/g, '\\¦').replaceAll('|', '\\|');
}

/**
 * A sentence in which nothing is markup, a link or a mention: the marks of each are written as entities, and what GitHub
 * would link by itself (addresses, people, issues) is parted by an empty element, since it looks at the text without entities.
 */
export function prose(text: string): string {
  return clean(text).replaceAll(/[&<>"\\`*_[\]{}|~!^$@#]|:(?=\/\/)|\bwww(?=\.)/gi, (mark) => {
    if (mark === ':' || mark.length > 1) return `${mark}<span></span>`;
    return `&#${mark.charCodeAt(0)};${mark === '@' || mark === '#' ? '<span></span>' : ''}`;
  });
}
