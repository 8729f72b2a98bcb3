import { FileFaults } from '../emulator/read-yaml.ts';
import { UsageError } from '../model/faults.ts';

/** What is read, where the faults of a file that a person named become a UsageError with all of them: the reader of YAML stands with the emulator, which knows none of ours. */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof FileFaults) throw new UsageError(fault.faults);
    throw fault;
  }
}
