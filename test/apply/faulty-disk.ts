import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

export interface DiskFault {
  /** Which write to the file is the first to fail, from 1. */
  readonly from: number;
  /** The last that fails; absent: all from then on. */
  readonly to?: number;
  /** full: nothing is written; torn: half is, then no more; sync: all is written, but does not get to the disk. */
  readonly kind: 'full' | 'torn' | 'sync';
}

/** Lets writes to one file (and to files whose names begin with its name) fail while something runs: Node's own file system is patched, nothing of ours. */
export async function withFaultyDisk<T>(file: string, fault: DiskFault, run: () => Promise<T>): Promise<T> {
  const { openSync, writeSync, fsyncSync } = fs;
  const fds = new Set<number>();
  let writes = 0;
  const isStruck = (): boolean => writes >= fault.from && writes <= (fault.to ?? Infinity);
  const failure = (code: string): Error => Object.assign(new Error(`${code}: patched`), { code });
  fs.openSync = (path, ...more) => {
    const fd = openSync(path, ...more);
    if (typeof path === 'string' && path.startsWith(file)) fds.add(fd);
    else fds.delete(fd);
    return fd;
  };
  fs.writeSync = ((fd: number, bytes: Buffer, offset: number, length: number, position: number): number => {
    if (!fds.has(fd)) return writeSync(fd, bytes, offset, length, position);
    writes++;
    if (isStruck() && fault.kind === 'full') throw failure('ENOSPC');
    if (isStruck() && fault.kind === 'torn') {
      writeSync(fd, bytes, offset, Math.floor(length / 2), position);
      throw failure('ENOSPC');
    }
    return writeSync(fd, bytes, offset, length, position);
  }) as typeof fs.writeSync;
  fs.fsyncSync = (fd) => {
    if (fds.has(fd) && isStruck() && fault.kind === 'sync') throw failure('EIO');
    fsyncSync(fd);
  };
  syncBuiltinESMExports();
  try {
    return await run();
  } finally {
    Object.assign(fs, { openSync, writeSync, fsyncSync });
    syncBuiltinESMExports();
  }
}

/** Lets one file be opened for reading only while something runs, as for a user who may not write it. */
export async function withUnwritable<T>(file: string, run: () => Promise<T>): Promise<T> {
  const { openSync } = fs;
  fs.openSync = (path, flags, ...more) => {
    if (path === file && flags !== 'r') throw Object.assign(new Error('EACCES: patched'), { code: 'EACCES' });
    return openSync(path, flags, ...more);
  };
  syncBuiltinESMExports();
  try {
    return await run();
  } finally {
    Object.assign(fs, { openSync });
    syncBuiltinESMExports();
  }
}

/** Lets another process make a file at the last moment: just after it was looked for and not found. */
export async function withRival<T>(file: string, text: string, run: () => Promise<T>): Promise<T> {
  const { existsSync, writeFileSync } = fs;
  let looks = 0;
  fs.existsSync = (path) => {
    const isThere = existsSync(path);
    if (path === file && !isThere && ++looks === 3) writeFileSync(file, text);
    return isThere;
  };
  syncBuiltinESMExports();
  try {
    return await run();
  } finally {
    Object.assign(fs, { existsSync });
    syncBuiltinESMExports();
  }
}
