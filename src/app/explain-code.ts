import { UsageError } from '../model/faults.ts';
import { compareText } from '../model/group-by.ts';
import type { Language } from '../model/language.ts';
import { nearest } from '../model/nearest.ts';
import { OPERATIONS } from '../model/plan.ts';
import { CODE_SCHEMA } from '../model/service-codes.ts';
import type { CodeExplanation, CodeTexts, PredictingRule, ServiceCode } from '../model/service-codes.ts';
import { loadRuleBook } from '../rulebook/index.ts';
import { builtInRules } from './built-in-rules.ts';
import { ALLOCATE_CODES } from './codes/allocate-codes.ts';
import { CODES_ZH } from './codes/codes-zh.ts';
import { COMMON_CODES, READ_CODES } from './codes/common-codes.ts';

/** Every code that is known by itself. */
export const SERVICE_CODES: readonly ServiceCode[] = [...ALLOCATE_CODES, ...COMMON_CODES, ...READ_CODES];

/**
 * What an error code of the service means, which rules predict it and what to do; null where the word cannot be meant as a
 * code, but as the id of an instance. Told in English where no language is named. Offline. Throws a UsageError for a word that can only be a code and is none that is
 * known, and for rules that cannot be read.
 */
export function explainCode(word: string, folders: readonly string[], language: Language = 'en'): CodeExplanation | null {
  const known = findCode(word);
  if (known === null && !canBeCode(word)) return null;
  const predicting = predictions(folders, language);
  const code = known?.code ?? [...predicting.keys()].find((one) => sameWord(one, word)) ?? null;
  if (code === null) throw unknownCode(word, [...SERVICE_CODES.map((one) => one.code), ...predicting.keys()]);
  const { isFamily, ...about } = known?.about ?? undocumented(code);
  return { schema: CODE_SCHEMA, ...about, ...textsIn(language, about), code, knownAs: isFamily && about.code !== code ? about.code : null, predictedBy: predicting.get(code) ?? [] };
}

const TEXTS_ZH = new Map<string, CodeTexts>(Object.entries(CODES_ZH));
const UNDOCUMENTED_ZH: CodeTexts = {
  meaning: '没有任何页面列出它，仅从预测它的规则得知。',
  advice: ['请查看这些规则的判定：`tair-preflight explain INSTANCE RULE` 会显示其依据和处理办法。'],
};

function textsIn(language: Language, about: Pick<ServiceCode, 'code'> & CodeTexts): CodeTexts {
  switch (language) {
    case 'en':
      return { meaning: about.meaning, advice: about.advice };
    case 'zh':
      return TEXTS_ZH.get(about.code) ?? UNDOCUMENTED_ZH;
  }
}

/** A code as it is known: by itself, or as one of a family. */
function findCode(word: string): { readonly code: string; readonly about: ServiceCode } | null {
  const itself = SERVICE_CODES.find(({ code }) => sameWord(code, word));
  if (itself !== undefined) return { code: itself.code, about: itself };
  const family = WORDS.test(word) ? SERVICE_CODES.find(({ code, isFamily }) => isFamily && word.toLowerCase().startsWith(`${code.toLowerCase()}.`)) : undefined;
  return family === undefined ? null : { code: word, about: family };
}

function sameWord(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

const WORDS = /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$/;

/** Codes are words in capitals joined by dots; the ids of instances begin small and hold a dash. A small word is one where it resembles a code. */
function canBeCode(word: string): boolean {
  if (!WORDS.test(word) || word.length > 80) return false;
  return /^[A-Z]/.test(word) || nearest(word.toLowerCase(), SERVICE_CODES.map(({ code }) => code.toLowerCase())) !== null;
}

function unknownCode(word: string, codes: readonly string[]): UsageError {
  const near = nearest(word, codes);
  const advice = near === null ? 'Expected one that AllocateDirectConnection or the gateway answers, such as TaskHasExist, or the id of an instance.' : `Did you mean ${near}?`;
  return new UsageError(`There is no error code ${JSON.stringify(word)} that this version knows. ${advice}`);
}

/** A code that no page lists, known from a rule alone. */
function undocumented(code: string): ServiceCode {
  return {
    code, isFamily: false, status: null, operations: [], documentation: 'undocumented', effect: 'nothing-done',
    meaning: 'No page lists it; it is known from the rules that predict it.',
    advice: ['Judge those rules: `tair-preflight explain INSTANCE RULE` shows what they rest on, and their remedy.'],
  };
}

/** The rules by the codes that they predict, those before AllocateDirectConnection first. */
function predictions(folders: readonly string[], language: Language): ReadonlyMap<string, readonly PredictingRule[]> {
  const found = new Map<string, PredictingRule[]>();
  for (const operation of OPERATIONS) {
    const { rules } = loadRuleBook({ builtIn: builtInRules(operation), extra: operation === 'AllocateDirectConnection' ? folders : [] });
    for (const { id, title: english, severity, enforced, predicts, translations } of rules.toSorted((a, b) => compareText(a.id, b.id))) {
      const title = language === 'en' ? english : translations[language]?.title ?? english;
      for (const { code, basis } of predicts) found.set(code, [...(found.get(code) ?? []), { rule: id, title, operation, basis, severity, enforced }]);
    }
  }
  return found;
}
