import { isMap } from 'yaml';
import type { Node, Scalar } from 'yaml';

import { LANGUAGES } from '../model/language.ts';
import type { Translation } from '../model/language.ts';
import { PREDICTION_BASES, PRESETS, SEVERITIES } from '../model/rule.ts';
import type { Prediction, Preset, Severity, Source } from '../model/rule.ts';
import { offsetOf, readExpression, readList, readMap, readScalar, readText, readWord } from './yaml-file.ts';
import type { Entry, YamlFile } from './yaml-file.ts';

export type Text = Scalar<string>;

/** A step of a remedy as it is written. */
export interface StepSource {
  readonly do: Text | null;
  readonly run: Text | null;
  readonly impact: Text | null;
  readonly if: Text | null;
  readonly ram: readonly string[];
  readonly inPlace: boolean;
}

/** The texts of a rule in another language, as they are written; a text that is null is told in English. */
export interface TranslationSource {
  readonly title: Text | null;
  readonly why: Text | null;
  readonly saw: Text | null;
  /** One for each step of the remedy, in its order. */
  readonly remedy: readonly { readonly do: Text | null; readonly impact: Text | null }[];
}

/** A rule as it is written: its shape is checked, its expressions are not yet. */
export interface RuleSource {
  readonly id: Text | null;
  readonly title: Text | null;
  readonly severity: Readonly<Record<Preset, Severity>>;
  readonly order: number;
  readonly enforced: boolean;
  readonly when: Text | null;
  readonly assert: Text | null;
  readonly predicts: readonly Prediction[];
  readonly why: Text | null;
  readonly saw: Text | null;
  readonly sources: readonly Source[];
  readonly remedy: readonly StepSource[];
  readonly translations: ReadonlyMap<Translation, TranslationSource>;
  readonly examples: Entry | null;
  readonly never: Entry | null;
}

const REQUIRED = ['id', 'title', 'severity', 'assert', 'why', 'remedy', 'sources', 'examples'] as const;
const OPTIONAL = ['order', 'enforced', 'when', 'predicts', 'saw', 'translations', 'never'] as const;

/** The order of a rule that names none. */
export const DEFAULT_ORDER = 100;

/** Reads a rule file's content; everything of a wrong shape is among the file's faults. */
export function readRuleSource(file: YamlFile): RuleSource {
  const root = file.document?.contents ?? null;
  const entries = readMap(file, root, 'A rule', [...REQUIRED, ...OPTIONAL]);
  const missing = REQUIRED.filter((key) => !entries.has(key));
  if (missing.length > 0 && isFitting(root, entries)) file.complain(offsetOf(root), `A rule needs ${missing.map((key) => `"${key}"`).join(', ')}.`);
  const text = (key: string): Text | null => textOf(file, entries.get(key), `"${key}"`);
  const remedy = listOf(file, entries.get('remedy'), '"remedy"').map((item) => readStep(file, item));
  return {
    id: readId(file, entries.get('id')),
    title: text('title'),
    severity: readSeverity(file, entries.get('severity')),
    order: numberOf(file, entries.get('order')) ?? DEFAULT_ORDER,
    enforced: booleanOf(file, entries.get('enforced')) ?? false,
    when: expressionOf(file, entries.get('when'), '"when"'),
    assert: expressionOf(file, entries.get('assert'), '"assert"'),
    predicts: listOf(file, entries.get('predicts'), '"predicts"').map((item) => readPrediction(file, item)).filter((item) => item !== null),
    why: text('why'),
    saw: text('saw'),
    sources: listOf(file, entries.get('sources'), '"sources"').map((item) => readSource(file, item)).filter((item) => item !== null),
    remedy,
    translations: readTranslations(file, entries.get('translations'), remedy.length),
    examples: entries.get('examples') ?? null,
    never: entries.get('never') ?? null,
  };
}

function textOf(file: YamlFile, entry: Entry | undefined, what: string): Text | null {
  return entry === undefined ? null : readText(file, entry.value, what, offsetOf(entry.key));
}

function expressionOf(file: YamlFile, entry: Entry | undefined, what: string): Text | null {
  return entry === undefined ? null : readExpression(file, entry.value, what, offsetOf(entry.key));
}

function listOf(file: YamlFile, entry: Entry | undefined, what: string): readonly (Node | null)[] {
  return entry === undefined ? [] : readList(file, entry, what);
}

function numberOf(file: YamlFile, entry: Entry | undefined): number | null {
  return entry === undefined ? null : readScalar(file, entry, 'a whole number', (value): value is number => Number.isSafeInteger(value));
}

function booleanOf(file: YamlFile, entry: Entry | undefined): boolean | null {
  return entry === undefined ? null : readScalar(file, entry, 'true or false', (value) => typeof value === 'boolean');
}

function readId(file: YamlFile, entry: Entry | undefined): Text | null {
  const id = textOf(file, entry, '"id"');
  if (id === null || /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id.value)) return id;
  file.complain(offsetOf(id), `"id" must be of lower-case words joined by dashes, not ${JSON.stringify(id.value.slice(0, 60))}.`);
  return null;
}

/** The same severity in every preset. */
export function inAllPresets(severity: Severity): Record<Preset, Severity> {
  return { reference: severity, recommended: severity, strict: severity };
}

