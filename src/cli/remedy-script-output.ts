import { resolve } from 'node:path';

import { UsageError } from '../model/faults.ts';
import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import { remedyScript, sizeOfScript } from '../report/remedy-script.ts';
import { assertWritten, writeFault } from './output-options.ts';
import { assertWritable } from './outputs.ts';
import type { Output } from './outputs.ts';

/** That a script of remedies can be written to the file, told before anything is judged. Throws a UsageError. */
export function assertScriptFile(file: string, { outputs, isHypothetical }: { readonly outputs: readonly Output<string>[]; readonly isHypothetical: boolean }): void {
  if (isHypothetical) throw new UsageError('--remedy-script wants what was read: with --assume a remedy may be missing, or mend what is not broken. Leave one of the two out.');
  assertWritable(file);
  if (outputs.some((output) => output.file !== null && resolve(output.file) === resolve(file))) throw new UsageError(`${file} is named by --remedy-script and by --format; give each a file of its own.`);
}

/** Writes the script whole. Gives a sentence on what it holds; throws a UsageError where it could not be written. */
export function writeScript(file: string, inLanguage: (language: Language) => Result, language: Language): string {
  const result = inLanguage(language);
  assertWritten(writeFault(file, remedyScript(result, language)));
  const { commands, steps } = sizeOfScript(result);
  return `${file} holds ${commands} ${commands === 1 ? 'command' : 'commands'} in ${steps} ${steps === 1 ? 'step' : 'steps'} and has run none: sh ${/^[\w./-]+$/.test(file) ? file : 'FILE'} shows them.`;
}
