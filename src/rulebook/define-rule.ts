import { UsageError } from '../model/faults.ts';
import type { BuiltInFactName, FACTS, FactName, FactSet, FactShape, FactValue } from '../model/facts.ts';
import { PRESETS } from '../model/rule.ts';
import type { Decision, Prediction, Preset, Rule, Severity, Source } from '../model/rule.ts';
import { toCanonicalJson } from '../model/canonical-json.ts';
import { makeDictionary } from './cel/dictionary.ts';
import type { Dictionary } from './cel/dictionary.ts';
import { compileExpression, ruleError } from './cel/expression.ts';
import type { Expression } from './cel/expression.ts';
import { toCelValue } from './cel/fact-value.ts';
import { Problem } from './cel/values.ts';
import { makeRule } from './make-rule.ts';
import type { StepParts } from './make-rule.ts';
import { DEFAULT_ORDER, inAllPresets } from './read-rule-source.ts';
import { compileTemplate } from './template.ts';
import type { Template, TemplateKind } from './template.ts';

type ScalarOf<Kind> = Kind extends 'int' ? number : Kind extends 'bool' ? boolean : string;

/** The TypeScript type of a fact's value, from its shape in the dictionary; timestamps are ISO texts. */
export type ValueOfFact<Name extends FactName> = Name extends BuiltInFactName ? ValueOfShape<(typeof FACTS)[Name]> : FactValue;
type ValueOfShape<Shape extends FactShape> =
  Shape extends { readonly kind: 'list-of'; readonly fields: infer Fields } ? readonly { readonly [Field in keyof Fields]: ScalarOf<Fields[Field]> }[]
  : Shape extends { readonly kind: 'list' } ? readonly string[]
  : Shape extends { readonly kind: 'map' } ? Readonly<Record<string, string>>
  : ScalarOf<Shape['kind']>;

/** The values of the facts that a rule needs, all of them known. */
export type ValuesOfFacts<Name extends FactName> = { readonly [Key in Name]: ValueOfFact<Key> };

/** A step of a remedy; its texts may hold `{{ }}` with CEL, as in a rule file. */
export interface StepDefinition {
  readonly do: string;
  readonly run?: string;
  readonly impact?: string;
  readonly ram?: readonly string[];
  /** Default true. */
  readonly inPlace?: boolean;
  readonly if?: string;
}

/** A rule written in TypeScript. */
export interface RuleDefinition<Name extends FactName> {
  readonly id: string;
  readonly title: string;
  /** One word for every preset, or one for each; a preset that is left out is off. */
  readonly severity: Severity | Readonly<Partial<Record<Preset, Severity>>>;
  readonly order?: number;
  readonly enforced?: boolean;
  readonly predicts?: readonly Prediction[];
  readonly why: string;
  readonly saw?: string;
  readonly remedy?: readonly StepDefinition[];
  readonly sources?: readonly Source[];
  /** The facts it needs: `assert` is called only when all of them are known. */
  readonly needs: readonly Name[];
  /** CEL that tells whether the rule applies, as in a rule file. */
  readonly when?: string;
  /** True for the healthy world. Whatever it throws, and every answer that is not true or false, makes the verdict unknown. */
  readonly assert: (values: ValuesOfFacts<Name>) => boolean;
}

/** Makes a rule of a definition. Throws UsageError with all faults of it. */
export function defineRule<const Name extends FactName>(definition: RuleDefinition<Name>): Rule {
  const dictionary = makeDictionary(null);
  const faults: string[] = [];
  const complain = (what: string, sentence: string): void => {
    faults.push(`(code):1:1: Rule "${definition.id}", ${what}: ${sentence}`);
  };
  for (const name of definition.needs) if (dictionary.shapeOf(name) === undefined) complain('needs', `Fact "${name}" is not in the dictionary.`);
  const condition = (text: string | undefined, what: string): Expression | null => compileCondition(text, what, dictionary, complain);
  const fill = (text: string | undefined, kind: TemplateKind, what: string): Template | null => compileText(text, kind, what, dictionary, complain);
  const when = condition(definition.when, 'when');
  const saw = fill(definition.saw, 'text', 'saw');
  const remedy = (definition.remedy ?? []).map((step): StepParts | null => {
    const doing = fill(step.do, 'text', 'do');
    const parts = { run: fill(step.run, 'command', 'run'), impact: fill(step.impact, 'text', 'impact'), if: condition(step.if, 'if') };
    return doing === null ? null : { do: doing, ...parts, ram: step.ram ?? [], inPlace: step.inPlace ?? true };
  });
  if (faults.length > 0) throw new UsageError(faults);
  const { severity } = definition;
  const needs = [...new Set(definition.needs)].toSorted();
  return makeRule({
    id: definition.id,
    title: definition.title,
    severity: typeof severity === 'string' ? inAllPresets(severity) : { ...inAllPresets('off'), ...severity },
    order: definition.order ?? DEFAULT_ORDER,
    enforced: definition.enforced ?? false,
    predicts: definition.predicts ?? [],
    why: definition.why,
    translations: {},
    sources: definition.sources ?? [],
    examples: [],
    never: {},
    file: '(code)',
    text: null,
    when,
    needs,
    judge: (facts) => judge(definition, needs, dictionary, facts),
    saw,
    remedy: remedy.filter((step) => step !== null),
    canonical: toCanonicalJson({ ...definition, assert: String(definition.assert), presets: PRESETS }),
  });
}

