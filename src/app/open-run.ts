import { openCloud } from '../cloud/open-cloud.ts';
import type { Cloud } from '../cloud/types.ts';
import { rulesInForce } from '../evaluate/rules-in-force.ts';
import { toItem, toUnknown } from '../facts/list-instances.ts';
import { loadFleet } from '../facts/load-fleet.ts';
import { readRegions } from '../facts/read-regions.ts';
import type { FactName, FactValue } from '../model/facts.ts';
import { UsageError } from '../model/faults.ts';
import type { MutatingOperation } from '../model/plan.ts';
import type { Fleet } from '../model/fleet.ts';
import { known, unknown } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import type { RuleBook, RuleInForce } from '../model/rule.ts';
import type { ScopedWaiver } from '../model/waiver.ts';
import { loadRuleBook } from '../rulebook/index.ts';
import { builtInRules } from './built-in-rules.ts';
import { withExtraRules } from './extra-rules.ts';
import { readFactsFile } from './facts-file.ts';
import type { OwnFacts } from './facts-file.ts';
import { otherThanInstances } from './instance-words.ts';
import type { CheckOptions, RequestOptions } from './options.ts';
import type { PrefixesSeen } from './prefixes-seen.ts';
import { DISCOVERY_REGION, regionsAskedFor } from './regions-asked-for.ts';
import { requestFacts } from './request-facts.ts';
import { readWaivers } from './waivers-file.ts';
import type { World } from './world.ts';

/** One run: the rules in force and an open cloud, both sound before the first instance is asked for. */
export interface Run {
  readonly options: CheckOptions;
  readonly world: World;
  readonly book: RuleBook;
  readonly rules: readonly RuleInForce[];
  readonly ownFacts: OwnFacts | null;
  /** Null where no file of waivers was given. */
  readonly waivers: readonly ScopedWaiver[] | null;
  readonly cloud: Cloud;
  readonly accountId: Promise<Known<string>>;
}

/** Reads the rules, then finds credentials. Throws a UsageError for any of the user's mistakes; nothing was asked by then. */
export async function openRun(options: CheckOptions, world: World, { leadsToCall, pack = 'AllocateDirectConnection' }: { readonly leadsToCall: boolean; readonly pack?: MutatingOperation }): Promise<Run> {
  assertScope(options, world);
  const ownFacts = options.facts === null ? null : readFactsFile(options.facts);
  const book = withExtraRules(loadRuleBook({ builtIn: builtInRules(pack), extra: options.rules, extraFacts: ownFacts?.shapes }), options.extraRules);
  const rules = rulesInForce(book, { preset: options.preset, severities: options.severities, only: options.only, skip: options.skip, leadsToCall });
  const waivers = options.waivers === null ? null : readWaivers(options.waivers, { rules: book.rules, leadsToCall });
  const { profile, endpoints, network, concurrency, requestTimeout } = options;
  const cloud = await openCloud({
    profile, endpoints, network, concurrency, requestTimeout, env: world.env, version: world.version,
    now: () => world.now(), random: () => world.random(),
  });
  const accountId = readAccount(cloud, regionsAskedFor(options, world)[0] ?? DISCOVERY_REGION, world);
  accountId.catch(() => undefined); // whoever needs the account awaits it; a run that ends before leaves no rejection behind
  return { options, world, book, rules, ownFacts, waivers, cloud, accountId };
}

/** What an id cannot hold would make several of one in a list, or none. */
const INSTANCE_ID = /^[^\s,\p{Cc}\p{Cf}]{1,128}$/u;
const MOST_TAGS = 5;

function assertScope(options: CheckOptions, world: World): void {
  const others = otherThanInstances(options.instances);
  if (others.length > 0) throw new UsageError(others);
  const faults: string[] = [];
  if (options.prefix !== null && options.prefixTemplate !== null) faults.push('Give --prefix or --prefix-template, not both.');
  if (options.prefix !== null && new Set(options.instances).size > 1) faults.push(`--prefix names one endpoint, and ${new Set(options.instances).size} instances were given. Use --prefix-template, for example 'dc{id}'.`);
  faults.push(...templateFaults(options.prefixTemplate));
  for (const id of options.instances) {
    if (!INSTANCE_ID.test(id)) faults.push(`${JSON.stringify(id.slice(0, 128))} is not the id of an instance; expected one such as r-bp1zxszhcgatnx, several with spaces between them.`);
  }
  for (const region of regionsAskedFor(options, world)) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(region)) faults.push(`${JSON.stringify(region)} is not the name of a region; expected one such as cn-hangzhou.`);
  }
  if (options.tags.length > MOST_TAGS) faults.push(`The service takes ${MOST_TAGS} tags at most, and ${options.tags.length} were given with --tag.`);
  if (options.allRegions && options.regions.length > 0) faults.push('Give --region or --all-regions, not both.');
  if (!options.allRegions && regionsAskedFor(options, world).length === 0) {
    faults.push('No region is known. Name one with --region, or use --all-regions, or set ALIBABA_CLOUD_REGION_ID, or set a region in the profile.');
  }
  if (faults.length > 0) throw new UsageError(faults);
}