function readSeverity(file: YamlFile, entry: Entry | undefined): Readonly<Record<Preset, Severity>> {
  if (entry === undefined) return inAllPresets('off');
  if (entry.value !== null && 'value' in entry.value) return inAllPresets(readWord(file, entry.value, '"severity"', SEVERITIES, offsetOf(entry.key)) ?? 'off');
  const severities = inAllPresets('off');
  const given = readMap(file, entry.value, '"severity"', PRESETS, offsetOf(entry.key));
  for (const preset of PRESETS) {
    const one = given.get(preset);
    if (one !== undefined) severities[preset] = readWord(file, one.value, `The severity of "${preset}"`, SEVERITIES, offsetOf(one.key)) ?? 'off';
  }
  return severities;
}

function readPrediction(file: YamlFile, node: Node | null): Prediction | null {
  const entries = readFull(file, node, 'A prediction', ['code', 'basis']);
  const code = textOf(file, entries.get('code'), '"code"');
  const basis = entries.get('basis');
  const word = basis === undefined ? null : readWord(file, basis.value, '"basis"', PREDICTION_BASES, offsetOf(basis.key));
  return code === null || word === null ? null : { code: code.value, basis: word };
}

function readSource(file: YamlFile, node: Node | null): Source | null {
  const entries = readFull(file, node, 'A source', ['url', 'seen']);
  const url = textOf(file, entries.get('url'), '"url"');
  const seen = textOf(file, entries.get('seen'), '"seen"');
  if (url !== null && !/^https?:\/\/\S+$/.test(url.value)) file.complain(offsetOf(url), `"url" must be an http or https address, not ${JSON.stringify(url.value.slice(0, 60))}.`);
  if (seen !== null && !isDay(seen.value)) file.complain(offsetOf(seen), `"seen" must be a day such as 2026-11-24, not ${JSON.stringify(seen.value.slice(0, 60))}.`);
  return url === null || seen === null ? null : { url: url.value, seen: seen.value };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function readStep(file: YamlFile, node: Node | null): StepSource {
  const entries = readMap(file, node, 'A step of the remedy', ['do', 'run', 'impact', 'ram', 'inPlace', 'if']);
  if (!entries.has('do') && isFitting(node, entries)) file.complain(offsetOf(node), 'A step of the remedy needs "do": one sentence that says what to do.');
  const ram = listOf(file, entries.get('ram'), '"ram"').map((item) => readText(file, item, 'A RAM action')).filter((item) => item !== null);
  for (const action of ram) {
    if (!/^[a-z][a-z0-9-]*:[A-Za-z*]+$/.test(action.value)) file.complain(offsetOf(action), `A RAM action has the form kvstore:ModifyInstanceSSL, not ${JSON.stringify(action.value.slice(0, 60))}.`);
  }
  return {
    do: textOf(file, entries.get('do'), '"do"'),
    run: textOf(file, entries.get('run'), '"run"'),
    impact: textOf(file, entries.get('impact'), '"impact"'),
    if: expressionOf(file, entries.get('if'), '"if"'),
    ram: ram.map((action) => action.value),
    inPlace: booleanOf(file, entries.get('inPlace')) ?? true,
  };
}

/** Whether what is missing in a map is worth a sentence: not where there is no map, or all of its keys were complained of. */
function isFitting(node: Node | null, entries: ReadonlyMap<string, Entry>): boolean {
  return entries.size > 0 || (isMap(node) && node.items.length === 0);
}

function readFull(file: YamlFile, node: Node | null, what: string, keys: readonly string[]): ReadonlyMap<string, Entry> {
  const entries = readMap(file, node, what, keys);
  for (const key of keys) if (!entries.has(key) && isFitting(node, entries)) file.complain(offsetOf(node), `${what} needs "${key}".`);
  return entries;
}

const TRANSLATIONS = LANGUAGES.filter((language): language is Translation => language !== 'en');

function readTranslations(file: YamlFile, entry: Entry | undefined, steps: number): ReadonlyMap<Translation, TranslationSource> {
  if (entry === undefined) return new Map();
  const languages = readMap(file, entry.value, '"translations"', TRANSLATIONS, offsetOf(entry.key));
  return new Map(TRANSLATIONS.flatMap((language) => {
    const given = languages.get(language);
    return given === undefined ? [] : [[language, readTranslation(file, given, steps)] as const];
  }));
}

function readTranslation(file: YamlFile, { key, value }: Entry, steps: number): TranslationSource {
  const texts = readMap(file, value, 'A translation', ['title', 'why', 'saw', 'remedy'], offsetOf(key));
  const remedy = listOf(file, texts.get('remedy'), '"remedy"').map((step) => {
    if (step === null || !('items' in step)) return { do: readText(file, step, 'A translated step'), impact: null };
    const parts = readMap(file, step, 'A translated step', ['do', 'impact']);
    return { do: textOf(file, parts.get('do'), '"do"'), impact: textOf(file, parts.get('impact'), '"impact"') };
  });
  if (remedy.length > steps) file.complain(offsetOf(texts.get('remedy')?.key ?? key), `The translation has ${remedy.length} steps, and the remedy ${steps}. Translate each step in its place.`);
  return { title: textOf(file, texts.get('title'), '"title"'), why: textOf(file, texts.get('why'), '"why"'), saw: textOf(file, texts.get('saw'), '"saw"'), remedy };
}
