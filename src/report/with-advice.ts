import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import { adviseOn } from './advise.ts';

/** A result and the same in other languages, as a check gives it. */
interface Told {
  readonly result: Result;
  readonly inLanguage: (language: Language) => Result;
}

/** The same with the advice on what to mend first in it, for every reporter. */
export function withAdvice({ result, inLanguage }: Told): Told {
  return { result: advised(result), inLanguage: (language) => advised(inLanguage(language)) };
}

function advised(result: Result): Result {
  return { ...result, advice: adviseOn(result) };
}
