const CSI = /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]/g; // oxlint-disable-line no-control-regex -- these are what is removed
const OSC = /(?:\u001B[\]P^_X]|[\u0090\u0098\u009D-\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?/g; // oxlint-disable-line no-control-regex -- these are what is removed

/** A text on one line without control characters, terminal sequences, marks that turn the direction of writing, and piles of combining marks. */
export function clean(text: string): string {
  const line = text.replaceAll(CSI, '').replaceAll(OSC, '').replaceAll(/\s+/g, ' ');
  return cleanLine(line).trim();
}

/** A text of a file as it may stand in a sentence: in quotes, short, without what moves a terminal. */
export function quoted(text: string): string {
  return JSON.stringify(clean(text.slice(0, 100)));
}

/** One line of a command, its spaces as they are, without control characters, terminal sequences and marks that turn the direction of writing. */
export function cleanLine(text: string): string {
  return text.replaceAll(CSI, '').replaceAll(OSC, '').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').replaceAll(/(\p{M}{3})\p{M}+/gu, '$1');
}

/** Code points that a terminal shows two cells wide, as first and last of each range (East Asian Width W and F, without the rare). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2e80, 0x303e], [0x3041, 0x4dbf], [0x4e00, 0xa4cf], [0xa960, 0xa97f], [0xac00, 0xd7a3], [0xf900, 0xfaff],
  [0xfe10, 0xfe19], [0xfe30, 0xfe6f], [0xff01, 0xff60], [0xffe0, 0xffe6], [0x1f200, 0x1f64f], [0x1f680, 0x1f6ff], [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff], [0x20000, 0x3fffd],
];

/** Cells that a terminal takes for a cleaned text: two for wide characters, none for combining ones. */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let cells = 0;
  for (const character of text) cells += characterWidth(character);
  return cells;
}

function characterWidth(character: string): 0 | 1 | 2 {
  if (/[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u.test(character)) return 0;
  return isWide(character) ? 2 : 1;
}

function isWide(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x1100) return false;
  return WIDE.some(([first, last]) => point >= first && point <= last) || /\p{Emoji_Presentation}/u.test(character);
}

/** The text in at most so many cells, the end cut off with an ellipsis where it is longer. */
export function cut(text: string, cells: number): string {
  if (displayWidth(text) <= cells) return text;
  return `${takeCells(text, cells - 1)}…`;
}

/** The longest beginning of the text that takes at most so many cells, at least one character. */
function takeCells(text: string, cells: number): string {
  let taken = '';
  let width = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > cells && taken !== '') break;
    taken += character;
  }
  return taken;
}

/** The text filled up with spaces to so many cells; a longer one is cut. */
export function pad(text: string, cells: number): string {
  const fitting = cut(text, cells);
  return fitting + ' '.repeat(Math.max(0, cells - displayWidth(fitting)));
}

/** Cleans a text and breaks it into lines of at most `width` cells, the first after `lead`, the others after `indent`. A word that is longer than a line is broken. */
export function wrap(text: string, width: number, lead = '', indent = ' '.repeat(displayWidth(lead))): string[] {
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  const next = (): void => {
    lines.push(line);
    line = indent;
    isEmpty = true;
  };
  for (const word of clean(text).split(' ')) {
    for (const [at, piece] of pieces(word).entries()) {
      const gap = isEmpty || at > 0 ? '' : ' ';
      if (!isEmpty && displayWidth(line + gap + piece) > width) next();
      else line += gap;
      let rest = piece;
      while (displayWidth(line + rest) > width && displayWidth(rest) > 1) {
        const part = takeCells(rest, width - displayWidth(line));
        if (part === rest) break;
        line += part;
        rest = rest.slice(part.length);
        next();
      }
      line += rest;
      isEmpty = false;
    }
  }
  lines.push(line);
  return lines;
}

/** A word in the parts between which a line may break: around wide characters, but neither before closing nor after opening marks. */
function pieces(word: string): string[] {
  if (/^[ -~]*$/.test(word)) return [word];
  const parts: string[] = [];
  let glue = false;
  for (const character of word) {
    const last = parts.length - 1;
    const wide = isWide(character);
    const closes = /[\p{Pe}\p{Pf}\p{Po}\p{M}]/u.test(character);
    const opened = /[\p{Ps}\p{Pi}]$/u.test(parts[last] ?? '');
    if (last >= 0 && (closes || opened || (glue && !wide))) parts[last] = `${parts[last] ?? ''}${character}`;
    else parts.push(character);
    glue = !wide;
  }
  return parts;
}
