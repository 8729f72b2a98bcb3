import { gravest, VERIFY_SCHEMA } from '../model/data-plane.ts';
import type { Address, DataPlaneFinding, DataPlaneReport, DataPlaneStatus, Verification, VerifiedInstance } from '../model/data-plane.ts';
import type { FactSet } from '../model/facts.ts';
import { UsageError } from '../model/faults.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import type { Rule } from '../model/rule.ts';
import { valueOf } from '../model/value-of.ts';
import { defineRule } from '../rulebook/index.ts';
import { verifyDataPlane } from '../verify/verify-data-plane.ts';
import { load, openRun, scopeRegions } from './open-run.ts';
import type { CheckOptions } from './options.ts';
import type { World } from './world.ts';

/** How endpoints are connected to. Times in seconds. */
export interface DataPlaneAccess {
  /** PINGs to each endpoint. */
  readonly samples: number;
  /** For a connection to come about, and for each reply. */
  readonly connectTimeout: number;
}

export const VERIFY_DEFAULTS: DataPlaneAccess = { samples: 100, connectTimeout: 5 };

export interface VerifyOptions extends CheckOptions, DataPlaneAccess {}

/** Who logs in at the endpoints; no password logs in nowhere. */
export interface RedisLogin {
  readonly username: string | null;
  readonly password: string | null;
}

/** Asks the user for the password, without showing it; null where there is nobody to ask. */
export type AskPassword = (() => Promise<string>) | null;

const PASSWORD = 'TAIR_PREFLIGHT_REDIS_PASSWORD';
const USERNAME = 'TAIR_PREFLIGHT_REDIS_USERNAME';

/**
 * Reads the endpoints of the named instances from the cloud and connects to each direct one, one after another. Never changes
 * anything. Throws a UsageError for the user's mistakes; what cloud, network and servers answer is in the result.
 */
export async function verify(options: VerifyOptions, world: World, ask: AskPassword): Promise<Verification> {
  const startedAt = world.now().toISOString();
  const ids = [...new Set(options.instances)];
  if (ids.length === 0) throw new UsageError('verify wants the ids of instances: `tair-preflight verify r-… --region …`.');
  const given = givenLogin(world.env, ask);
  const { fleet, regions, apiCalls } = await readEndpoints(options, world, ids);
  const login = given ?? (fleet.instances.some(wantsPassword) ? await askForLogin(world.env, ask) : NO_LOGIN);
  const instances: VerifiedInstance[] = [];
  for (const [at, instance] of fleet.instances.entries()) {
    world.progress(`connecting to ${instance.instanceId}, ${at + 1} of ${fleet.instances.length}`);
    instances.push(await verifyEndpoint({ instance, login, access: options, now: () => world.now() }));
  }
  return {
    schema: VERIFY_SCHEMA, tool: { name: 'tair-preflight', version: world.version }, startedAt, finishedAt: world.now().toISOString(),
    scope: { regions, instances: ids },
    summary: { instances: instances.length, ...countStatuses(instances), apiCalls },
    instances, unread: fleet.unread,
  };
}

/** The login of the environment: null where no password is in it. Half a login is the user's mistake, unless somebody can be asked for the rest. */
export function givenLogin(env: World['env'], ask: AskPassword): RedisLogin | null {
  const [username, password] = [env[USERNAME] || null, env[PASSWORD] || null];
  if (password !== null) return { username, password };
  if (username !== null && ask === null) throw new UsageError(`${USERNAME} is set and ${PASSWORD} is not: set both, or neither.`);
  return null;
}

/** Asks for the password where somebody can be asked; an empty answer is none. */
export async function askForLogin(env: World['env'], ask: AskPassword): Promise<RedisLogin> {
  const password = ask === null ? '' : await ask();
  return password === '' ? NO_LOGIN : { username: env[USERNAME] || null, password };
}

const NO_LOGIN: RedisLogin = { username: null, password: null };

/** Whether there is an endpoint to log in at, unless it is known to be free of passwords. */
function wantsPassword(instance: Pick<Instance, 'facts'>): boolean {
  const { direct } = endpointsOf(instance.facts);
  return direct !== null && valueOf(instance.facts, 'instance.passwordFree') !== true;
}

/** What to verify: an instance as it was read. `direct` names an endpoint that was made after its facts were read. */
export interface EndpointToVerify {
  readonly instance: Pick<Instance, 'accountId' | 'region' | 'instanceId' | 'facts'>;
  readonly direct?: Address;
  readonly login: RedisLogin;
  readonly access: DataPlaneAccess;
  now(): Date;
}

/**
 * Connects to one instance's direct endpoint, beside its proxy's, and says what it found. Needs the facts network.endpoints,
 * instance.shardCount and instance.passwordFree; one that is missing or unknown leaves the findings about it unknown.
 */
