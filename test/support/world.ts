import { setTimeout as sleepFor } from 'node:timers/promises';

import { CHECK_DEFAULTS } from '../../src/app/options.ts';
import type { CheckOptions } from '../../src/app/options.ts';
import type { World } from '../../src/app/world.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';

/** A world with the emulator's default key and a clock of its own; what is said is kept. */
export function testWorld(more: Partial<World> = {}): World & { readonly said: string[] } {
  const said: string[] = [];
  return {
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'emulator', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-secret' },
    version: '0.0.0-test',
    self: { pid: process.pid, host: 'test', token: 'test' },
    isAlive: () => true,
    now: () => new Date(),
    random: () => Math.random(),
    sleep: (seconds) => sleepFor(seconds * 1000),
    progress: () => undefined,
    say: (line) => { said.push(line); },
    isInterrupted: () => false,
    isImpatient: () => false,
    said,
    ...more,
  };
}

/** The options of a check against an emulator. */
export function optionsFor(emulator: Pick<Emulator, 'url'>, more: Partial<CheckOptions> = {}): CheckOptions {
  return { ...CHECK_DEFAULTS, regions: ['cn-hangzhou'], endpoints: { kvstore: emulator.url, vpc: emulator.url, sts: emulator.url }, ...more };
}

/** The same numbers at every run: uniform in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