/** Placeholders that a template knows; see request-facts.ts. */
const PLACEHOLDERS = ['{id}', '{name}', '{n}'];

function templateFaults(template: string | null): string[] {
  const strange = [...new Set((template ?? '').match(/\{[^{}]*\}/g) ?? [])].filter((placeholder) => !PLACEHOLDERS.includes(placeholder));
  return strange.length === 0 ? [] : [`--prefix-template has no placeholder ${strange.join(', ')}: it knows {id}, {name} and {n}.`];
}

async function readAccount(cloud: Cloud, region: string, world: World): Promise<Known<string>> {
  const result = await cloud.reader.read('GetCallerIdentity', region, {});
  if (result.kind === 'no-reply') return toUnknown(result);
  const accountId = result.body['AccountId'];
  if (typeof accountId === 'string' && accountId !== '') return known(accountId, toItem(result).evidence);
  return unknown('not-returned', 'GetCallerIdentity returned no AccountId.', { operation: 'GetCallerIdentity', requestId: result.requestId, readAt: world.now().toISOString() });
}

/** The regions in scope: those named, or all that DescribeRegions tells. */
export async function scopeRegions(run: Run): Promise<{ readonly regions: readonly string[]; readonly unread: Fleet['unread'] }> {
  const asked = regionsAskedFor(run.options, run.world);
  if (!run.options.allRegions) return { regions: asked, unread: [] };
  const found = await readRegions(run.cloud.reader, asked[0] ?? DISCOVERY_REGION);
  for (const { region, endpoint } of found.regions) if (endpoint !== null) run.cloud.learnRegionEndpoint(region, endpoint);
  return { regions: found.regions.map(({ region }) => region), unread: found.unread };
}

export interface LoadMore extends PrefixesSeen {
  readonly listVpcs?: boolean;
  /** Read what the remedies of the failed rules show, too. */
  readonly forRemedies?: boolean;
  readonly unreadRegions?: Fleet['unread'];
  /** The places of instances in the scope, for {n} of a prefix: kept where some of a scope are read again. */
  readonly numbers?: Map<string, number>;
  /** What one entry asks for, in place of what the run asks for. */
  readonly request?: RequestOptions;
}

/** Reads what the rules need of the given ids in the given regions; an empty list of ids means the whole scope. */
export function load(run: Run, regions: readonly string[], ids: readonly string[], more: LoadMore = {}): Promise<Fleet> {
  const { world } = run;
  const options = { ...run.options, ...more.request };
  const now = world.now();
  const numbers = more.numbers ?? new Map<string, number>();
  const overlay = ({ instanceId, name }: { readonly instanceId: string; readonly name: string }): ReadonlyMap<FactName, Known<FactValue>> => {
    if (!numbers.has(instanceId)) numbers.set(instanceId, numbers.size + 1);
    return new Map([...run.ownFacts?.of(instanceId, now) ?? [], ...requestFacts(options, { instanceId, name, number: numbers.get(instanceId) ?? 0 }, now)]);
  };
  return loadFleet({
    reader: run.cloud.reader, regions, rules: run.rules, accountId: run.accountId, overlay, now: () => world.now(),
    scope: { ids, vpcId: options.vpc, vSwitchId: options.vswitch, resourceGroupId: options.resourceGroup, tags: options.tags },
    onProgress: ({ listed, asked, open }) => world.progress(`${listed} instances listed, ${asked} of ${Math.max(open, asked)} details read`),
    ...(more.prefixesSeen === undefined ? {} : { prefixesSeen: more.prefixesSeen }),
    ...(more.prefixesUnread === undefined ? {} : { prefixesUnread: more.prefixesUnread }),
    ...(more.listVpcs === undefined ? {} : { listVpcs: more.listVpcs }),
    ...(more.forRemedies === undefined ? {} : { forRemedies: more.forRemedies }),
    ...(more.unreadRegions === undefined ? {} : { unreadRegions: more.unreadRegions }),
  });
}