export async function verifyEndpoint({ instance, direct: made, login, access, now }: EndpointToVerify): Promise<VerifiedInstance> {
  const { facts } = instance;
  const { direct: told, proxy } = endpointsOf(facts);
  const direct = made ?? told;
  const [shards, name] = [valueOf(facts, 'instance.shardCount'), valueOf(facts, 'instance.name')];
  const head = { accountId: instance.accountId, region: instance.region, instanceId: instance.instanceId, name: typeof name === 'string' ? name : null };
  const count = typeof shards === 'number' ? shards : null;
  if (direct === null) {
    const finding = noEndpoint(instance);
    return { ...head, status: finding.status, direct, proxy, shards: count, findings: [finding], slots: null, primaries: [], latency: { direct: null, proxy: null }, commands: null };
  }
  const seen: DataPlaneReport = await verifyDataPlane({ direct, proxy, shards: count, ...login, samples: access.samples, timeout: access.connectTimeout, now });
  const findings = [endpointFinding('ok', `${instance.instanceId} has a direct endpoint, ${direct.host}:${direct.port}.`, null), ...seen.findings];
  const { startedAt: _startedAt, finishedAt: _finishedAt, ...report } = seen;
  return { ...head, status: gravest(findings), ...report, findings };
}

/** Facts that are read for their own sake: the endpoints of each instance, and more of those that have a direct one. */
const READS = (): readonly Rule[] => {
  const healthy = { severity: 'error', why: 'Read to connect to the endpoint.', assert: () => true } as const;
  return [
    defineRule({ ...healthy, id: 'endpoints-read', title: 'The endpoints are known.', needs: ['instance.name', 'network.endpoints'] }),
    defineRule({ ...healthy, id: 'shards-read', title: 'The shards are known.', when: 'network.hasDirectEndpoint', needs: ['instance.shardCount', 'instance.passwordFree'] }),
  ];
};

async function readEndpoints(options: VerifyOptions, world: World, ids: readonly string[]): Promise<{ readonly fleet: Fleet; readonly regions: readonly string[]; readonly apiCalls: Readonly<Record<string, number>> }> {
  const run = await openRun(options, world, { leadsToCall: false });
  try {
    const scope = await scopeRegions(run);
    const rules = READS().map((rule) => ({ rule, severity: 'error' as const }));
    const loaded = await load({ ...run, rules }, scope.regions, ids);
    const unread = [...scope.unread.map((part) => ({ ...part, what: { ...part.what, accountId: loaded.accountId } })), ...loaded.unread];
    return { fleet: { ...loaded, unread }, regions: loaded.regions, apiCalls: run.cloud.reader.calls() };
  } finally {
    run.cloud.close();
  }
}

/** The direct endpoint and the proxy's, those inside the network. A public one is neither: it is another way. */
function endpointsOf(facts: FactSet): { readonly direct: Address | null; readonly proxy: Address | null } {
  const endpoints = valueOf(facts, 'network.endpoints');
  const inside = (Array.isArray(endpoints) ? endpoints as readonly Readonly<Record<string, string | number | boolean>>[] : []).filter((endpoint) => endpoint['type'] !== 'Public');
  const find = (isDirect: boolean): Address | null => {
    const found = inside.find((endpoint) => endpoint['direct'] === isDirect);
    return found === undefined ? null : { host: String(found['connectionString']), port: Number(found['port']) };
  };
  return { direct: find(true), proxy: find(false) };
}

function noEndpoint({ facts, instanceId, region }: EndpointToVerify['instance']): DataPlaneFinding {
  const exists = facts.get('instance.exists');
  if (exists?.kind === 'known' && exists.value === false) return endpointFinding('problem', `There is no instance ${instanceId} in the regions that were asked.`, 'Look at the id, and name its region with --region, or use --all-regions.');
  const endpoints = facts.get('network.endpoints');
  const unread = exists?.kind === 'unknown' ? exists : endpoints?.kind === 'known' ? null : endpoints;
  if (unread === null) {
    return endpointFinding('problem', `${instanceId} has no direct endpoint, so there is nothing to connect to.`, `\`tair-preflight apply ${instanceId}${region === null ? '' : ` --region ${region}`}\` makes one, where every rule passes.`);
  }
  const grant = unread?.ramAction === null || unread === undefined ? 'Try again.' : `Grant ${unread.ramAction} and try again.`;
  return endpointFinding('unknown', `Whether ${instanceId} has a direct endpoint could not be read: ${unread?.detail ?? 'its endpoints were not asked for.'}`, grant);
}

function endpointFinding(status: DataPlaneStatus, message: string, advice: string | null): DataPlaneFinding {
  return { check: 'direct-endpoint', status, message, advice, reason: null, because: null };
}

function countStatuses(instances: readonly VerifiedInstance[]): Record<DataPlaneStatus, number> {
  const counts: Record<DataPlaneStatus, number> = { ok: 0, warning: 0, problem: 0, unknown: 0 };
  for (const { status } of instances) counts[status] += 1;
  return counts;
}