function judge<Name extends FactName>(definition: RuleDefinition<Name>, looked: readonly Name[], dictionary: Dictionary, facts: FactSet): Decision {
  const reached = looked.map((fact) => ({ fact, read: facts.get(fact) }));
  const missing = reached.flatMap(({ fact, read }) => {
    if (read?.kind === 'known') return [];
    return [{ fact, unknown: read ?? { ...ruleError(`Fact ${fact} was not asked for.`), reason: 'not-asked' as const } }];
  });
  if (missing.length > 0) return { verdict: 'unknown', looked, unknown: missing };
  const broken = (sentence: string): Decision => ({ verdict: 'unknown', looked, unknown: [{ fact: null, unknown: ruleError(sentence) }] });
  for (const { fact, read } of reached) {
    const misfit = read?.kind === 'known' ? toCelValue(read.value, dictionary.shapeOf(fact) ?? null) : null;
    if (misfit instanceof Problem) return broken(`Fact ${fact}: ${misfit.faults.join(' ')}`);
  }
  const values = guarded(Object.fromEntries(reached.map(({ fact, read }) => [fact, read?.kind === 'known' ? structuredClone(read.value) : undefined])), dictionary);
  let answer: unknown;
  try {
    // oxlint-disable-next-line typescript/consistent-type-assertions -- every needed fact is in it, with the type of the dictionary
    answer = definition.assert(values as ValuesOfFacts<Name>);
  } catch (error) {
    return broken(`Rule "${definition.id}" failed: ${error instanceof Error ? error.message : 'something was thrown that is no error'}.`);
  }
  if (answer instanceof Promise) answer.catch(() => undefined); // nobody awaits it: its failure must not end the process
  if (typeof answer !== 'boolean') return broken(`Rule "${definition.id}" answered with a ${typeof answer}; true or false was expected.`);
  return { verdict: answer ? 'pass' : 'fail', looked, unknown: [] };
}

/** Values that throw where a fact is looked at that is not among them: it would be undefined, whether it could be read or not. */
function guarded(values: Readonly<Record<string, unknown>>, dictionary: Dictionary): Readonly<Record<string, unknown>> {
  const refuse = (name: string | symbol): void => {
    if (typeof name === 'string' && !Object.hasOwn(values, name) && dictionary.shapeOf(name) !== undefined) throw new Error(`fact ${name} is not among its needs`);
  };
  return new Proxy(values, {
    get(target, name) {
      refuse(name);
      return Reflect.get(target, name);
    },
    has(target, name) {
      refuse(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      refuse(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}

function compileCondition(text: string | undefined, what: string, dictionary: Dictionary, complain: (what: string, sentence: string) => void): Expression | null {
  if (text === undefined) return null;
  const compiled = compileExpression(text, dictionary, 'bool');
  if (compiled.kind === 'expression') return compiled.expression;
  for (const fault of compiled.faults) complain(what, fault.sentence);
  return null;
}

function compileText(text: string | undefined, kind: TemplateKind, what: string, dictionary: Dictionary, complain: (what: string, sentence: string) => void): Template | null {
  if (text === undefined) return null;
  const compiled = compileTemplate(text, kind, dictionary);
  if (!('faults' in compiled)) return compiled;
  for (const fault of compiled.faults) complain(what, fault.sentence);
  return null;
}
