import type { FactName, FactSet } from '../model/facts.ts';
import type { Translation } from '../model/language.ts';
import { Budget } from './cel/budget.ts';
import type { Dictionary } from './cel/dictionary.ts';
import { compileExpression } from './cel/expression.ts';
import type { Expression } from './cel/expression.ts';
import type { ExpressionFault } from './cel/inspect.ts';
import { Duration, isList, isMap } from './cel/values.ts';
import type { CelValue } from './cel/values.ts';

/** Whether a text is read by people, in English or in the language that is named, or is a command that may be pasted into a shell. */
export type TemplateKind = 'text' | Translation | 'command';

/** What a text shows for a value that is not known. */
const UNKNOWN_WORDS: Readonly<Record<Exclude<TemplateKind, 'command'>, string>> = { text: 'unknown', zh: '未知' };
const EMPTY_WORDS: Readonly<Record<Exclude<TemplateKind, 'command'>, string>> = { text: '(none)', zh: '（无）' };

/** A value is shown up to this length, in characters. */
const MAX_SHOWN = 500;

/** A text with `{{ expression }}` in it. */
export interface Template {
  /** All facts that it names, sorted. */
  readonly facts: readonly FactName[];
  /** Fills in the values of one instance; never throws. Control characters are removed, values in commands quoted for a POSIX shell. */
  fill(facts: FactSet, budget?: Budget): string;
}

/** An expression of a text. One that is written `{{? … }}` may be left out. */
interface Placeholder {
  readonly expression: Expression;
  readonly mayBeLeftOut: boolean;
}

/**
 * Compiles a text. A value that is unknown shows as "unknown" in texts, in their language, and as a quoted `'<fact>'` in
 * commands, which no shell misreads and no reader overlooks; in a text `{{? … }}` shows nothing for it. A list, a map or a
 * text without anything in it shows as "(none)" in texts, unless the expression itself writes `""`. Faults are told with their
 * offsets.
 */
export function compileTemplate(text: string, kind: TemplateKind, dictionary: Dictionary): Template | { readonly faults: readonly ExpressionFault[] } {
  const faults: ExpressionFault[] = [];
  const parts: (string | Placeholder)[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    parts.push(text.slice(at, open === -1 ? text.length : open));
    if (open === -1) break;
    const close = findClose(text, open + 2);
    if (close === null) {
      faults.push({ offset: open, sentence: '"{{" is not closed by "}}".' });
      break;
    }
    const mayBeLeftOut = text.charAt(open + 2) === '?';
    const start = mayBeLeftOut ? open + 3 : open + 2;
    const source = text.slice(start, close);
    const lead = source.length - source.trimStart().length;
    if (mayBeLeftOut && kind === 'command') faults.push({ offset: open, sentence: '"{{?" stands in a command; a command is whole or not shown, so write "{{" and give the step an "if".' });
    const compiled = compileExpression(source.trim(), dictionary, 'any');
    if (compiled.kind === 'expression') parts.push({ expression: compiled.expression, mayBeLeftOut });
    else faults.push(...compiled.faults.map((fault) => ({ ...fault, offset: fault.offset + start + lead })));
    at = close + 2;
  }
  if (kind === 'command') faults.push(...checkCommand(text));
  if (faults.length > 0) return { faults };
  return {
    facts: [...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : part.expression.facts)))].toSorted(),
    fill: (facts, budget = new Budget()) => clean(parts.map((part) => (typeof part === 'string' ? part : show(part, facts, kind, budget))).join('')),
  };
}

/** A text without control characters, terminal sequences and marks that turn the direction of writing. */
export function clean(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is removed
  return text.replaceAll(/\u001B\[[0-?]*[ -/]*[@-~]/g, '').replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').trim();
}

/** The offset of the `}}` that ends an expression; texts and maps inside it may hold braces. */
function findClose(text: string, from: number): number | null {
  let depth = 0;
  let quote: string | null = null;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== null) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = null;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}' && depth > 0) depth -= 1;
    else if (character === '}' && text.charAt(at + 1) === '}') return at;
  }
  return null;
}

/** Values in a command are quoted already, so a placeholder must not stand within quotes of the author's. */
function checkCommand(text: string): ExpressionFault[] {
  const faults: ExpressionFault[] = [];
  let quote: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (text.startsWith('{{', at)) {
      if (quote !== null) faults.push({ offset: at, sentence: '"{{ }}" stands within quotes; values are quoted for the shell already, so leave the quotes out.' });
      at = (findClose(text, at + 2) ?? text.length) + 1;
    } else if (character === '`' || character === '\n' || text.startsWith('<<', at) || text.startsWith("$'", at)) {
      faults.push({ offset: at, sentence: 'A command is one line without backquotes, here-documents and $\'…\' quotes, so that values in it can be quoted safely.' });
      return faults;
    } else if (character === '\\' && quote !== "'") {
      if (text.startsWith('{{', at + 1)) faults.push({ offset: at, sentence: 'A backslash stands before "{{"; values are quoted for the shell already, so leave it out.' });
      else at += 1;
    } else if (quote === null && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = null;
  }
  if (quote !== null) faults.push({ offset: 0, sentence: `The command leaves a ${quote} open.` });
  return faults;
}

function show({ expression, mayBeLeftOut }: Placeholder, facts: FactSet, kind: TemplateKind, budget: Budget): string {
  const outcome = expression.evaluate(facts, budget);
  const shown = outcome.kind === 'value' ? toText(outcome.value) : null;
  if (kind !== 'command') {
    if (shown === null) return mayBeLeftOut ? '' : UNKNOWN_WORDS[kind];
    return shown.text === '' && !mayBeEmpty(expression) ? EMPTY_WORDS[kind] : `${shown.text}${shown.isWhole ? '' : '…'}`;
  }
  if (shown?.isWhole === true) return shellQuote(clean(shown.text));
  return `'<${/^[A-Za-z_.]+$/.test(expression.text) ? expression.text : 'value'}>'`;
}

/** An author who writes an empty text into an expression means it. */
function mayBeEmpty({ text }: Expression): boolean {
  return /""|''/.test(text);
}

function shellQuote(value: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** A value as text, and whether all of it is shown: a list may hold itself so often that it would never end. */
function toText(value: CelValue): { readonly text: string; readonly isWhole: boolean } {
  let text = '';
  const add = (part: string): boolean => {
    text += part.slice(0, MAX_SHOWN - text.length);
    return part.length <= MAX_SHOWN && text.length < MAX_SHOWN;
  };
  return { isWhole: write(value, add), text };
}

/** Writes a value part by part until `add` wants no more; tells whether it came to the end. */
function write(value: CelValue, add: (part: string) => boolean): boolean {
  if (value instanceof Date) return add(value.toISOString());
  if (value instanceof Duration) return add(`${value.nanoseconds / 1_000_000_000n} s`);
  if (isList(value)) return value.every((item, index) => (index === 0 || add(', ')) && write(item, add));
  if (isMap(value)) return [...value].every(([key, item], index) => add(`${index === 0 ? '' : ', '}${key}=`) && write(item, add));
  return add(String(value));
}
