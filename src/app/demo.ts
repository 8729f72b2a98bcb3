import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Outcome } from '../model/outcome.ts';
import type { Result } from '../model/result.ts';
import { apply } from './apply.ts';
import { check } from './check.ts';
import { emulate } from './emulate.ts';
import { APPLY_DEFAULTS, CHECK_DEFAULTS } from './options.ts';
import type { World } from './world.ts';

/** What the demo shows, step by step. */
export interface DemoShow {
  started(url: string): void;
  checked(result: Result): void;
  applying(ids: readonly string[]): void;
  applied(outcome: Outcome): void;
  checkedAgain(result: Result): void;
}

/** The fleet of the demo: the same place seen from src and from dist. */
const DEMO_FLEET = fileURLToPath(new URL('../../examples/demo-fleet.yaml', import.meta.url));

/** The main job end to end against the emulator: check, allocate for the eligible, wait, check again. Leaves nothing behind. */
export async function demo(world: World, show: DemoShow): Promise<Outcome> {
  const emulator = await emulate({ fleet: DEMO_FLEET, faults: null, port: null });
  const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-demo-'));
  try {
    const { url } = emulator;
    const local: World = { ...world, env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'emulator', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-secret' } };
    const options = { ...CHECK_DEFAULTS, allRegions: true, endpoints: { kvstore: url, vpc: url, sts: url } };
    show.started(url);
    const { result } = await check(options, local);
    show.checked(result);
    const ids = result.instances.filter((instance) => instance.standing === 'eligible').map((instance) => instance.instanceId);
    show.applying(ids);
    const applied = await apply({ ...options, ...APPLY_DEFAULTS, instances: ids, poll: 0.2, settle: 2, wait: 60, maxFailures: ids.length, journal: join(folder, 'demo.journal') }, local, () => Promise.resolve(true));
    if (applied === null) throw new Error('The demo was not confirmed.');
    show.applied(applied.outcome);
    show.checkedAgain((await check(options, local)).result);
    return applied.outcome;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await emulator.stop();
  }
}
