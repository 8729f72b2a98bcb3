import type { Verification } from '../model/data-plane.ts';
import type { Outcome } from '../model/outcome.ts';
import type { ApplyOptions } from './options.ts';
import { askForLogin, givenLogin, verify, VERIFY_DEFAULTS } from './verify.ts';
import type { AskPassword, RedisLogin } from './verify.ts';
import type { World } from './world.ts';

/** The login for a verification that follows an apply: asked for before the first call, while somebody is there. */
export async function loginBefore(world: World, ask: AskPassword): Promise<RedisLogin> {
  return givenLogin(world.env, ask) ?? askForLogin(world.env, ask);
}

/** Connects to the endpoints that an apply made; null where it made none. What cannot be reached is in the result, and undoes nothing. */
export async function verifyDone(outcome: Outcome, options: ApplyOptions, world: World, login: RedisLogin): Promise<Verification | null> {
  const done = outcome.entries.filter((entry) => entry.outcome === 'done');
  if (done.length === 0) return null;
  const { password } = login;
  const regions = [...new Set(done.flatMap((entry) => entry.region ?? []))].toSorted();
  const scope = { instances: done.map((entry) => entry.instanceId), regions, allRegions: false, vpc: null, vswitch: null, resourceGroup: null, tags: [], prefix: null, prefixTemplate: null };
  return verify({ ...options, ...scope, ...VERIFY_DEFAULTS }, world, password === null ? null : () => Promise.resolve(password));
}
