import { regionOfProfile } from '../cloud/cli-config.ts';
import type { CheckOptions } from './options.ts';
import type { World } from './world.ts';

/** Where DescribeRegions is asked when no region was named: the service's central endpoint. */
export const DISCOVERY_REGION = 'cn-hangzhou';

/** The regions that were named: by the options, else by the environment, else by the profile; none where nothing names one. Throws a UsageError where the profile is not there. */
export function regionsAskedFor(options: Pick<CheckOptions, 'regions' | 'profile'>, world: Pick<World, 'env'>): string[] {
  if (options.regions.length > 0) return [...new Set(options.regions)];
  const region = world.env['ALIBABA_CLOUD_REGION_ID'] || regionOfProfile(world.env, options.profile);
  return region === null ? [] : [region];
}
