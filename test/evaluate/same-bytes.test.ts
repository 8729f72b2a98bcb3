import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';

import { check } from '../../src/app/check.ts';
import type { CheckOptions } from '../../src/app/options.ts';
import type { FleetInstance, FleetVSwitch } from '../../src/emulator/fleet-file.ts';
import type { Result } from '../../src/model/result.ts';
import { healthy, roomy, SHARDLESS_CLASS } from '../facts/cases.ts';
import { startSpoiltCloud } from '../facts/spoiling-proxy.ts';
import type { Spoil } from '../facts/spoiling-proxy.ts';
import { optionsFor, seeded, testWorld } from '../support/world.ts';

const NOW = new Date('2026-11-24T10:00:00.000Z');

/** The same question gets the same request id, so that two runs can be compared byte by byte. */
const requestIdFor = (action: string, parameters: URLSearchParams): string => {
  const asked = [...parameters].filter(([name]) => !name.endsWith('Time')).toSorted().join('&');
  return createHash('sha256').update(`${action} ${asked}`).digest('hex').slice(0, 32).toUpperCase();
};

/** The order of things that have none, shuffled. */
function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list.map((entry) => ({ entry, key: random() })).toSorted((a, b) => a.key - b.key).map(({ entry }) => entry);
}

const CHANGES: readonly Partial<FleetInstance>[] = [
  {}, { ssl: 'on' }, { directEndpoint: {} }, { engineVersion: '2.8' }, { class: SHARDLESS_CLASS, shards: 5 }, { class: 'redis.master.small.default' }, { status: 'Hibernating' },
  { class: 'tair.rdb.4g', engineVersion: '6.0' }, { network: 'CLASSIC' }, { tasks: [{ type: 'HaSwitch', status: 'Waiting' }, { type: 'HaSwitch', status: 'Running' }] },
  { tags: { b: '2', a: '1', c: '3' } }, { whitelist: ['10.0.0.2', '10.0.0.1'] },
  { endpoints: [{ connectionString: 'b.redis.rds.aliyuncs.com' }, { connectionString: 'a.redis.rds.aliyuncs.com' }, { connectionString: 'a.redis.rds.aliyuncs.com', port: 6380 }] },
  { raw: { DescribeInstanceSSL: { SSLEnabled: null } } },
];

const VSWITCHES: FleetVSwitch[] = ['vsw-1', 'vsw-2', 'vsw-3'].map((id) => ({ id, vpc: 'vpc-a', region: 'cn-hangzhou', available: 40 }));
const INSTANCES = Array.from({ length: 42 }, (_, at) => healthy(`r-${at}`, { vSwitch: `vsw-${1 + (at % 3)}`, ...CHANGES[at % CHANGES.length] }));

/** An instance with the lists of its own in another order. */
const stirred = (instance: FleetInstance, random: () => number): FleetInstance => ({
  ...instance,
  ...(instance.tags === undefined ? {} : { tags: Object.fromEntries(shuffled(Object.entries(instance.tags), random)) }),
  ...(instance.whitelist === undefined ? {} : { whitelist: shuffled(instance.whitelist, random) }),
  ...(instance.endpoints === undefined ? {} : { endpoints: shuffled(instance.endpoints, random) }),
  ...(instance.tasks === undefined ? {} : { tasks: shuffled(instance.tasks.map((task, at) => ({ id: `t-${at}`, ...task })), random) }),
});

async function checkShuffled(seed: number, options: Partial<CheckOptions>): Promise<Result> {
  const random = seeded(seed);
  const fleet = { ...roomy, vSwitches: shuffled(VSWITCHES, random), instances: shuffled(INSTANCES, random).map((one) => stirred(one, random)) };
  const settle: Spoil = ({ action, parameters, body }) => ({ ...body, RequestId: requestIdFor(action, parameters) });
  const cloud = await startSpoiltCloud(fleet, settle, settle);
  try {
    const tasks = INSTANCES.map(({ id }) => id);
    cloud.emulator.mutate((state) => { for (const id of tasks) for (const [at, task] of (state.instances.get(id)?.tasks ?? []).toSorted((a, b) => (a.status < b.status ? -1 : 1)).entries()) task.id = `t-${at}`; });
    return (await check(optionsFor(cloud, options), testWorld({ now: () => NOW }))).result;
  } finally {
    await cloud.stop();
  }
}

it.each([
  { name: 'of a whole region', options: {} },
  { name: 'of ids', options: { instances: INSTANCES.map(({ id }) => id).concat('r-gone') } },
  { name: 'with numbered prefixes', options: { prefixTemplate: 'direct{n}x' } },
])('the result $name is the same, byte by byte, in whatever order the service lists things', async ({ options }) => {
  const [one, ...others] = await Promise.all([1, 2, 3].map((seed) => checkShuffled(seed, options)));
  const bytes = (result: Result | undefined): string => JSON.stringify({ instances: result?.instances, vSwitches: result?.vSwitches, unread: result?.unread, summary: result?.summary }, null, 1);
  for (const other of others) expect(bytes(other)).toBe(bytes(one));
  expect(one?.instances.length).toBeGreaterThan(40);
  expect(new Set(one?.instances.map(({ standing }) => standing))).toEqual(new Set(['enabled', 'blocked', 'unknown', 'eligible']));
});
