import { fileURLToPath } from 'node:url';

/** The folder of the built-in rules: the same place seen from src and from dist. */
export function builtInRules(): string {
  return fileURLToPath(new URL('../../rules', import.meta.url));
}
