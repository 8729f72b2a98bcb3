import type { Language } from '../model/language.ts';
import type { ResultInstance } from '../model/result.ts';
import type { Look } from './look.ts';
import { clean, cut, displayWidth, wrap } from './text.ts';
import { COMMON_WORDS, number } from './words/common.ts';
import type { CommonWords, Noun } from './words/common.ts';

export { number } from './words/common.ts';

type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow';

/** What every part of a page is set with. */
export interface Page {
  readonly width: number;
  readonly language: Language;
  readonly paint: Readonly<Record<Style, (text: string) => string>>;
}

const CODES: Readonly<Record<Style, readonly [number, number]>> = { bold: [1, 22], dim: [2, 22], green: [32, 39], red: [31, 39], yellow: [33, 39] };
const NARROWEST = 60;
const USUAL = 80;
/** Ids that are named in a group; the others are counted. */
export const MOST_IDS = 15;
/** Groups that are shown in a section; the others are counted. */
const MOST_GROUPS = 30;

/** The page for a look. */
export function makePage(look: Look): Page {
  const style = (name: Style) => (text: string): string => (look.color && text !== '' ? `\u001B[${CODES[name][0]}m${text}\u001B[${CODES[name][1]}m` : text);
  return {
    width: Number.isFinite(look.width) ? Math.max(NARROWEST, Math.floor(look.width)) : USUAL,
    language: look.language ?? 'en',
    paint: { bold: style('bold'), dim: style('dim'), green: style('green'), red: style('red'), yellow: style('yellow') },
  };
}

/** The words that all pages share, in the language of this one. */
export function wordsOf(page: Pick<Page, 'language'>): CommonWords {
  return COMMON_WORDS[page.language];
}

/** A heading with its count, in bold and the colour given. */
export function heading(page: Page, title: string, size: number | string, color?: 'green' | 'red' | 'yellow'): string {
  const text = page.paint.bold(wordsOf(page).heading(title, typeof size === 'number' ? number(size) : size));
  return color === undefined ? text : page.paint[color](text);
}

/** A text as lines after an indent of so many cells; the first line begins with `mark`, under which the others are aligned. */
export function paragraph(page: Page, text: string, indent: number, mark = ''): string[] {
  return wrap(text, page.width, ' '.repeat(indent) + mark);
}

/** An id or a name as it can be shown: cleaned, and cut where it is longer than any true one. */
export function shown(text: string, cells = 40): string {
  return cut(clean(text), cells);
}

/** The ids in one sentence: as many as the cap and the lines allow, then how many were left out. */
export function listIds(page: Page, ids: readonly string[], indent: number, limit: { readonly ids?: number; readonly lines?: number } = {}): string[] {
  const room = limit.lines === undefined ? Infinity : (page.width - indent) * limit.lines - 50;
  const named: string[] = [];
  let cells = 0;
  for (const id of ids.slice(0, limit.ids ?? MOST_IDS)) {
    const text = shown(id);
    cells += displayWidth(text) + 2;
    if (cells > room && named.length > 0) break;
    named.push(text);
  }
  const words = wordsOf(page);
  const left = ids.length - named.length;
  return paragraph(page, `${named.join(words.comma)}${left > 0 ? `${words.beforeLeftOut}${words.leftOut(left)}` : ''}`, indent);
}

/** The names in one sentence: the first few, then how many were left out. */
export function listNames(names: readonly string[], most: number, language: Language = 'en'): string {
  const words = COMMON_WORDS[language];
  const rest = names.length - most;
  return `${names.slice(0, most).map((name) => shown(name, 60)).join(words.comma)}${rest > 0 ? words.andMore(rest) : ''}`;
}

/** The groups of a section one after another, a line that counts those left out at the end. */
export function showGroups<T>(page: Page, groups: readonly T[], show: (group: T) => readonly string[], noun: Noun = 'group'): string[] {
  const lines = groups.slice(0, MOST_GROUPS).flatMap((group) => show(group));
  return groups.length > MOST_GROUPS ? [...lines, ...paragraph(page, wordsOf(page).leftOut(groups.length - MOST_GROUPS, noun), 2)] : lines;
}

/** A text in which the id of its own instance is replaced, so that the same sentence about two instances is the same. */
export function withoutId(text: string, instance: ResultInstance): string {
  return instance.instanceId === '' ? text : text.replaceAll(instance.instanceId, '<id>');
}
