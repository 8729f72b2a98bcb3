import { parse } from 'node:path';

import { UsageError } from '../model/faults.ts';
import type { ExtraFacts, Rule } from '../model/rule.ts';
import { toCanonicalJson } from '../model/canonical-json.ts';
import { makeDictionary } from './cel/dictionary.ts';
import type { Dictionary } from './cel/dictionary.ts';
import { compileExpression } from './cel/expression.ts';
import type { Expression } from './cel/expression.ts';
import { makeRule, toDecision } from './make-rule.ts';
import type { RuleParts, StepParts, TextParts } from './make-rule.ts';
import { readExamples } from './read-examples.ts';
import { readRuleSource } from './read-rule-source.ts';
import type { RuleSource, StepSource, Text, TranslationSource } from './read-rule-source.ts';
import { clean, compileTemplate } from './template.ts';
import type { Template, TemplateKind } from './template.ts';
import { offsetIn, offsetOf, openYaml, readPlain } from './yaml-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** What reading one rule file gives. The id is told even where the rest is faulty, to find ids that stand twice. */
export interface RuleFileRead {
  readonly rule: Rule | null;
  readonly id: { readonly text: string; readonly offset: number } | null;
  readonly file: YamlFile;
}

/** Compiles the text of a rule file. Throws UsageError with every fault of it, each `FILE:line:column: sentence`. */
export function compileRule(text: string, file: string, extraFacts?: ExtraFacts): Rule {
  const read = readRuleFile(text, file, makeDictionary(extraFacts ?? null));
  const faults = read.file.faults();
  if (read.rule === null || faults.length > 0) throw new UsageError(faults);
  return read.rule;
}

/** Reads and compiles a rule file; its faults are in `file`. */
export function readRuleFile(text: string, path: string, dictionary: Dictionary): RuleFileRead {
  const file = openYaml(text, path);
  if (file.document === null) return { rule: null, id: null, file };
  const source = readRuleSource(file);
  const id = source.id === null ? null : { text: source.id.value, offset: offsetOf(source.id) };
  const { name } = parse(path);
  if (id !== null && id.text !== name) file.complain(id.offset, `The id is "${id.text}" but the file is named "${name}"; they must be the same.`);
  return { rule: toRule(file, source, dictionary), id, file };
}

function toRule(file: YamlFile, source: RuleSource, dictionary: Dictionary): Rule | null {
  const when = source.when === null ? null : expression(file, source.when, dictionary);
  const assert = source.assert === null ? null : expression(file, source.assert, dictionary);
  const saw = source.saw === null ? null : template(file, source.saw, 'text', dictionary);
  const remedy = source.remedy.map((step) => toStep(file, step, dictionary)).filter((step) => step !== null);
  const { examples, never } = readExamples(file, source, dictionary);
  const { id, title, why } = source;
  if (assert === null || id === null || title === null || why === null) return null;
  const texts: TextParts = { title: clean(title.value), why: clean(why.value), saw, remedy };
  const translations: RuleParts['translations'] = Object.fromEntries([...source.translations].map(([language, translation]) => [language, translate(translation, texts, (text) => template(file, text, language, dictionary))]));
  if (file.faults().length > 0) return null;
  return makeRule({
    ...texts,
    id: id.value,
    severity: source.severity,
    order: source.order,
    enforced: source.enforced,
    predicts: source.predicts,
    translations,
    sources: source.sources,
    examples,
    never,
    file: file.file,
    text: { when: when?.text ?? null, assert: assert.text },
    when,
    assert,
    needs: assert.facts,
    judge: (facts) => toDecision(assert, facts),
    canonical: toCanonicalJson(readPlain(file, file.document?.contents ?? null)?.value),
  });
}

function toStep(file: YamlFile, step: StepSource, dictionary: Dictionary): StepParts | null {
  const condition = step.if === null ? null : expression(file, step.if, dictionary);
  const fill = (text: Text | null, kind: TemplateKind): Template | null => (text === null ? null : template(file, text, kind, dictionary));
  const parts = { do: fill(step.do, 'text'), run: fill(step.run, 'command'), impact: fill(step.impact, 'text') };
  return parts.do === null ? null : { ...parts, do: parts.do, ram: step.ram, inPlace: step.inPlace, if: condition };
}

/** The texts of a rule in another language; where it has none, the English ones stand. */
function translate(source: TranslationSource, english: TextParts, compile: (text: Text) => Template | null): TextParts {
  const fill = (text: Text | null | undefined, fallback: Template): Template => (text === null || text === undefined ? null : compile(text)) ?? fallback;
  return {
    title: source.title === null ? english.title : clean(source.title.value),
    why: source.why === null ? english.why : clean(source.why.value),
    saw: source.saw === null ? english.saw : compile(source.saw),
    remedy: english.remedy.map((step, at): StepParts => ({
      ...step,
      do: fill(source.remedy[at]?.do, step.do),
      impact: step.impact === null ? null : fill(source.remedy[at]?.impact, step.impact),
    })),
  };
}

function expression(file: YamlFile, text: Text, dictionary: Dictionary): Expression | null {
  const compiled = compileExpression(text.value, dictionary, 'bool');
  if (compiled.kind === 'expression') return compiled.expression;
  for (const fault of compiled.faults) file.complain(offsetIn(file, text, fault.offset), fault.sentence);
  return null;
}

function template(file: YamlFile, text: Text, kind: TemplateKind, dictionary: Dictionary): Template | null {
  const compiled = compileTemplate(text.value.trimEnd(), kind, dictionary);
  if (!('faults' in compiled)) return compiled;
  for (const fault of compiled.faults) file.complain(offsetIn(file, text, fault.offset), fault.sentence);
  return null;
}
