import type { ResultInstance } from '../../model/result.ts';
import { factText } from '../findings.ts';
import type { CommandWords } from './command-words.ts';

/** A command as the rule gives it, the words that can be run of it, and the instance that it is for. */
interface Command {
  readonly instance: ResultInstance;
  readonly step: { readonly run: string | null };
  readonly command: CommandWords | null;
}

/**
 * Operations whose effect no other operation takes back, each with when: a major version cannot be lowered, an instance that
 * has left the classic network cannot return to it, and data that was flushed or deleted is gone. A network that is not
 * known to be a VPC is taken for the classic one.
 */
const IRREVERSIBLE: ReadonlyMap<string, (instance: ResultInstance) => boolean> = new Map<string, (instance: ResultInstance) => boolean>([
  ['r-kvstore ModifyInstanceMajorVersion', () => true],
  ['r-kvstore SwitchNetwork', (instance) => factText(instance, 'instance.networkType') !== 'VPC'],
  ['r-kvstore FlushInstance', () => true],
  ['r-kvstore DeleteInstance', () => true],
]);

/** Product and operation of a command of `aliyun`, "vpc CreateVSwitch", also where it cannot be run as it is; null where it names none. */
export function operationOf({ step, command }: Pick<Command, 'step' | 'command'>): string | null {
  if (command === null) return null;
  if (command.kind === 'words') return command.words.slice(1, 3).join(' ');
  const [, product, operation] = /^\s*aliyun\s+(\S+)\s+([A-Z][A-Za-z0-9]*)/.exec(step.run ?? '') ?? [];
  return product === undefined || operation === undefined ? null : `${product} ${operation}`;
}

/** True where what the command does cannot be undone. */
export function isIrreversible(one: Command): boolean {
  return IRREVERSIBLE.get(operationOf(one) ?? '')?.(one.instance) ?? false;
}

/** True where the command only reads, as the name of its operation says. */
export function isReading(one: Pick<Command, 'step' | 'command'>): boolean {
  return /^\S+ (Describe|List|Get|Query)[A-Z]/.test(operationOf(one) ?? '');
}
