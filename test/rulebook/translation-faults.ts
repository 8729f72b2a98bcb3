import { parse } from 'yaml';

import { makeDictionary } from '../../src/rulebook/cel/dictionary.ts';
import { compileTemplate } from '../../src/rulebook/template.ts';

interface Step { readonly do?: string; readonly impact?: string }
interface Texts { readonly title?: string; readonly why?: string; readonly saw?: string; readonly remedy?: readonly Step[] }
interface RuleFile extends Texts { readonly translations?: { readonly zh?: Texts } }

const dictionary = makeDictionary(null);

/** What is amiss with the Chinese texts of a rule file, one sentence each, with the file and the text. */
export function translationFaults(file: string, content: string): readonly string[] {
  const rule = parse(content) as RuleFile;
  const chinese = new Map(textsOf(rule.translations?.zh ?? {}));
  return textsOf(rule).flatMap(([name, english]) => {
    const zh = chinese.get(name);
    return (zh === undefined ? ['has no Chinese text.'] : textFaults(english, zh)).map((fault) => `${file}: ${name} ${fault}`);
  });
}

function textsOf({ title, why, saw, remedy = [] }: Texts): readonly (readonly [name: string, text: string])[] {
  const all: readonly (readonly [string, string | undefined])[] = [
    ['title', title], ['why', why], ['saw', saw],
    ...remedy.flatMap((step, at) => [[`remedy[${at}].do`, step.do], [`remedy[${at}].impact`, step.impact]] as const),
  ];
  return all.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
}

function textFaults(english: string, zh: string): readonly string[] {
  const outside = zh.replaceAll(TEMPLATE, '');
  if (!isChinese(outside)) return [`has no Han character: ${zh}`];
  const [shown, wanted] = [factsShown(zh), factsShown(english)];
  const words = leftoverIn(zh) ?? wordsInTemplates(zh);
  const mark = /\p{Script=Han}[,.;:!?()]/u.exec(outside)?.[0];
  return [
    ...(shown === wanted ? [] : [`shows ${shown}, and the English one ${wanted}.`]),
    ...(words === null ? [] : [`holds the English words "${words}".`]),
    ...(mark === undefined ? [] : [`holds the punctuation "${mark}".`]),
  ];
}

const TEMPLATE = /\{\{(\??)([\s\S]*?)\}\}/g;

/** The facts that a text shows, told with those that may be left out. */
function factsShown(text: string): string {
  const names = [...text.matchAll(TEMPLATE)].flatMap(([whole, mark]) => {
    const compiled = compileTemplate(whole, 'text', dictionary);
    if ('faults' in compiled) throw new Error(`${whole} does not compile.`);
    return compiled.facts.map((name) => (mark === '?' ? `${name} (may be left out)` : name));
  });
  return [...new Set(names)].toSorted().join(', ') || 'no fact';
}

/** Whether a text holds a Han character. */
export function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/** Three or more Latin words in a row that are not code; null where there are none. */
export function leftoverIn(text: string): string | null {
  const prose = text.replaceAll(TEMPLATE, '').replaceAll(/https?:\/\/\S+|--[\w-]+(?: [\w-]+=\w+)?|\w+:\w+/g, '、');
  return /[A-Za-z]+(?:[ ,]+[A-Za-z]+){2,}/.exec(prose)?.[0] ?? null;
}

/** A lower-case English word that a template shows: a literal that is compared with stands after "==" or in a list. */
function wordsInTemplates(text: string): string | null {
  for (const [, , source = ''] of text.matchAll(TEMPLATE)) {
    const shown = source.replaceAll(/==\s*"[^"]*"|in\s*\[[^\]]*\]/g, '');
    const word = /"[ (]*([a-z]{2,}[a-z ]*)[ )]*"/.exec(shown)?.[1];
    if (word !== undefined) return word;
  }
  return null;
}
