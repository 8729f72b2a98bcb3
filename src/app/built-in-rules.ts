import { fileURLToPath } from 'node:url';

import type { MutatingOperation } from '../model/plan.ts';

const FOLDERS: Readonly<Record<MutatingOperation, string>> = {
  AllocateDirectConnection: '../../rules',
  ReleaseDirectConnection: '../../rules/release',
};

/** The folder of the built-in rules of an operation: the same place seen from src and from dist. */
export function builtInRules(operation: MutatingOperation = 'AllocateDirectConnection'): string {
  return fileURLToPath(new URL(FOLDERS[operation], import.meta.url));
}
