import type { Node } from './syntax.ts';

/** Texts in quotes, in which brackets are letters, or one round bracket. */
const TOKENS = /"""[^]*?"""|'''[^]*?'''|[rR]"[^"]*"|[rR]'[^']*'|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()]/g;

/** The text of a sub-expression as it stands in the source. Where it begins or ends with a part in brackets, those are with it: the syntax tree leaves them out. */
export function textOf({ input, start, end }: Pick<Node, 'input' | 'start' | 'end'>): string {
  const lone = loneBrackets(input.slice(start, end));
  let [from, to] = [start, end];
  for (let left = lone.closing; left > 0; left -= 1) {
    const before = input.slice(0, from).trimEnd();
    if (!before.endsWith('(')) break;
    from = before.length - 1;
  }
  for (let left = lone.opening; left > 0; left -= 1) {
    const at = input.length - input.slice(to).trimStart().length;
    if (input[at] !== ')') break;
    to = at + 1;
  }
  return input.slice(from, to);
}

/** How many brackets close what the text does not open, and the other way round. */
function loneBrackets(text: string): { readonly closing: number; readonly opening: number } {
  let [closing, opening] = [0, 0];
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '(') opening += 1;
    else if (token === ')' && opening > 0) opening -= 1;
    else if (token === ')') closing += 1;
  }
  return { closing, opening };
}
