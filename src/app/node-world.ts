import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleepFor } from 'node:timers/promises';

import type { World } from './world.ts';

/** Tells this process from one before it with the same id. */
const TOKEN = randomUUID();

/** The world of a Node process, for users of the library: its environment and clock, and nobody listening. */
export function nodeWorld(more: Partial<World> = {}): World {
  return {
    env: process.env,
    version: toolVersion(),
    self: { pid: process.pid, host: hostname(), token: TOKEN },
    isAlive,
    now: () => new Date(),
    random: () => Math.random(),
    sleep: (seconds) => sleepFor(seconds * 1000),
    progress: () => undefined,
    say: () => undefined,
    isInterrupted: () => false,
    isImpatient: () => false,
    ...more,
  };
}

/** The version in package.json: the same place seen from src and from dist. */
export function toolVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}

/** Whether a process of this machine is alive; one that belongs to somebody else is. */
function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return fault instanceof Error && 'code' in fault && fault.code === 'EPERM';
  }
}

/** The version of Node that runs us, such as 20.20.0. */
export function nodeVersion(): string {
  return process.versions.node;
}
