import { DEFAULT_KEY } from '../emulator/cloud-state.ts';
import { startEmulator } from '../emulator/start-emulator.ts';
import type { Emulator } from '../emulator/start-emulator.ts';
import { loadFaults } from '../emulator/fault-file.ts';
import type { Fault } from '../emulator/fault-file.ts';
import { loadFleet } from '../emulator/load-fleet.ts';
import { readTextFile } from '../files/read-file.ts';
import { UsageError } from '../model/faults.ts';
import { asUsage } from './as-usage.ts';

export type { Emulator } from '../emulator/start-emulator.ts';

/** More than any fleet: what is too large for one is told by its reader. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The files of a local cloud, and where it listens. */
export interface EmulateOptions {
  readonly fleet: string;
  readonly faults: string | null;
  /** Null: any that is free. */
  readonly port: number | null;
  readonly log?: (line: string) => void;
}

/** A local cloud, and the key with which its clients sign. */
export interface Emulated extends Emulator {
  /** The first of the fleet file; its secret where that is no secret, since it is the one of every fleet that names none. */
  readonly key: { readonly id: string; readonly secret: string | null };
}

/** Starts the local cloud from files. Throws a UsageError with every fault of the files, or when the port is taken. */
export async function emulate(options: EmulateOptions): Promise<Emulated> {
  const fleet = asUsage(() => loadFleet(readTextFile(options.fleet, MOST_BYTES), options.fleet));
  const faults = readFaults(options.faults);
  try {
    const [key = DEFAULT_KEY] = fleet.account?.keys ?? [];
    const emulator = await startEmulator({ fleet, faults, port: options.port ?? 0, ...(options.log === undefined ? {} : { log: options.log }) });
    return { ...emulator, key: { id: key.id, secret: key.id === DEFAULT_KEY.id && key.secret === DEFAULT_KEY.secret ? key.secret : null } };
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && (fault.code === 'EADDRINUSE' || fault.code === 'EACCES')) {
      throw new UsageError(`Port ${options.port} on 127.0.0.1 cannot be had (${fault.code}). Choose another with --port, or leave it out.`);
    }
    throw fault;
  }
}

/** The faults of a faults file; none where no file is named. Throws a UsageError with everything that is wrong. */
export function readFaults(file: string | null): readonly Fault[] {
  return file === null ? [] : asUsage(() => loadFaults(readTextFile(file, MOST_BYTES), file));
}
