import { randomBytes } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { UsageError } from '../model/faults.ts';

/** Who holds the lock of a plan. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Told by no other process: a restarted container has the same process id and host. */
  readonly token: string;
}

export interface Lock {
  /** False once another run has taken it, or it was removed by hand: nothing new may start then. */
  isMine(): boolean;
  release(): void;
}

export interface LockOptions {
  /** The folder of the journal: two runs of one plan meet there. */
  readonly folder: string;
  readonly planId: string;
  readonly owner: LockOwner;
  readonly now: () => Date;
  /** Whether a process of this machine is alive. */
  readonly isAlive: (pid: number) => boolean;
}

/** A lock is touched this often, in seconds; one of another machine that was not for `STALE_AFTER` is taken for dead. */
const BEAT = 10;
const STALE_AFTER = 60;

/**
 * Locks a plan, so that it cannot be applied twice at the same time. The lock of a process that died is taken over: on this
 * machine by its process id, on another by its age. Throws a UsageError that names the holder.
 */
export function lockPlan(options: LockOptions): Lock {
  const file = join(options.folder, `.tair-preflight-${options.planId.slice(0, 16)}.lock`);
  for (let tries = 0; tries < 5; tries++) {
    if (create(file, options)) return keep(file, options);
    const held = readLock(file);
    if (held === null) continue;
    if (isHeld(held, options)) {
      throw new UsageError(`The plan is being applied by process ${held.owner.pid} on ${held.owner.host} (lock ${file}). Wait for it; if it is surely gone, remove the lock.`);
    }
    takeAside(file, held.text, options);
  }
  throw new UsageError(`The lock ${file} changes hands too fast; try again.`);
}

/** Makes the lock, which appears whole: a run that is killed while it writes leaves none without an owner. False where there is one. */
function create(file: string, { owner }: LockOptions): boolean {
  const own = `${file}.${owner.pid}.${randomBytes(4).toString('hex')}.new`;
  try {
    write(own, owner);
    try {
      link(own, file, owner);
    } finally {
      rmSync(own, { force: true });
    }
    return true;
  } catch (fault) {
    if (codeOf(fault) === 'EEXIST') return false;
    throw new UsageError(`The folder of the journal cannot be written (${codeOf(fault)} on ${file}). Choose another with --journal.`);
  }
}

function write(file: string, owner: LockOwner): void {
  const fd = openSync(file, 'wx', 0o600);
  writeSync(fd, `${JSON.stringify(owner)}\n`);
  closeSync(fd);
}

/** Gives the written lock its name, unless that is taken. Where the disk knows no links it is written under its name at once. */
function link(own: string, file: string, owner: LockOwner): void {
  try {
    linkSync(own, file);
  } catch (fault) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(fault))) throw fault;
    write(file, owner);
  }
}

function codeOf(fault: unknown): string {
  return fault instanceof Error && 'code' in fault ? String(fault.code) : String(fault);
}

interface Held {
  readonly owner: LockOwner;
  readonly text: string;
  readonly touchedAt: number;
}

function readLock(file: string): Held | null {
  try {
    const text = readFileSync(file, 'utf8');
    const touchedAt = statSync(file).mtimeMs;
    const owner = parseOwner(text);
    if (typeof owner === 'object' && owner !== null && 'pid' in owner && 'host' in owner) {
      return { owner: { pid: Number(owner.pid), host: String(owner.host), token: 'token' in owner ? String(owner.token) : '' }, text, touchedAt };
    }
    return { owner: UNKNOWN_OWNER, text, touchedAt };
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null; // it went away between two looks
    throw fault;
  }
}

function isHeld({ owner, touchedAt }: Held, options: LockOptions): boolean {
  const age = (options.now().getTime() - touchedAt) / 1000;
  const isOurName = owner.host === options.owner.host && owner.pid === options.owner.pid;
  if (isOurName && owner.token === options.owner.token) return true;
  // Our own process id and host under another token: we were started anew, or a container beside us has both as well.
  return isOurName || owner.host !== options.owner.host ? age < STALE_AFTER : options.isAlive(owner.pid);
}

/** Moves a dead lock aside, and puts it back where another run was quicker and it is not the dead one any more. */
function takeAside(file: string, text: string, { owner }: LockOptions): void {
  const aside = `${file}.${owner.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') === text) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch {
    // another run took it first: the next try sees what is there now
  }
}

function keep(file: string, { owner, now }: LockOptions): Lock {
  const isMine = (): boolean => {
    try {
      const held = readLock(file);
      return held !== null && held.owner.token === owner.token && held.owner.pid === owner.pid && held.owner.host === owner.host;
    } catch {
      return false; // a lock that cannot be read protects nothing
    }
  };
  const beat = setInterval(() => {
    try {
      if (isMine()) utimesSync(file, now(), now());
    } catch {
      // it is looked at again before the next entry starts
    }
  }, BEAT * 1000);
  beat.unref();
  return {
    isMine,
    release: () => {
      clearInterval(beat);
      if (isMine()) rmSync(file, { force: true });
    },
  };
}

/** What a lock says of its owner; null where it is not whole. */
function parseOwner(text: string): unknown {
  try {
    return text.endsWith('\n') ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

const UNKNOWN_OWNER: LockOwner = { pid: 0, host: 'an unknown machine', token: '' };
