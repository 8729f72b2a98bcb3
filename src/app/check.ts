import { assess } from '../evaluate/assess.ts';
import { usesOf, waiverAt } from '../evaluate/waivers.ts';
import type { Assessment } from '../model/assessment.ts';
import { UsageError } from '../model/faults.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Language } from '../model/language.ts';
import { nearest } from '../model/nearest.ts';
import type { Result } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import { toResult } from '../report/to-result.ts';
import type { RunFacts } from '../report/to-result.ts';
import { load, openRun, scopeRegions } from './open-run.ts';
import type { LoadMore, Run } from './open-run.ts';
import type { CheckOptions } from './options.ts';
import type { World } from './world.ts';

/** What a check found, as plain data and as the result that reporters render. */
export interface Checked {
  readonly fleet: Fleet;
  readonly assessment: Assessment;
  readonly result: Result;
  /** The same result with its texts in another language. */
  readonly inLanguage: (language: Language) => Result;
  /** The rules that judged. */
  readonly rules: readonly Rule[];
}

/**
 * Loads the facts of a scope and judges them. Holds a reader only: it cannot change anything.
 * Throws a UsageError for the user's mistakes; never for what the cloud answers, except when it accepts no credentials.
 */
export async function check(options: CheckOptions, world: World): Promise<Checked> {
  const run = await openRun(options, world, { leadsToCall: false });
  try {
    return await checkScope(run, world.now());
  } finally {
    run.cloud.close();
  }
}

/** The same within an open run: apply begins with it. */
export async function checkScope(run: Run, startedAt: Date, more: LoadMore = {}): Promise<Checked> {
  const scope = await scopeRegions(run);
  const ids = [...new Set(run.options.instances)];
  const fleet = await load(run, scope.regions, ids, { forRemedies: true, ...more, unreadRegions: scope.unread });
  assertRegionsOffer(fleet, ids);
  if (!run.options.allRegions) for (const region of fleet.withoutService) run.world.say(withoutServiceText(region, fleet));
  for (const { instanceId, region } of elsewhere(fleet)) run.world.say(`You named ${fleet.regions.join(', ')}; ${instanceId} is in ${region}.`);
  return toChecked(run, startedAt, fleet);
}

const MOST_ELSEWHERE = 20;

/** Instances that the service told although they are in none of the regions that were asked. */
function elsewhere({ instances, regions }: Fleet): Fleet['instances'] {
  return instances.filter(({ region }) => region !== null && !regions.includes(region)).slice(0, MOST_ELSEWHERE);
}

/** A fleet that was read, judged and as a result. Throws a UsageError where one prefix is asked for several instances. */
export function toChecked(run: Run, startedAt: Date, fleet: Fleet): Checked {
  const { options, world } = run;
  if (options.prefix !== null && fleet.instances.length > 1) throw new UsageError(`--prefix names one endpoint, and ${fleet.instances.length} instances are in scope. Use --prefix-template, for example 'dc{id}'.`);
  const now = world.now();
  const waiverFor = waiverAt(run.waivers ?? [], now);
  const judged = (language: Language): Assessment => assess(fleet, run.rules, { language, waiverFor, everywhere: options.allRegions });
  const assessment = judged(options.language);
  const told: RunFacts = {
    waivers: run.waivers === null ? null : usesOf(run.waivers, assessment.instances, now),
    tool: { name: 'tair-preflight', version: world.version },
    rulebook: { preset: options.preset, digest: run.book.digest },
    startedAt: startedAt.toISOString(),
    finishedAt: world.now().toISOString(),
    scope: {
      regions: fleet.regions, withoutService: fleet.withoutService, instances: [...new Set(options.instances)], vpc: options.vpc, vswitch: options.vswitch, resourceGroup: options.resourceGroup,
      tags: options.tags.map(({ key, value }) => `${key}=${value}`), prefix: options.prefix ?? options.prefixTemplate, port: options.port,
      only: [...new Set(options.only)].toSorted(), skip: [...new Set(options.skip)].toSorted(),
      assumed: [...options.assume.keys()].toSorted(), attested: options.previewAccess === null ? [] : [`preview-access=${options.previewAccess}`],
    },
    hypothetical: options.assume.size > 0,
    mutationsSent: 0,
    apiCalls: run.cloud.reader.calls(),
  };
  const result = toResult(fleet, assessment, told);
  const inLanguage = (language: Language): Result => (language === options.language ? result : toResult(fleet, judged(language), told));
  return { fleet, assessment, result, inLanguage, rules: run.rules.map(({ rule }) => rule) };
}

/** A region that was named, and that says that it is none of the service's: a slip of the pen among others would go unseen. */
function withoutServiceText(region: string, { regions, withoutService }: Fleet): string {
  const meant = nearest(region, regions.filter((one) => !withoutService.includes(one)));
  return `${region} offers no ApsaraDB for Redis, or is not the name of a region; nothing was looked for there.${meant === null ? '' : ` Did you mean ${meant}?`}`;
}

function assertRegionsOffer(fleet: Fleet, ids: readonly string[]): void {
  if (ids.length === 0 || fleet.withoutService.length === 0 || fleet.withoutService.length < fleet.regions.length) return;
  throw new UsageError(`${fleet.withoutService.join(', ')} offers no ApsaraDB for Redis, or is not the name of a region. Name another with --region, or use --all-regions.`);
}
